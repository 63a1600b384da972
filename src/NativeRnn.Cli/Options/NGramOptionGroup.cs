using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what an n-gram model is.</summary>
internal sealed class NGramOptionGroup
{
    private readonly Option<int> _order = NumberOption.Create(
        "--order",
        3,
        new NumberRange<int>(1, NGramTable.MaxOrder),
        "Tokens of an n-gram, the predicted one included: 1 unigrams, 2 bigrams, 3 trigrams …");
    private readonly ChoiceOption<NGramSmoothing> _smoothing = new(
        "--smoothing",
        "How unseen n-grams get their share: a constant added to the counts, or interpolated Kneser-Ney with one or three "
        + "discounts per order.",
        [
            ("laplace", NGramSmoothing.Laplace), ("kneser-ney", NGramSmoothing.KneserNey),
            ("modified-kneser-ney", NGramSmoothing.ModifiedKneserNey),
        ],
        "modified-kneser-ney");
    private readonly ChoiceOption<LaplaceForm> _form = new(
        "--laplace-form",
        "With --smoothing laplace: what is mixed in, the next shorter context, single tokens (the textbook's) or nothing. "
        + "Default nested; the others cannot be saved above order 2 or 1.",
        [("nested", LaplaceForm.Nested), ("conditional", LaplaceForm.Conditional), ("marginal", LaplaceForm.Marginal)]);
    private readonly Option<double[]?> _epsilon = EpsilonOption.Create();

    internal void AddTo(Command command)
    {
        command.Add(_order);
        command.Add(_smoothing);
        command.Add(_form);
        command.Add(_epsilon);
    }

    internal NGramOptions Settings(ParseResult parsed)
    {
        var smoothing = _smoothing.Read(parsed)!.Value;
        var ofLaplace = new Option[] { _form, _epsilon }.FirstOrDefault(parsed.Has);
        if (smoothing != NGramSmoothing.Laplace && ofLaplace is not null)
        {
            throw new UsageException($"{ofLaplace.Name} belongs to --smoothing laplace; leave it out or choose that one.");
        }

        var options = new NGramOptions
        {
            Order = parsed.GetValue(_order),
            Smoothing = smoothing,
            Form = _form.Read(parsed) ?? LaplaceForm.Nested,
        };
        return parsed.GetValue(_epsilon) is { Length: > 0 } epsilon ? options with { Epsilon = epsilon } : options;
    }

    /// <summary>The word for a smoothing.</summary>
    internal static string WordOf(NGramSmoothing smoothing) => smoothing switch
    {
        NGramSmoothing.Laplace => "laplace",
        NGramSmoothing.KneserNey => "kneser-ney",
        _ => "modified-kneser-ney",
    };
}
