using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>Groups what can be trained.</summary>
internal sealed class TrainCommand : Command
{
    internal TrainCommand(CliContext context)
        : base("train", "Trains a model.")
    {
        Add(new TrainLanguageModelCommand(context));
        Add(new TrainSeq2SeqCommand(context));
        Add(new TrainNGramCommand(context));
        Add(new TrainSeriesCommand(context));
        SetAction(int (_) => throw new UsageException(
            "Say what to train: 'train lm' for a language model, 'train seq2seq' for a translator, 'train ngram' for a model "
            + "that counts or 'train series' for numbers; with --help they list their options."));
    }
}
