namespace NativeRnn.Cli;

/// <summary>Which command a saved run belongs to.</summary>
internal static class RunKinds
{
    /// <summary>Says that a run has to be resumed with another command.</summary>
    internal static InvalidDataException Other(string file, CheckpointTraining run) =>
        new($"{file} holds a run of '{CommandOf(run.Options)}'; resume it with that command.");

    private static string CommandOf(TrainingOptions options) => options switch
    {
        TimeSeriesTrainingOptions => "train series",
        Seq2SeqTrainingOptions => "train seq2seq",
        _ => "train lm",
    };
}
