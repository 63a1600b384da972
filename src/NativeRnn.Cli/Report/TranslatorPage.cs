namespace NativeRnn.Cli;

/// <summary>The report of a translator's training.</summary>
internal sealed class TranslatorPage : TrainingPage
{
    private const int ShownSentences = 4;
    private const int HeatMaps = 3;
    private const int MostCharacters = 120; // of a translation in a table
    private static readonly DecodingOptions _greedy = new() { Method = DecodingMethod.Greedy };
    private static readonly DecodingOptions _beam = new() { Beam = 4, ReturnAttention = true, ReturnTrace = true };
    private readonly Seq2SeqTrainer _trainer;
    private readonly PairCorpus _pairs;
    private readonly string _data;
    private readonly IReadOnlyList<string> _sources;
    private readonly bool _areHeldOut;
    private readonly SampleLog<string[]> _samples = new();

    /// <summary>Begins a report, with a look at what the untrained model translates.</summary>
    /// <param name="trainer">At its begin.</param>
    /// <param name="path">The page.</param>
    /// <param name="pairs">What it learns.</param>
    /// <param name="data">The file that is read.</param>
    /// <param name="validation">Pairs that it does not learn; null for none.</param>
    internal TranslatorPage(
        Seq2SeqTrainer trainer, string path, PairCorpus pairs, string data, MeasuredPairs? validation)
        : base(trainer, path, TrainingLines.Describe(trainer, pairs))
    {
        (_trainer, _pairs, _data, _areHeldOut) = (trainer, pairs, data, validation is not null);
        _sources = pairs.IsStreamed && validation is null
            ? []
            : TranslationSamples.Choose(trainer.Model, pairs, validation, ShownSentences);
        if (trainer.StepsDone == 0)
        {
            _samples.Add(0, null, Texts());
        }
    }

    protected override string Title => $"A translator learns {Path.GetFileName(_data)}";

    private Seq2SeqModel Model => _trainer.Model;

    protected override void Sample(EpochResult epoch)
    {
        if (_samples.Wants(epoch.Epoch) || epoch.Epoch == 1 || _trainer.IsFinished)
        {
            _samples.Add(epoch.Epoch, epoch.Perplexity, Texts());
        }
    }

    protected override void AddSamples(ReportPage page)
    {
        if (_sources.Count == 0)
        {
            return;
        }

        page.Add(
            "What it translates, as it learns",
            _areHeldOut
                ? "Sentences that it does not learn from, after some of the epochs; always the likeliest next word is taken."
                : "Sentences that it learns from, after some of the epochs; always the likeliest next word is taken.",
            new Tiles([.. _sources.Select(SamplesOf)]));
    }

    protected override void AddPictures(ReportPage page)
    {
        using var translator = new Translator(Model);
        Translation[] results =
            [.. translator.Translate(_sources, _beam).Where(result => result.Candidates is [{ Tokens.Count: > 0 }, ..])];
        if (results.Length == 0)
        {
            return;
        }

        if (Model.Options.Attention != AttentionKind.None)
        {
            page.Add(
                "Where it looks",
                "For each word that it writes, a row: how much attention each source word got. The rows add up to 1.",
                new Tiles([.. results.Take(HeatMaps).Select(TranslationPictures.AttentionOf)]) { KeepWidths = true });
        }

        page.Add("How it searches", null, TranslationPictures.TreeOf(results[0], Model.Target, _beam));
    }

    protected override void AddData(ReportPage page)
    {
        if (!_pairs.IsStreamed)
        {
            page.Add("The sentences", null, ZipfChart.Of(_pairs));
        }
    }

    protected override IEnumerable<string[]> Settings()
    {
        var batches = _trainer.Options.Batches;
        return
        [
            ["Data", $"{Path.GetFileName(_data)}, {TrainingLines.Count(_pairs.Count, "pair")}"],
            ["Model", TrainingLines.Describe(Model.Options)],
            ["Batch", batches.BatchTokens is { } tokens ? $"{tokens} tokens" : $"{batches.Batch} pairs"],
        ];
    }

    private DataTable SamplesOf(string source, int sentence) => new(
        source,
        ["Epoch", "Perplexity", "Translation"],
        [.. _samples.Samples.Select(sample => new[] { NameOf(sample.Epoch), Shown(sample.Perplexity), Cut(sample.Sample[sentence]) })]);

    // Untrained models say the same word again and again.
    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters].TrimEnd() + " …";

    private string[] Texts()
    {
        using var translator = new Translator(Model);
        return [.. translator.Translate(_sources, _greedy).Select(result => result.Text)];
    }
}
