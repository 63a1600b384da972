using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace NativeRnn.Tests.Fuzzing;

/// <summary>Runs a case again and again, each with numbers of its own, until the time is up.</summary>
internal static class FuzzRun
{
    /// <summary>How long each fuzz test runs, in seconds; 5 where it is not set.</summary>
    private const string SecondsVariable = "NATIVERNN_FUZZ_SECONDS";

    /// <summary>The number of the first case: set it to the one that a failure names.</summary>
    private const string FirstVariable = "NATIVERNN_FUZZ_FIRST";

    public static void Repeat(Func<Random, bool> isRefused)
    {
        var time = TimeSpan.FromSeconds(Number(SecondsVariable) ?? 5);
        var first = (int)(Number(FirstVariable) ?? 0);
        var watch = Stopwatch.StartNew();
        var (cases, refused) = (0, 0);
        for (; watch.Elapsed < time; cases++)
        {
            try
            {
                refused += isRefused(new Random(first + cases)) ? 1 : 0;
            }
            catch (Exception failure)
            {
                Assert.Fail($"Case {first + cases} ({FirstVariable} sets it): {failure}");
            }
        }
        TestContext.Out.WriteLine($"{cases} cases, {refused} refused");
        Assert.That(refused, Is.InRange(1, cases - 1), "both outcomes happen");
    }

    private static double? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
