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
        SetAction(int (_) => throw new UsageException(
            "Say what to train: 'train lm' for a language model, 'train seq2seq' for a translator or 'train ngram' for a model "
            + "that counts; with --help they list their options."));
    }
}
