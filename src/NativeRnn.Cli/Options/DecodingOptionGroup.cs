using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how translations are sought.</summary>
internal sealed class DecodingOptionGroup
{
    private readonly Option<int?> _beam = NumberOption.CreateOptional(
        "--beam", NumberRanges.AtLeast(1), "Hypotheses that are followed side by side; 1 is greedy. Default: 4, or --n-best where that is larger.");
    private readonly Option<double> _alpha = NumberOption.Create(
        "--alpha", 0.75, NumberRanges.AtLeast(0.0), "Scores are sums of log-probabilities over length to this power: 0 favours short translations.");
    private readonly Option<int> _maxLength = NumberOption.Create(
        "--max-length", 50, NumberRanges.AtLeast(1), "Most tokens of a translation, its end token included.");
    private readonly Option<int> _minLength = NumberOption.Create(
        "--min-length", 0, NumberRanges.AtLeast(0), "Fewest tokens of a translation, its end token not included.");
    private readonly Option<int> _noRepeat = NumberOption.Create(
        "--no-repeat-ngram", 0, NumberRanges.AtLeast(0), "No sequence of so many tokens comes twice; 0: they may.");
    private readonly ChoiceOption<EarlyStopping> _stopping = new(
        "--early-stopping",
        "When a beam stops before --max-length: when no hypothesis can get better, when as many as it is wide are "
        + "finished, or never.",
        [
            ("none-can-improve", EarlyStopping.WhenNoneCanImprove), ("beam-full", EarlyStopping.WhenBeamFull),
            ("never", EarlyStopping.Never),
        ],
        "none-can-improve");
    private readonly Option<bool> _exhaustive = new("--exhaustive")
    {
        Description = "Looks at every sequence up to --max-length instead: exact, for tiny vocabularies.",
    };
    private readonly Option<bool> _sample = new("--sample")
    {
        Description = "Draws translations at random instead of seeking the best.",
    };
    private readonly Option<double> _temperature = NumberOption.Create(
        "--temperature", 1.0, NumberRanges.Positive, "With --sample: below 1 more certain, above 1 more varied.");
    private readonly Option<int> _topK = NumberOption.Create(
        "--top-k", 0, NumberRanges.AtLeast(0), "With --sample: draws from the K likeliest tokens only; 0: from all.");
    private readonly Option<double> _topP = NumberOption.Create(
        "--top-p", 1.0, NumberRanges.AboveZeroToOne, "With --sample: draws from the likeliest tokens that reach this probability.");
    private readonly Option<ulong> _seed = NumberOption.Create(
        "--seed", 0UL, NumberRanges.AtLeast(0UL), "With --sample: where the random numbers come from.");
    private readonly Option<bool> _noUnknown = new("--no-unknown")
    {
        Description = "Never writes <unk>.",
    };

    private IEnumerable<Option> All =>
    [
        _beam, _alpha, _stopping, _maxLength, _minLength, _noRepeat, _noUnknown, _exhaustive, _sample, _temperature, _topK,
        _topP, _seed,
    ];

    internal void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>The name of one that is given; null where none is.</summary>
    internal string? FindGiven(ParseResult parsed) => All.FirstOrDefault(parsed.Has)?.Name;

    /// <summary>How to translate.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="nBest">How many translations of each sentence.</param>
    internal DecodingOptions Settings(ParseResult parsed, int nBest = 1)
    {
        var method = MethodOf(parsed);
        RequireBelonging(parsed, method);
        RequireRoom(parsed, nBest);
        return new DecodingOptions
        {
            Method = method,
            Beam = parsed.GetValue(_beam) ?? Math.Max(4, nBest),
            Alpha = parsed.GetValue(_alpha),
            NBest = nBest,
            MaxLength = parsed.GetValue(_maxLength),
            MinLength = parsed.GetValue(_minLength),
            NoRepeatNGram = parsed.GetValue(_noRepeat),
            EarlyStopping = _stopping.Read(parsed)!.Value,
            AllowUnknown = !parsed.GetValue(_noUnknown),
            Temperature = parsed.GetValue(_temperature),
            TopK = parsed.GetValue(_topK),
            TopP = parsed.GetValue(_topP),
            Seed = parsed.GetValue(_seed),
        };
    }

    private DecodingMethod MethodOf(ParseResult parsed) => (parsed.GetValue(_exhaustive), parsed.GetValue(_sample)) switch
    {
        (true, true) => throw new UsageException("--exhaustive and --sample exclude each other; leave one of them out."),
        (true, _) => DecodingMethod.Exhaustive,
        (_, true) => DecodingMethod.Sampling,
        _ => DecodingMethod.Beam,
    };

    private void RequireBelonging(ParseResult parsed, DecodingMethod method)
    {
        foreach (var option in new Option[] { _beam, _stopping })
        {
            if (method != DecodingMethod.Beam && parsed.Has(option))
            {
                throw new UsageException($"{option.Name} does not go with --exhaustive or --sample; leave one of them out.");
            }
        }

        foreach (var option in new Option[] { _temperature, _topK, _topP })
        {
            if (method != DecodingMethod.Sampling && parsed.Has(option))
            {
                throw new UsageException($"{option.Name} belongs to --sample; leave it out or add that.");
            }
        }

    }

    private void RequireRoom(ParseResult parsed, int nBest)
    {
        if (parsed.GetValue(_beam) < nBest)
        {
            throw new UsageException("--n-best must not exceed --beam; raise the beam.");
        }

        if (parsed.GetValue(_minLength) >= parsed.GetValue(_maxLength))
        {
            throw new UsageException(
                "--min-length leaves no room for the end token: it must be below --max-length; lower it or raise that.");
        }
    }
}
