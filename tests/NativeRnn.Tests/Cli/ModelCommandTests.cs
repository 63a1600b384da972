using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class ModelCommandTests
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
        [
            "train", "lm", "--data", _text, .. SmallText.TinyModel, "--hidden", "32", "--epochs", "20",
            "--optimizer", "adam", "--lr", "0.02", "--embed", "5", "--normalize", "lower", "--out", _model,
        ]);
        Assert.That(run.Code, Is.EqualTo(2), "an option given twice is refused");
        run = CliRun.Of(
            "train", "lm", "--data", _text, "--hidden", "32", "--batch", "4", "--steps", "10", "--epochs", "20",
            "--optimizer", "adam", "--lr", "0.02", "--embed", "5", "--normalize", "lower", "--out", _model);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.EndWith($"saved {_model}\n"));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Training_leaves_nothing_beside_the_model()
    {
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "model.nrnn", "text.txt" }));
    }

    [Test]
    public void Generation_prints_the_prompt_and_as_many_tokens_as_asked_for()
    {
        var run = CliRun.Of("generate", _model, "--prompt", "The cat", "--length", "25", "--top-k", "40");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.StartWith("The cat").And.EndsWith("\n"));
        Assert.That(run.Output.Replace("<unk>", "?", StringComparison.Ordinal), Has.Length.EqualTo("The cat".Length + 25 + 1));
    }

    [Test]
    public void Greedy_generation_has_learnt_the_text_and_needs_no_seed()
    {
        var greedy = Generate("--greedy");
        Assert.That(greedy, Does.Contain("the "));
        Assert.That(Generate("--greedy", "--seed", "5"), Is.EqualTo(greedy));
        Assert.That(Generate("--temperature", "0"), Is.EqualTo(greedy));
        Assert.That(Generate("--top-k", "1"), Is.EqualTo(greedy));
    }

    [Test]
    public void Sampled_generation_follows_its_seed()
    {
        var first = Generate("--temperature", "2", "--seed", "1");
        Assert.That(Generate("--temperature", "2", "--seed", "1"), Is.EqualTo(first));
        Assert.That(Generate("--temperature", "2", "--seed", "2"), Is.Not.EqualTo(first));
    }

    [Test]
    public void Unknown_characters_of_a_prompt_are_named_in_a_warning()
    {
        var run = CliRun.Of("generate", _model, "--prompt", "the %cat%é", "--length", "1");
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Error, Is.EqualTo(
            "nativernn: warning: the model does not know '%', 'é' of the prompt and reads <unk> instead.\n"));
    }

    [Test]
    public void A_prompt_without_a_token_is_wrong_usage()
    {
        var run = CliRun.Of("generate", _model, "--prompt", "");
        Assert.That((run.Code, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Error, Does.StartWith("nativernn: --prompt holds no token"));
    }

    [Test]
    public void Evaluation_gives_the_same_numbers_plain_and_as_JSON()
    {
        var line = CliRun.Of("evaluate", _model, "--data", _text, "--json").JsonLines().Single();
        Assert.That(CliRun.Fields(line), Is.EqualTo(new[] { "tokens", "loss", "perplexity", "bits_per_byte", "bits_per_character", "word_perplexity" }));
        Assert.That(line.GetProperty("tokens").GetInt32(), Is.EqualTo(File.ReadAllText(_text).Length - 1));
        var (loss, perplexity) = (line.GetProperty("loss").GetDouble(), line.GetProperty("perplexity").GetDouble());
        Assert.That(perplexity, Is.EqualTo(Math.Exp(loss)).Within(1e-12).Percent.And.LessThan(5));
        var bits = line.GetProperty("bits_per_byte").GetDouble();
        Assert.That(bits, Is.EqualTo(loss / Math.Log(2)).Within(1e-9).Percent, "each token is a character of one byte");
        Assert.That(line.GetProperty("bits_per_character").GetDouble(), Is.EqualTo(bits).Within(1e-9).Percent);
        var words = File.ReadAllText(_text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.That(
            line.GetProperty("word_perplexity").GetDouble(),
            Is.EqualTo(Math.Exp(loss * (File.ReadAllText(_text).Length - 1) / words)).Within(1e-9).Percent);
        var plain = CliRun.Of("evaluate", _model, "--data", _text);
        Assert.That(plain.Output, Is.EqualTo(FormattableString.Invariant(
            $"tokens {line.GetProperty("tokens").GetInt32()} loss {loss:F6} perplexity {perplexity:F4} bits/byte {bits:F4} bits/character {bits:F4}\n")));
    }

    [Test]
    public void Evaluation_warns_of_tokens_that_the_model_does_not_know()
    {
        var other = _folder.File("other");
        File.WriteAllText(other, "the cat % sat %");
        var run = CliRun.Of("evaluate", _model, "--data", other);
        File.Delete(other);
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Error, Is.EqualTo("nativernn: warning: the model does not know 2 of 15 tokens of the text.\n"));
    }

    [Test]
    public void Inspection_tells_options_vocabulary_and_parameters()
    {
        var line = CliRun.Of("inspect", _model, "--json").JsonLines().Single();
        Assert.That(line.GetProperty("model").GetString(), Is.EqualTo("language model"));
        Assert.That(line.GetProperty("format_version").GetInt32(), Is.EqualTo(1));
        Assert.That(line.GetProperty("written_by").GetString(), Is.EqualTo("0.1.0"));
        Assert.That(line.GetProperty("cell").GetString(), Is.EqualTo("lstm"));
        Assert.That(line.GetProperty("hidden").GetInt32(), Is.EqualTo(32));
        Assert.That(line.GetProperty("embed").GetInt32(), Is.EqualTo(5));
        Assert.That(line.GetProperty("normalize").GetString(), Is.EqualTo("lower"));
        Assert.That(line.GetProperty("first_tokens")[0].GetString(), Is.EqualTo("<unk>"));
        var parameters = line.GetProperty("parameters").EnumerateArray().ToArray();
        Assert.That(
            parameters.Select(parameter => parameter.GetProperty("name").GetString()),
            Does.Contain("embedding.weight").And.Contain("linear.bias"));
        var count = parameters.Sum(parameter =>
            parameter.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, length) => product * length.GetInt64()));
        Assert.That(line.GetProperty("parameter_count").GetInt64(), Is.EqualTo(count));
    }

    [Test]
    public void Inspection_in_words_names_the_parameters()
    {
        var output = CliRun.Of("inspect", _model).Output;
        Assert.That(output, Does.Contain("LSTM, 1 layer of 32, embedding of 5").And.Contain("linear.weight [32, "));
    }

    [Test]
    public void A_truncated_model_is_refused_by_every_reader()
    {
        var cut = _folder.File("cut");
        File.WriteAllBytes(cut, File.ReadAllBytes(_model)[..^100]);
        var runs = new[] { CliRun.Of("generate", cut, "--prompt", "a"), CliRun.Of("inspect", cut) };
        File.Delete(cut);
        Assert.That(runs.Select(run => run.Code), Is.All.EqualTo(1));
        Assert.That(runs.Select(run => run.Error), Is.All.Contain($"nativernn: {cut} is truncated").Or.Contain("ends"));
    }

    [Test]
    public void The_doctor_tells_what_is_in_use()
    {
        var line = CliRun.Of("doctor", "--json").JsonLines().Single();
        string[] fields =
        [
            "version", "native_version", "onednn_version", "engines", "gpus", "gpu_reason", "onednn_runtime", "instruction_set",
            "precisions", "threads", "mpi", "library", "abi_version", "searched",
        ];
        var hasGpu = Engine.Count(EngineKind.Gpu) > 0;
        Assert.That(CliRun.Fields(line), Is.EqualTo(hasGpu ? fields.Where(field => field != "gpu_reason") : fields));
        Assert.That(line.GetProperty("engines").GetProperty("cpu").GetInt32(), Is.EqualTo(1));
        Assert.That(line.GetProperty("gpus").GetArrayLength(), Is.EqualTo(Engine.Count(EngineKind.Gpu)));
        Assert.That(line.GetProperty("threads").GetInt32(), Is.EqualTo(Environment.ProcessorCount));
        Assert.That(CliRun.Of("doctor").Output, Does.Contain(line.GetProperty("library").GetString()));
    }

    [Test]
    public void Without_a_GPU_the_doctor_says_why_and_an_engine_on_it_is_refused_with_that_reason()
    {
        if (Engine.Count(EngineKind.Gpu) > 0)
        {
            Assert.Ignore("There is a GPU engine.");
        }

        var reason = NativeLibraryInfo.WhyNoGpu!;
        Assert.That(reason, Does.Contain("NATIVERNN_GPU=OCL").Or.Contain("OpenCL driver"));
        Assert.That(CliRun.Of("doctor").Output, Does.Contain(reason));
        var run = CliRun.Of("generate", _model, "--prompt", "the", "--engine", "gpu");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("there is no GPU engine 0").And.Contain(reason));
    }

    [Test]
    public void An_engine_that_is_no_name_is_a_usage_error() =>
        Assert.That(
            CliRun.Of("generate", _model, "--prompt", "the", "--engine", "tpu").Error,
            Does.Contain("--engine must be cpu, gpu or gpu:N, not 'tpu'."));

    private string Generate(params string[] options) =>
        CliRun.Of(["generate", _model, "--prompt", "the ", "--length", "60", .. options]).Output;
}
