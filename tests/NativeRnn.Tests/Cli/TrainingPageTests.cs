using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NativeRnn.Tests.Reports;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public sealed partial class TrainingPageTests
{
    // For each figure: its class and heading, its size, and how many of its shapes or cells take room on the page.
    private const string Figures = """
        [...document.querySelectorAll('figure')].map(f => {
          const box = f.getBoundingClientRect();
          const svg = f.querySelector('svg[role=img]');
          const parts = [...(svg ? svg.querySelectorAll('path,polyline,rect,circle') : f.querySelectorAll('td'))];
          const seen = parts.filter(p => {
            const r = p.getBoundingClientRect(), s = getComputedStyle(p);
            return r.width + r.height > 1 && s.visibility === 'visible' && (!svg || s.fill !== 'none' || s.stroke !== 'none');
          });
          return { kind: f.className, title: f.querySelector('h3').textContent, width: box.width, height: box.height,
            parts: parts.length, seen: seen.length };
        })
        """;

    private const string Page = """
        ({ overflow: document.documentElement.scrollWidth - innerWidth, page: getComputedStyle(document.body).backgroundColor,
           ink: getComputedStyle(document.body).color, loaded: performance.getEntriesByType('resource').length })
        """;

    private static readonly string[] _charts = ["Loss", "Perplexity", "Learning rate", "Gradient norm"];
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        var text = SmallText.In(_folder);
        var lm = CliRun.Of(
            [
                "train", "lm", "--data", text, "--valid", text, "--cell", "lstm", "--layers", "2", "--epochs", "3",
                "--optimizer", "adam", "--report", _folder.File("lm.html"), "--tensorboard", _folder.File("lm"),
                "--out", _folder.File("lm.nrnn"), .. SmallText.TinyModel,
            ]);
        Assert.That(lm.Code, Is.Zero, lm.Error);
        Assert.That(lm.Output, Does.Contain($"saved {_folder.File("lm.html")}"));
        var pairs = SmallPairFile.In(_folder);
        var seq2seq = CliRun.Of(
            "train", "seq2seq", "--data", pairs, "--valid", pairs, "--best-by", "bleu", "--cell", "gru", "--gru-variant",
            "reset-after", "--attention", "general", "--hidden", "16", "--embed", "8", "--layers", "1", "--dropout", "0",
            "--epochs", "40", "--batch", "4", "--threads", "1", "--report", _folder.File("s2s.html"),
            "--out", _folder.File("s2s.nrnn"));
        Assert.That(seq2seq.Code, Is.Zero, seq2seq.Error);
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void The_page_of_a_language_model_has_its_curves_samples_gates_and_frequencies()
    {
        var page = Read("lm.html");

        Assert.That(Titles(page, "chart"), Is.EqualTo([.. _charts, "Frequencies of the text"]));
        Assert.That(
            Titles(page, "activations"),
            Is.EqualTo(new[]
            {
                "Hidden state of the highest layer", "Input gate i of the lowest layer", "Forget gate f of the lowest layer",
                "Candidate c̃ of the lowest layer", "Output gate o of the lowest layer", "Cell state c of the lowest layer",
            }));
        Assert.That(
            RowNames(page, "Samples over time"), Is.EqualTo(new[] { "untrained", "1", "2", "3" }));
        Assert.That(page.Value, Does.Contain("Held out").And.Contain("It continues “The cat").And.Contain("LSTM, 2 layers of 8"));
    }

    [Test]
    public void The_page_of_a_translator_has_its_translations_attention_and_beam()
    {
        var page = Read("s2s.html");

        Assert.That(Titles(page, "chart"), Is.EqualTo([.. _charts, "BLEU", "Frequencies of the sentences"]));
        Assert.That(Titles(page, "heat-map"), Is.Not.Empty.And.All.Contain(" → "));
        Assert.That(Titles(page, "beam-tree"), Has.Length.EqualTo(1));
        Assert.That(page.Value, Does.Contain("Sentences that it does not learn from"));
    }

    [TestCase("lm.html")]
    [TestCase("s2s.html")]
    public void A_page_names_no_address_and_no_other_file(string name)
    {
        var page = File.ReadAllText(_folder.File(name));

        Assert.That(Outside().Matches(page).Select(match => match.Value), Is.Empty);
    }

    [TestCase("lm.html", 11)]
    [TestCase("s2s.html", 10)]
    public void A_browser_draws_every_picture(string name, int least)
    {
        foreach (var (width, isDark) in new[] { (1200, false), (500, true) })
        {
            var figures = Chromium.Ask(_folder.File(name), Figures, width, isDark).EnumerateArray().ToArray();

            Assert.That(figures, Has.Length.AtLeast(least));
            foreach (var figure in figures)
            {
                Assert.That(figure.GetProperty("seen").GetInt32(), Is.EqualTo(figure.GetProperty("parts").GetInt32()).And.Positive, figure.ToString());
                Assert.That(figure.GetProperty("width").GetDouble(), Is.GreaterThan(100), figure.ToString());
                Assert.That(figure.GetProperty("height").GetDouble(), Is.InRange(50, 1500), figure.ToString());
            }
        }
    }

    [TestCase("lm.html")]
    [TestCase("s2s.html")]
    public void A_browser_shows_it_light_and_dark_without_scrolling_sideways_and_loads_nothing(string name)
    {
        var light = Chromium.Ask(_folder.File(name), Page, width: 500, isDark: false);
        var dark = Chromium.Ask(_folder.File(name), Page, width: 500, isDark: true);

        Assert.That(Color(light, "page"), Is.Not.EqualTo(Color(dark, "page")));
        Assert.That(Color(light, "ink"), Is.Not.EqualTo(Color(dark, "ink")));
        Assert.That(light.GetProperty("overflow").GetInt32(), Is.LessThanOrEqualTo(0));
        Assert.That(light.GetProperty("loaded").GetInt32(), Is.Zero);
    }

    [Test]
    public void Event_files_hold_the_numbers_that_were_printed()
    {
        var run = CliRun.Of(
            [
                "train", "lm", "--data", SmallText.In(_folder), "--valid", SmallText.In(_folder), "--cell", "rnn", "--epochs", "2",
                "--json", "--log-steps", "--tensorboard", _folder.File("tb"), .. SmallText.TinyModel,
            ]);
        Assert.That(run.Code, Is.Zero, run.Error);
        var lines = run.JsonLines();
        var steps = lines.Where(line => line.TryGetProperty("step", out _)).ToArray();
        var epochs = lines.Where(line => line.TryGetProperty("epoch", out _)).ToArray();

        var entries = EventFile.Read(Directory.GetFiles(_folder.File("tb")).Single());

        Assert.That(entries.Curve("loss/train"), Is.EqualTo(steps.Select(line => (Step(line), Number(line, "loss")))));
        Assert.That(
            entries.Curve("optimizer/gradient_norm"), Is.EqualTo(steps.Select(line => (Step(line), Number(line, "grad_norm")))));
        Assert.That(entries.Curve("optimizer/learning_rate"), Has.Length.EqualTo(steps.Length));
        Assert.That(
            entries.Curve("perplexity/valid").Select(point => point.Value),
            Is.EqualTo(epochs.Select(line => Number(line, "valid_perplexity"))));
        Assert.That(
            entries.Curve("perplexity/train").Select(point => point.Value),
            Is.EqualTo(epochs.Select(line => Number(line, "perplexity"))));
        Assert.That(entries.Curve("speed/tokens_per_second")[^1].Step, Is.EqualTo(Step(steps[^1])));
    }

    [Test]
    public void Neither_a_report_nor_events_change_what_is_learnt()
    {
        string[] args =
        [
            "train", "lm", "--data", SmallText.In(_folder), "--cell", "gru", "--gru-variant", "reset-after", "--epochs", "2",
            .. SmallText.TinyModel,
        ];
        CliRun.Of([.. args, "--out", _folder.File("plain.nrnn")]);
        CliRun.Of(
            [.. args, "--out", _folder.File("watched.nrnn"), "--report", _folder.File("w.html"), "--tensorboard", _folder.File("w")]);

        Assert.That(File.ReadAllBytes(_folder.File("watched.nrnn")), Is.EqualTo(File.ReadAllBytes(_folder.File("plain.nrnn"))));
    }

    [Test]
    public void A_training_that_diverges_leaves_its_curves()
    {
        var run = CliRun.Of(
            [
                "train", "lm", "--data", SmallText.In(_folder), "--cell", "rnn", "--lr", "1e38", "--clip", "0", "--epochs", "5",
                "--report", _folder.File("diverged.html"), .. SmallText.TinyModel,
            ]);

        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(Titles(Read("diverged.html"), "chart"), Does.Contain("Gradient norm"));
    }

    [Test]
    public void A_resumed_run_says_where_its_curves_begin()
    {
        var (text, model) = (SmallText.In(_folder), _folder.File("resumed.nrnn"));
        CliRun.Of(["train", "lm", "--data", text, "--cell", "rnn", "--epochs", "2", "--out", model, .. SmallText.TinyModel]);

        var run = CliRun.Of(
            "train", "lm", "--data", text, "--resume", model, "--epochs", "3", "--report", _folder.File("resumed.html"));

        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(Read("resumed.html").Value, Does.Match("The run was resumed behind step [0-9]+; the curves begin there"));
    }

    [Test]
    public void A_report_that_cannot_be_written_is_told_before_the_training()
    {
        string[] args = ["train", "lm", "--data", SmallText.In(_folder), "--cell", "rnn", .. SmallText.TinyModel];

        var missing = CliRun.Of([.. args, "--report", _folder.File("no/such/page.html")]);
        var same = CliRun.Of([.. args, "--report", _folder.File("x"), "--out", _folder.File("x")]);

        Assert.That((missing.Code, missing.Output), Is.EqualTo((1, "")));
        Assert.That(missing.Error, Does.Contain("does not exist; create it or choose another --report."));
        Assert.That((same.Code, same.Output), Is.EqualTo((2, "")));
        Assert.That(same.Error, Does.Contain("--report is").And.Contain("another file of this run"));
    }

    [GeneratedRegex("""https?:|url\(|@import|<link|<script|\ssrc=|\shref=|"//""")]
    private static partial Regex Outside();

    private static string Color(JsonElement page, string name) => page.GetProperty(name).GetString()!;

    private static long Step(JsonElement line) => line.GetProperty("step").GetInt64();

    private static float Number(JsonElement line, string name) => (float)line.GetProperty(name).GetDouble();

    private static string[] Titles(XElement page, string kind) =>
        [.. page.OfClass(kind).Where(part => part.Name == "figure").Select(part => part.Element("h3")!.Value)];

    private static string[] RowNames(XElement page, string table) =>
        [.. page.OfClass("data").Single(part => part.Element("h3")!.Value == table)
            .Descendants("tbody").Single().Elements("tr").Select(row => row.Element("th")!.Value)];

    private XElement Read(string name) => PageReader.Parse(File.ReadAllText(_folder.File(name)));
}
