using NUnit.Framework;

namespace NativeRnn.Tests.Hosting;

/// <summary>Tests that share small models, trained once for all of a class.</summary>
internal abstract class HostedModelTests
{
    protected HostedModels Models { get; private set; } = null!;

    [OneTimeSetUp]
    public void Train() => Models = new HostedModels();

    [OneTimeTearDown]
    public void Dispose() => Models.Dispose();
}
