using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that choose the recurrent cell.</summary>
internal sealed class CellOptionGroup
{
    private readonly ChoiceOption<Family> _cell = new(
        "--cell", "The recurrent cell.", [("rnn", Family.Rnn), ("gru", Family.Gru), ("lstm", Family.Lstm)], "lstm");
    private readonly ChoiceOption<CellKind> _variant = new(
        "--gru-variant",
        "Needed with --cell gru: the textbook's GRU, or that of PyTorch, cuDNN and ONNX.",
        [("reset-before", CellKind.GruResetBefore), ("reset-after", CellKind.GruResetAfter)]);
    private readonly ChoiceOption<CellKind> _activation = new(
        "--activation",
        "With --cell rnn: its activation. Default: tanh.",
        [("tanh", CellKind.RnnTanh), ("relu", CellKind.RnnRelu)]);

    private enum Family
    {
        Rnn,
        Gru,
        Lstm,
    }

    internal void AddTo(Command command)
    {
        command.Add(_cell);
        command.Add(_variant);
        command.Add(_activation);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, CellKind stored)
    {
        conflicts.Compare(_cell, () => Read(parsed), stored);
        conflicts.Compare(_variant, () => Read(parsed), stored);
        conflicts.Compare(_activation, () => Read(parsed), stored);
    }

    internal CellKind Read(ParseResult parsed)
    {
        var family = _cell.Read(parsed);
        var variant = _variant.Read(parsed);
        var activation = _activation.Read(parsed);
        if (variant is not null && family != Family.Gru)
        {
            throw new UsageException("--gru-variant belongs to --cell gru; leave it out or add --cell gru.");
        }

        if (activation is not null && family != Family.Rnn)
        {
            throw new UsageException("--activation belongs to --cell rnn; leave it out or add --cell rnn.");
        }

        return family switch
        {
            Family.Rnn => activation ?? CellKind.RnnTanh,
            Family.Gru => variant ?? throw new UsageException(
                "--cell gru needs --gru-variant: reset-before is the textbook's GRU, whose reset gate acts on the "
                + "state before the recurrent product, and reset-after that of PyTorch, cuDNN and ONNX, whose gate "
                + "acts on the product; weights of one do not fit the other."),
            _ => CellKind.Lstm,
        };
    }
}
