using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say which score is computed, and how.</summary>
internal sealed class MetricOptionGroup
{
    private static readonly NumberRange<int> _orders = new(1, BleuOptions.OrderLimit);

    private readonly ChoiceOption<MetricKind> _metric = new(
        "--metric",
        "BLEU of words, or chrF of characters.",
        [("bleu", MetricKind.Corpus), ("chrf", MetricKind.ChrF)],
        "bleu");
    private readonly ChoiceOption<MetricKind> _kind = new(
        "--kind",
        "BLEU as sacreBLEU computes it, in percent, or as the textbook does: 0 to 1, the mean over the lines.",
        [("corpus", MetricKind.Corpus), ("textbook", MetricKind.Textbook)],
        "corpus");
    private readonly ChoiceOption<BleuTokenization> _tokenization = new(
        "--tokenize",
        "Whether punctuation becomes tokens of its own. Default: 13a, for the textbook none.",
        [("none", BleuTokenization.None), ("13a", BleuTokenization.Mteval13a)]);
    private readonly ChoiceOption<BleuSmoothing> _smoothing = new(
        "--smooth",
        "What replaces precisions of zero. Default: exp.",
        [
            ("none", BleuSmoothing.None), ("floor", BleuSmoothing.Floor), ("add-k", BleuSmoothing.AddK),
            ("exp", BleuSmoothing.Exponential),
        ]);
    private readonly Option<double?> _smoothingValue = NumberOption.CreateOptional(
        "--smooth-value", NumberRanges.AtLeast(0.0), "With --smooth floor or add-k: its value. Default: 0.1 or 1.");
    private readonly Option<bool> _lowercase = new("--lowercase")
    {
        Description = "Takes capital letters for small ones.",
    };
    private readonly Option<int?> _maxOrder = NumberOption.CreateOptional(
        "--max-order", _orders, "The longest n-grams compared. Default: 4 for BLEU, 2 for the textbook's.");
    private readonly Option<bool> _effectiveOrder = new("--effective-order")
    {
        Description = "Leaves out the orders that a text is too short for; meant for --sentence.",
    };
    private readonly Option<int?> _wordOrder = NumberOption.CreateOptional(
        "--word-order",
        new NumberRange<int>(0, BleuOptions.OrderLimit),
        "With --metric chrf: the longest word n-grams; 2 makes chrF++. Default: 0.");

    internal void AddTo(Command command)
    {
        command.Add(_metric);
        command.Add(_kind);
        command.Add(_tokenization);
        command.Add(_smoothing);
        command.Add(_smoothingValue);
        command.Add(_lowercase);
        command.Add(_maxOrder);
        command.Add(_effectiveOrder);
        command.Add(_wordOrder);
    }

    /// <summary>The metric that the options describe.</summary>
    /// <exception cref="UsageException">Options do not go together.</exception>
    internal Metric Choose(ParseResult parsed)
    {
        var isTextbook = _kind.Read(parsed) == MetricKind.Textbook;
        if (_metric.Read(parsed) == MetricKind.ChrF)
        {
            RefuseForChrF(parsed, isTextbook);
            return ChrFMetric(parsed);
        }

        if (parsed.GetValue(_wordOrder) is not null)
        {
            throw new UsageException("--word-order belongs to --metric chrf; leave it out or add --metric chrf.");
        }

        return isTextbook ? TextbookMetric(parsed) : CorpusMetric(parsed);
    }

    private Metric CorpusMetric(ParseResult parsed)
    {
        var smoothing = _smoothing.Read(parsed) ?? BleuSmoothing.Exponential;
        var value = parsed.GetValue(_smoothingValue);
        if (value is not null && smoothing is not (BleuSmoothing.Floor or BleuSmoothing.AddK))
        {
            throw new UsageException(
                "--smooth-value belongs to --smooth floor or add-k; leave it out or choose one of them.");
        }

        var defaults = new BleuOptions();
        var options = new BleuOptions
        {
            Tokenization = _tokenization.Read(parsed) ?? defaults.Tokenization,
            Smoothing = smoothing,
            SmoothingValue = value,
            IsLowercase = parsed.GetValue(_lowercase),
            MaxOrder = parsed.GetValue(_maxOrder) ?? defaults.MaxOrder,
            UsesEffectiveOrder = parsed.GetValue(_effectiveOrder),
        };
        return (hypotheses, references) => MetricResult.Of(Bleu.OfCorpus(hypotheses, references, options));
    }

    private Metric TextbookMetric(ParseResult parsed)
    {
        Refuse(parsed, "--kind corpus", _smoothing, _smoothingValue, _effectiveOrder);
        var options = new BleuOptions
        {
            Tokenization = _tokenization.Read(parsed) ?? BleuTokenization.None,
            IsLowercase = parsed.GetValue(_lowercase),
            MaxOrder = parsed.GetValue(_maxOrder) ?? TextbookBleu.DefaultMaxOrder,
        };
        return new TextbookMetric(options).Rate;
    }

    private Metric ChrFMetric(ParseResult parsed)
    {
        var options = new ChrFOptions
        {
            WordOrder = parsed.GetValue(_wordOrder) ?? 0,
            IsLowercase = parsed.GetValue(_lowercase),
        };
        return (hypotheses, references) => MetricResult.Of(ChrF.OfCorpus(hypotheses, references, options));
    }

    private void RefuseForChrF(ParseResult parsed, bool isTextbook)
    {
        if (isTextbook)
        {
            throw new UsageException("--kind textbook belongs to --metric bleu; leave one of them out.");
        }

        Refuse(parsed, "--metric bleu", _tokenization, _smoothing, _smoothingValue, _maxOrder, _effectiveOrder);
    }

    private static void Refuse(ParseResult parsed, string owner, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} belongs to {owner}; leave it out or choose that one.");
            }
        }
    }

    private enum MetricKind
    {
        Corpus,
        Textbook,
        ChrF,
    }
}
