using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NativeRnn.Cli;

/// <summary>One run of a result: trains by the commands that a user would type, and reads what they print.</summary>
/// <param name="context">Where progress goes, and what cancels.</param>
/// <param name="result">What is reproduced.</param>
/// <param name="path">The text; empty where the program makes it.</param>
internal sealed partial class BookRun(CliContext context, BookResult result, string path)
{
    private const int ProgressLines = 10;
    private const int Continuation = 50; // characters, as the book prints

    private static readonly (string Source, string Target)[] _sentences =
    [
        ("Go.", "va !"), ("I lost.", "j'ai perdu ."), ("He's calm.", "il est calme ."), ("I'm home.", "je suis chez moi ."),
    ];

    /// <summary>Where all random numbers come from.</summary>
    internal required ulong Seed { get; init; }

    /// <summary>Passes over the text.</summary>
    internal required int Epochs { get; init; }

    /// <summary>Threads that compute; 0: one per core.</summary>
    internal required int Threads { get; init; }

    /// <summary>Whether progress is shown.</summary>
    internal required bool IsQuiet { get; init; }

    /// <summary>What models continue, as the book does.</summary>
    internal const string Prompt = "time traveller";

    /// <summary>Stops the run between two steps.</summary>
    internal CancellationToken Cancellation => context.Cancellation;

    /// <summary>The text as the book cuts it.</summary>
    internal Corpus ReadCharacters() => Corpus.FromFile(
        path, new CorpusOptions { Normalization = Normalization.Letters, MaxTokens = 10_000 });

    /// <summary>Trains the language model and lets it continue <see cref="Prompt"/>.</summary>
    internal BookFinding TrainLanguageModel()
    {
        using var file = new ModelFile();
        var perplexity = Train(file.Path, "perplexity");
        using var model = LanguageModel.Load(file.Path);
        var text = model.Generate(Prompt, new GenerationOptions { Length = Continuation, Temperature = 0 });
        return new BookFinding(perplexity, [("continues", Prompt + text)]);
    }

    /// <summary>Trains the translator and lets it translate the book's four sentences.</summary>
    internal BookFinding TrainTranslator()
    {
        using var file = new ModelFile();
        var loss = Train(file.Path, "textbook_loss");
        using var model = Seq2SeqModel.Load(file.Path);
        using var translator = new Translator(model);
        var translations = translator.Translate(
            [.. _sentences.Select(pair => pair.Source)], new DecodingOptions { Beam = 1, MaxLength = 10 });
        var scores = translations.Zip(_sentences, (one, pair) => TextbookBleu.OfSentence(Separate(one.Text), pair.Target));
        return new BookFinding(
            loss,
            [
                .. translations.Select(one => ("translates", $"{one.Source} {one.Text}")),
                ("bleu", TextbookBleu.MeanOf([.. scores]).Score.ToString("F3", CultureInfo.InvariantCulture)),
            ]);
    }

    /// <summary>Shows an epoch, unless enough have been shown.</summary>
    internal void Show(int epoch, double measured)
    {
        if (!IsQuiet && (epoch == Epochs || epoch % Math.Max(1, Epochs / ProgressLines) == 0))
        {
            var digits = measured.ToString($"F{result.Digits}", CultureInfo.InvariantCulture);
            context.Output.WriteLine($"  epoch {epoch} of {Epochs}: {digits}");
            context.FlushOutput();
        }
    }

    // The command's own report is what is measured: whoever types it sees the same numbers.
    private double Train(string model, string field)
    {
        var last = double.NaN;
        using var lines = new LineWriter(line =>
        {
            using var parsed = JsonDocument.Parse(line);
            if (parsed.RootElement.TryGetProperty(field, out var value))
            {
                last = value.GetDouble();
                Show(parsed.RootElement.GetProperty("epoch").GetInt32(), last);
            }
        });
        string[] arguments =
        [
            .. result.Command!.Split(' '), "--data", path, .. result.Settings.Split(' '),
            "--epochs", Text(Epochs), "--seed", Text(Seed), "--threads", Text(Threads), "--json", "--out", model,
        ];
        var inner = context with { Output = lines, Error = TextWriter.Null };
        var code = CommandTree.Create(inner).Parse(arguments).Invoke(
            new() { Output = lines, Error = TextWriter.Null, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        Cancellation.ThrowIfCancellationRequested();
        return code == ExitCode.Done ? last : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed.");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    // The book scores tokens, punctuation among them.
    private static string Separate(string sentence) => Punctuation().Replace(sentence, " $1");

    [GeneratedRegex(" *([,.!?])")]
    private static partial Regex Punctuation();

    private sealed class ModelFile : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nativernn-reproduce-");

        internal string Path => System.IO.Path.Combine(_folder.FullName, "model.nrnn");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
