using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>demo</c>: a model that writes like a text, one that translates like its examples, in about a minute.</summary>
internal sealed class DemoCommand : Command
{
    private const double WriterShare = 0.8; // of the time: a tale takes longer to learn than short sentences
    private readonly CliContext _context;
    private readonly Option<int> _seconds = NumberOption.Create(
        "--seconds", 60, NumberRanges.AtLeast(1), "How long to train both models together, about.");
    private readonly Option<string> _data = TextOption.File(
        "--data", $"The text to learn. Default: {DemoFiles.Tale} of the checkout.");
    private readonly Option<string> _pairs = TextOption.File(
        "--pairs",
        $"The sentence pairs to learn: source, tab, target on each line. Default: {DemoFiles.Pairs} of the checkout. "
        + "Those to show come from the file beside it that ends with .valid.tsv; without one, every 20th source is left out.");
    private readonly Option<string> _out = TextOption.File(
        "--out", "The folder for the models and the report; made where it does not exist. Default: demo-output.");

    internal DemoCommand(CliContext context)
        : base("demo", "Trains a small language model and a small translator, and shows what they say before and after.")
    {
        _context = context;
        Add(_seconds);
        Add(_data);
        Add(_pairs);
        Add(_out);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        try
        {
            return Execute(parsed);
        }
        catch (OperationCanceledException)
        {
            _context.Complain("Interrupted: the demo is not finished; start it again, with fewer --seconds if it takes too long.");
            return ExitCode.Interrupted;
        }
    }

    private int Execute(ParseResult parsed)
    {
        var data = parsed.GetValue(_data) ?? DemoFiles.Find(DemoFiles.Tale, "--data");
        var pairs = parsed.GetValue(_pairs) ?? DemoFiles.Find(DemoFiles.Pairs, "--pairs");
        var (corpus, sentences) = (Corpus.FromFile(data), DemoPairs.Read(pairs));
        var output = DemoOutput.In(parsed.GetValue(_out) ?? "demo-output");
        var time = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        Show(
            $"The demo trains two small models, {time.TotalSeconds:N0} seconds in all: one learns to write like",
            $"{data}, the other to translate like {pairs}.",
            $"Models and report go to {output.Folder}; Ctrl-C ends it before.");
        using var writer = new LanguageModelDemo(corpus, WriterShare * time);
        using var translator = new TranslatorDemo(sentences, (1 - WriterShare) * time);
        TrainWriter(writer, output);
        Show("");
        var (results, bleu) = TrainTranslator(translator, output);
        File.WriteAllText(output.Report, new DemoReport(data, pairs, writer, translator).ToHtml(results, bleu));
        Show(
            "",
            $"Saved {output.Writer}, {output.Translator} and the report {output.Report}: open that in a browser.",
            $"Try: nativernn generate {output.Writer} --prompt \"{LanguageModelDemo.Prompt}\"",
            $"     echo \"{translator.Shown[0].Source}\" | nativernn translate {output.Translator}");
        return ExitCode.Done;
    }

    private void TrainWriter(LanguageModelDemo demo, DemoOutput output)
    {
        Show("", "1. The language model", demo.Describe(), "", "Before training it writes:", demo.Write(), "");
        demo.Train(line => Show(line), _context.Cancellation);
        Show("", "After training it writes:", demo.Write());
        demo.Model.Save(output.Writer);
    }

    private (IReadOnlyList<DemoTranslation> Results, BleuScore Bleu) TrainTranslator(TranslatorDemo demo, DemoOutput output)
    {
        Show("2. The translator", demo.Describe(), "", "Before training it translates:");
        demo.Sample(epoch: 0, _context.Cancellation);
        Show([.. demo.Shown.Zip(demo.Samples[0].Texts, (pair, text) => $"  {pair.Source} → {text}"), ""]);
        demo.Train(line => Show(line), _context.Cancellation);
        demo.Model.Save(output.Translator);
        var results = demo.Results();
        Show("", "After training it translates sentences that it has never seen:");
        Show([.. results.SelectMany(Describe)]);
        var (greedy, beam) = (Bleu(demo, TranslatorDemo.Greedy), Bleu(demo, TranslatorDemo.Beam));
        Show(string.Create(
            CultureInfo.InvariantCulture,
            $"BLEU on {demo.Pairs.HeldOut.Count} such pairs: {demo.Samples[0].Bleu:F1} before, {greedy.Score:F1} greedy, "
            + $"{beam.Score:F1} with a beam of {TranslatorDemo.Beam.Beam} ({beam.Signature})"));
        return (results, beam);
    }

    private BleuScore Bleu(TranslatorDemo demo, DecodingOptions decoding) =>
        demo.MeasureBleu(decoding, _context.Cancellation);

    private static string[] Describe(DemoTranslation result) => result.Greedy == result.Beam.Text
        ? [$"  {result.Pair.Source} → {result.Greedy}", $"    reference: {result.Pair.Target}"]
        :
        [
            $"  {result.Pair.Source} → {result.Greedy} (greedy)",
            $"    beam:      {result.Beam.Text}",
            $"    reference: {result.Pair.Target}",
        ];

    private void Show(params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            _context.Output.WriteLine(line);
        }

        _context.Output.Flush();
    }
}
