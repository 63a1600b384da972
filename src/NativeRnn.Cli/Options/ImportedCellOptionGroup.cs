using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say which cell a file of weights is of, where its shapes do not tell.</summary>
internal sealed class ImportedCellOptionGroup
{
    private readonly ChoiceOption<Family> _family = new(
        "--cell",
        "Fails if the file holds another cell. Default: what its shapes say; a GRU is PyTorch's, reset-after.",
        [("rnn", Family.Rnn), ("gru", Family.Gru), ("lstm", Family.Lstm)]);
    private readonly ChoiceOption<CellKind> _activation = new(
        "--activation",
        "A vanilla network's activation, which weights do not tell.",
        [("tanh", CellKind.RnnTanh), ("relu", CellKind.RnnRelu)]);

    private enum Family
    {
        Rnn,
        Gru,
        Lstm,
    }

    internal void AddTo(Command command)
    {
        command.Add(_family);
        command.Add(_activation);
    }

    /// <summary>The cell; null where the file must tell.</summary>
    internal CellKind? Read(ParseResult parsed)
    {
        var (family, activation) = (_family.Read(parsed), _activation.Read(parsed));
        if (activation is not null && family is Family.Gru or Family.Lstm)
        {
            throw new UsageException("--activation belongs to --cell rnn; leave it out or add --cell rnn.");
        }

        return family switch
        {
            Family.Gru => CellKind.GruResetAfter,
            Family.Lstm => CellKind.Lstm,
            _ => activation,
        };
    }

    /// <summary>Fails where a vanilla network was expected and the file holds something else.</summary>
    internal void RequireFamily(ParseResult parsed, CellKind found)
    {
        if (_family.Read(parsed) == Family.Rnn && found is not (CellKind.RnnTanh or CellKind.RnnRelu))
        {
            throw new InvalidDataException($"The file holds the weights of {found}, not those of a vanilla network: leave --cell out.");
        }
    }
}
