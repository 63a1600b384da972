using NUnit.Framework;

namespace NativeRnn.Tests;

/// <summary>Peepholes and projections, which GPU engines refuse by name.</summary>
internal static class LstmParts
{
    /// <summary>The category of tests that are about nothing else.</summary>
    internal const string Category = "LstmParts";

    /// <summary>Leaves a test out where the engine that tests run on has none, but the model has some.</summary>
    internal static void RequireFor(RecurrentModelOptions options)
    {
        var hasParts = options.HasPeepholes || options is LanguageModelOptions { Projection: > 0 };
        if (hasParts && EngineChoice.Default.Kind == EngineKind.Gpu)
        {
            Assert.Ignore("A GPU engine has neither peepholes nor projections.");
        }
    }
}
