namespace NativeRnn.Cli;

/// <summary>The report of a language model's training.</summary>
internal sealed class LanguageModelPage : TrainingPage
{
    private const int SampleLength = 120;
    private const double SampleTemperature = 0.5;
    private const int PromptTokens = 8;
    private const int PromptWords = 3;
    private readonly LanguageModelTrainer _trainer;
    private readonly Corpus _corpus;
    private readonly string _data;
    private readonly string _prompt;
    private readonly SampleLog<string> _samples = new();

    /// <summary>Begins a report, with a look at what the untrained model writes.</summary>
    /// <param name="trainer">At its begin.</param>
    /// <param name="path">The page.</param>
    /// <param name="corpus">What it reads.</param>
    /// <param name="data">The file that is read.</param>
    /// <param name="prompt">What samples continue; null for the text's own beginning.</param>
    internal LanguageModelPage(LanguageModelTrainer trainer, string path, Corpus corpus, string data, string? prompt)
        : base(trainer, path, TrainingLines.Describe(trainer, corpus))
    {
        (_trainer, _corpus, _data) = (trainer, corpus, data);
        _prompt = prompt ?? corpus.Codec.Decode(Beginning(IsByCharacter ? PromptTokens : PromptWords).Span);
        if (trainer.StepsDone == 0)
        {
            _samples.Add(0, null, Write());
        }
    }

    protected override string Title => $"A language model learns {Path.GetFileName(_data)}";

    private LanguageModel Model => _trainer.Model;

    private bool IsByCharacter => _corpus.Codec.Unit == TokenUnit.Char;

    protected override void Sample(EpochResult epoch)
    {
        if (_samples.Wants(epoch.Epoch) || epoch.Epoch == 1 || _trainer.IsFinished)
        {
            _samples.Add(epoch.Epoch, epoch.Perplexity, Write());
        }
    }

    protected override void AddSamples(ReportPage page) => page.Add(
        "What it writes, as it learns",
        $"It continues “{_prompt.Trim()}” after some of the epochs.",
        new DataTable(
            "Samples over time",
            ["Epoch", "Perplexity", "It writes"],
            [.. _samples.Samples.Select(sample => new[] { NameOf(sample.Epoch), Shown(sample.Perplexity), sample.Sample })])
        {
            EndsWithText = true,
        });

    protected override void AddPictures(ReportPage page) => GatePictures.AddTo(page, Model, _corpus);

    protected override void AddData(ReportPage page) => page.Add("The text", null, ZipfChart.Of(_corpus));

    protected override IEnumerable<string[]> Settings()
    {
        var windows = _trainer.Options.Windows;
        var order = windows.Sampling == Sampling.Sequential ? "in order" : "shuffled";
        return
        [
            ["Data", Path.GetFileName(_data)],
            ["Model", TrainingLines.Describe(Model.Options)],
            ["Batch", $"{windows.Batch} windows of {windows.Steps} tokens, {order}"],
        ];
    }

    private ReadOnlyMemory<int> Beginning(int tokens) => _corpus.Tokens[..Math.Min(tokens, _corpus.Tokens.Length)];

    private string Write() => _prompt + Model.Generate(
        _prompt, new GenerationOptions { Length = SampleLength, Temperature = SampleTemperature });
}
