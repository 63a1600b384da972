using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>--precision from end to end.</summary>
public class PrecisionCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _text = null!;
    private string _model = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _text = SmallText.In(_folder);
        _model = _folder.File("model.nrnn");
        var run = CliRun.Of(
            "train", "lm", "--data", _text, "--hidden", "32", "--batch", "4", "--steps", "10", "--epochs", "10",
            "--optimizer", "adam", "--lr", "0.02", "--embed", "5", "--out", _model);
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("bf16", 0.005)]
    [TestCase("int8", 0.02)]
    public void Evaluation_shows_what_a_precision_costs(string precision, double bound)
    {
        Require(precision);
        var (exact, rounded) = (Perplexity("f32"), Perplexity(precision));
        Assert.That(rounded, Is.EqualTo(exact).Within(bound * exact).And.Not.EqualTo(exact));
    }

    [Test]
    public void Generation_in_int8_needs_a_text_to_calibrate_on()
    {
        Require("int8");
        var run = CliRun.Of("generate", _model, "--prompt", "the", "--precision", "int8");
        Assert.That(run, Is.EqualTo(new CliRun(
            2, "", "nativernn: --precision int8 needs --calibrate FILE, a text like those the model will read.\n")));
        run = CliRun.Of(
            "generate", _model, "--prompt", "the", "--length", "20", "--precision", "int8", "--calibrate", _text);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.StartWith("the").And.Length.EqualTo("the".Length + 20 + 1));
    }

    [Test]
    public void A_calibration_text_belongs_to_int8()
    {
        var run = CliRun.Of("evaluate", _model, "--data", _text, "--calibrate", _text);
        Assert.That(run, Is.EqualTo(new CliRun(
            2, "", "nativernn: --calibrate belongs to --precision int8; leave it out or choose that.\n")));
    }

    [Test]
    public void Training_in_bf16_resumes_in_bf16()
    {
        Require("bf16");
        var (whole, half) = (_folder.File("whole"), _folder.File("half"));
        string[] line = ["train", "lm", "--data", _text, .. SmallText.TinyModel, "--precision", "bf16"];
        Assert.That(CliRun.Of([.. line, "--max-steps", "30", "--out", whole]).Code, Is.Zero);
        Assert.That(CliRun.Of([.. line, "--max-steps", "13", "--out", half]).Code, Is.Zero);
        var resumed = CliRun.Of("train", "lm", "--data", _text, "--resume", half, "--max-steps", "30");
        Assert.That(resumed.Code, Is.Zero, resumed.Error);
        Assert.That(File.ReadAllBytes(half), Is.EqualTo(File.ReadAllBytes(whole)));
        var other = CliRun.Of("train", "lm", "--data", _text, "--resume", half, "--precision", "f32");
        Assert.That(other.Code, Is.EqualTo(2));
        Assert.That(other.Error, Does.Contain("--precision"));
    }

    [Test]
    public void The_doctor_knows_the_precisions()
    {
        var precisions = CliRun.Of("doctor", "--json").JsonLines().Single().GetProperty("precisions");
        Assert.That(CliRun.Fields(precisions), Is.EqualTo(new[] { "f32", "bf16", "int8" }));
        Assert.That(precisions.GetProperty("f32").GetString(), Is.EqualTo("native"));
        Assert.That(precisions.GetProperty("bf16").GetString(), Is.AnyOf("native", "emulated", "none"));
        Assert.That(CliRun.Of("doctor").Output, Does.Contain("f32 native, bf16 "));
    }

    private double Perplexity(string precision)
    {
        var run = CliRun.Of("evaluate", _model, "--data", _text, "--precision", precision, "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        return run.JsonLines().Single().GetProperty("perplexity").GetDouble();
    }

    private static void Require(string precision)
    {
        var wanted = precision == "bf16" ? Precision.BF16 : Precision.Int8;
        if (Engine.Default.SupportOf(wanted) == PrecisionSupport.None)
        {
            Assert.Ignore($"No {precision} on {NativeLibraryInfo.InstructionSet}: this test checks nothing.");
        }
    }
}
