using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what lies between and in recurrent layers beyond the plain stack.</summary>
internal sealed class StackOptionGroup
{
    private readonly Option<bool> _residual = new("--residual")
    {
        Description = "Each layer above the first adds what it reads to what it gives.",
    };
    private readonly Option<bool> _norm = new("--layer-norm")
    {
        Description = "Normalises what each layer gives (behind the layer, not inside its gates).",
    };
    private readonly ChoiceOption<DropoutKind> _kind = new(
        "--dropout-kind",
        "Masks of features for each step, or locked for a sequence (variational dropout).",
        [("element", DropoutKind.Element), ("locked", DropoutKind.Locked)],
        "element");
    private readonly Option<double> _recurrent = NumberOption.Create(
        "--recurrent-dropout",
        0.0,
        NumberRanges.FromZeroBelowOne,
        "Probability of dropping a recurrent weight, one mask for a training step.");

    private readonly Option<bool> _peephole = new("--peephole")
    {
        Description = "With --cell lstm: its gates see the cell state.",
    };

    internal void AddTo(Command command)
    {
        command.Add(_residual);
        command.Add(_norm);
        command.Add(_peephole);
        command.Add(_kind);
        command.Add(_recurrent);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, RecurrentModelOptions stored)
    {
        conflicts.Compare(_residual, () => parsed.GetValue(_residual), stored.IsResidual);
        conflicts.Compare(_norm, () => parsed.GetValue(_norm), stored.HasLayerNorm);
        conflicts.Compare(_peephole, () => parsed.GetValue(_peephole), stored.HasPeepholes);
        conflicts.Compare(_kind, () => _kind.Read(parsed), stored.DropoutKind);
        conflicts.Compare(_recurrent, () => (float)parsed.GetValue(_recurrent), stored.RecurrentDropout);
    }

    /// <summary>A model's options with what is given here.</summary>
    internal TOptions Apply<TOptions>(ParseResult parsed, TOptions options)
        where TOptions : RecurrentModelOptions
    {
        if (parsed.GetValue(_residual) && options.Layers == 1)
        {
            throw new UsageException("--residual goes round the layers above the first; add --layers 2 or more, or leave it out.");
        }

        if (parsed.GetValue(_peephole) && options.Cell != CellKind.Lstm)
        {
            throw new UsageException("--peephole belongs to --cell lstm; leave it out or add --cell lstm.");
        }

        return (TOptions)((RecurrentModelOptions)options with
        {
            IsResidual = parsed.GetValue(_residual),
            HasLayerNorm = parsed.GetValue(_norm),
            HasPeepholes = parsed.GetValue(_peephole),
            DropoutKind = _kind.Read(parsed)!.Value,
            RecurrentDropout = (float)parsed.GetValue(_recurrent),
        });
    }
}
