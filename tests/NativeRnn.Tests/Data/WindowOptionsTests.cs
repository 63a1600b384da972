using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace NativeRnn.Tests.Data;

public class WindowOptionsTests
{
    [Test]
    public void Defaults_are_those_of_the_book()
    {
        WindowOptions options = new();
        Assert.That((options.Batch, options.Steps), Is.EqualTo((32, 35)));
        Assert.That((options.Sampling, options.Offset), Is.EqualTo((Sampling.Sequential, (int?)null)));
    }

    [Test]
    public void Options_outside_their_range_are_refused()
    {
        Assert.That(() => new WindowOptions { Batch = 0 }, ThrowsFor("Batch"));
        Assert.That(() => new WindowOptions { Steps = 0 }, ThrowsFor("Steps"));
        Assert.That(() => new WindowOptions { Offset = -1 }, ThrowsFor("Offset"));
        Assert.That(() => new WindowOptions { Sampling = (Sampling)9 }, ThrowsFor("Sampling"));
    }

    [Test]
    public void A_changed_copy_is_validated_too() =>
        Assert.That(() => new WindowOptions() with { Steps = -3 }, ThrowsFor("Steps"));

    private static EqualStringConstraint ThrowsFor(string property) =>
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(property);
}
