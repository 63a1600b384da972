using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The options of the optimizer.</summary>
internal sealed class OptimizerOptionGroup
{
    private const double SgdRate = 1; // the textbook's, with clipped gradients
    private const double MomentumRate = 0.1; // steps add up to about 1 / (1 - 0.9) of the rate

    private readonly ChoiceOption<OptimizerKind> _kind;
    private readonly Option<double?> _rate;
    private readonly double _adamRate;
    private readonly Option<double?> _momentum = NumberOption.CreateOptional(
        "--momentum", NumberRanges.FromZeroBelowOne, "With --optimizer momentum: its constant. Default: 0.9.");
    private readonly Option<double> _decay = NumberOption.Create(
        "--weight-decay", 0.0, NumberRanges.AtLeast(0.0), "Pulls parameters towards 0.");

    /// <summary>The group with a command's own defaults.</summary>
    /// <param name="fallback">The optimizer's word.</param>
    /// <param name="adamRate">The learning rate of adam and adamw.</param>
    internal OptimizerOptionGroup(string fallback, double adamRate)
    {
        _adamRate = adamRate;
        _kind = new ChoiceOption<OptimizerKind>(
            "--optimizer",
            "How parameters follow their gradients.",
            [
                ("sgd", OptimizerKind.Sgd), ("momentum", OptimizerKind.Momentum), ("adam", OptimizerKind.Adam),
                ("adamw", OptimizerKind.AdamW),
            ],
            fallback);
        _rate = NumberOption.CreateOptional(
            "--lr",
            NumberRanges.Positive,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Learning rate. Default: 1 for sgd, 0.1 for momentum, {adamRate} for adam and adamw."));
    }

    internal void AddTo(Command command)
    {
        command.Add(_kind);
        command.Add(_rate);
        command.Add(_momentum);
        command.Add(_decay);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, OptimizerOptions stored)
    {
        conflicts.Compare(_kind, () => _kind.Read(parsed), stored.Kind);
        conflicts.Compare(_rate, () => parsed.GetValue(_rate), stored.LearningRate);
        conflicts.Compare(_momentum, () => parsed.GetValue(_momentum), stored.Momentum);
        conflicts.Compare(_decay, () => parsed.GetValue(_decay), stored.WeightDecay);
    }

    internal OptimizerOptions Settings(ParseResult parsed)
    {
        var kind = _kind.Read(parsed)!.Value;
        var momentum = parsed.GetValue(_momentum);
        if (momentum is not null && kind != OptimizerKind.Momentum)
        {
            throw new UsageException("--momentum belongs to --optimizer momentum; leave it out or choose that one.");
        }

        var settings = new OptimizerOptions
        {
            Kind = kind,
            LearningRate = parsed.GetValue(_rate) ?? DefaultRate(kind),
            WeightDecay = parsed.GetValue(_decay),
        };
        return momentum is { } constant ? settings with { Momentum = constant } : settings;
    }

    private double DefaultRate(OptimizerKind kind) => kind switch
    {
        OptimizerKind.Sgd => SgdRate,
        OptimizerKind.Momentum => MomentumRate,
        _ => _adamRate,
    };
}
