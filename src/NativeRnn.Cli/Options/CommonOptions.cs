using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>Options that several commands have, worded once.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json(string what) => new("--json") { Description = what };

    internal static Option<int> Threads() =>
        NumberOption.Create("--threads", 0, NumberRanges.Threads, "Threads that compute; 0: one per core.");

    internal static Option<ulong> Seed() =>
        NumberOption.Create("--seed", 0UL, NumberRanges.AtLeast(0UL), "Where all random numbers come from.");

    internal static ChoiceOption<Precision> TrainingPrecision() => new(
        "--precision",
        "Numbers to compute with; in bf16 the parameters and their updates stay f32.",
        [("f32", Precision.F32), ("bf16", Precision.BF16)],
        "f32");
}
