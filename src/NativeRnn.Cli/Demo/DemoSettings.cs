using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>How both models were made and trained, side by side.</summary>
internal sealed class DemoSettings(
    string tale, string pairs, LanguageModelDemo writer, TranslatorDemo translator, BleuScore bleu)
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    internal DataTable ToTable() => new(
        "Both models",
        ["Setting", "Language model", "Translator"],
        [
            ["Data", Path.GetFileName(tale), $"{Path.GetFileName(pairs)}, {Pairs(translator.Pairs.Learnt.Count)}"],
            ["Held out", "nothing", $"{Pairs(translator.Pairs.HeldOut.Count)} of {translator.Pairs.Origin}"],
            ["Model", TrainingLines.Describe(writer.Model.Options), TrainingLines.Describe(translator.Model.Options)],
            ["Parameters", Count(writer.Model.Parameters.Count), Count(translator.Model.Parameters.Count)],
            ["Vocabulary", $"{writer.Model.Vocabulary.Count} characters", Words()],
            [
                "Dropout",
                Number(writer.Model.Options.Dropout),
                $"{Number(translator.Model.Options.EmbedDropout)}, of embeddings and output",
            ],
            ["Batch", Windows(), $"{translator.Options.Batches.Batch} pairs of similar length"],
            ["Optimizer", Optimizer(writer.Options), Optimizer(translator.Options)],
            ["Clipping", Number(writer.Options.Clip), Number(translator.Options.Clip)],
            ["Steps", Steps(writer.History), Steps(translator.History)],
            ["Training time", Seconds(writer.History), Seconds(translator.History)],
            ["BLEU", "none", $"{bleu.Score.ToString("0.0", _culture)} with a beam of {TranslatorDemo.Beam.Beam}; {bleu.Signature}"],
            ["Threads", Count(writer.Model.Engine.Threads), Count(translator.Model.Engine.Threads)],
            ["oneDNN", NativeLibraryInfo.OneDnnVersion, NativeLibraryInfo.InstructionSet],
        ]);

    private static string Count(long value) => value.ToString("N0", _culture);

    private static string Pairs(int count) => TrainingLines.Count(count, "pair");

    private static string Number(double value) => value.ToString("0.####", _culture);

    private static string Optimizer(TrainingOptions options) =>
        $"{options.Optimizer.Kind}, learning rate {Number(options.Optimizer.LearningRate)} falling to 0";

    private static string Steps(TrainingHistory history) =>
        $"{Count(history.StepCount)} in {TrainingLines.Count(history.Epochs.Count, "epoch")}";

    private static string Seconds(TrainingHistory history) => string.Create(
        _culture, $"{history.Epochs.Sum(epoch => epoch.Duration.TotalSeconds):0.0} s, without measuring and samples");

    private string Words() =>
        $"{translator.Model.Source.Vocabulary.Count} source and {translator.Model.Target.Vocabulary.Count} target words";

    private string Windows()
    {
        var windows = writer.Options.Windows;
        var order = windows.Sampling == Sampling.Sequential ? "in order" : "shuffled";
        return $"{windows.Batch} windows of {windows.Steps} characters, {order}";
    }
}
