using System.Globalization;
using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class SeriesCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _data = null!;
    private string _model = null!;
    private JsonElement[] _epochs = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _data = _folder.File("sine.csv");
        _model = _folder.File("sine.nrnn");
        var sine = CliRun.Of("series", "sine", "--length", "300", "--seed", "3");
        Assert.That((sine.Code, sine.Error), Is.EqualTo((0, "")));
        File.WriteAllText(_data, sine.Output);
        var run = Train("--model", "mlp", "--hidden", "8", "--first", "200", "--epochs", "3", "--out", _model, "--json");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        _epochs = run.JsonLines();
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_sine_is_the_librarys()
    {
        using var text = new StringWriter();
        TimeSeries.NoisySine(300, random: new RandomSource(3)).WriteCsv(text);
        Assert.That(File.ReadAllText(_data), Is.EqualTo(text.ToString()).And.StartWith("x\n"));
    }

    [Test]
    public void Training_prints_an_object_per_epoch()
    {
        string[] fields = ["epoch", "loss", "numbers", "numbers_per_second", "seconds", "valid_loss"];
        Assert.That(_epochs, Has.Length.EqualTo(3));
        Assert.That(CliRun.Fields(_epochs[0]), Is.EqualTo(fields));
        Assert.That(_epochs[0].GetProperty("numbers").GetInt32(), Is.EqualTo(196));
        Assert.That(_epochs[2].GetProperty("loss").GetDouble(), Is.LessThan(_epochs[0].GetProperty("loss").GetDouble()));
    }

    [Test]
    public void Plain_lines_tell_loss_without_perplexity()
    {
        var run = Train("--model", "gru", "--gru-variant", "reset-after", "--tau", "6", "--hidden", "4", "--first", "200", "--epochs", "1", "--threads", "1");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "nativernn: warning: without --out the model is not saved.\n")));
        Assert.That(run.Lines()[0], Is.EqualTo("200 rows of x; GRU (reset after), 1 layer of 4 on windows of 6, 81 parameters; 1 thread"));
        Assert.That(run.Lines()[1], Does.Match(@"^epoch 1 loss \S+ valid_loss \S+ [\d,]+ numbers/s \S+ s$"));
    }

    [Test]
    public void Predictions_are_those_of_the_library()
    {
        using var model = TimeSeriesModel.Load(_model);
        var series = TimeSeries.FromCsv(_data);
        var expected = model.Forecast(series.Values, 3);
        var run = CliRun.Of("predict", _model, "--data", _data, "--steps", "3");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Lines(), Is.EqualTo((string[])
            ["index,x", .. expected.Select((value, k) => string.Create(CultureInfo.InvariantCulture, $"{300 + k},{value:R}"))]));
        var lines = CliRun.Of("predict", _model, "--data", _data, "--steps", "3", "--json").JsonLines();
        Assert.That(CliRun.Fields(lines[0]), Is.EqualTo(new[] { "index", "value" }));
        Assert.That(lines.Select(line => line.GetProperty("index").GetInt32()), Is.EqualTo(new[] { 300, 301, 302 }));
        Assert.That(lines.Select(line => line.GetProperty("value").GetDouble()), Is.EqualTo(expected));
    }

    [Test]
    public void Errors_are_listed_by_horizon()
    {
        using var model = TimeSeriesModel.Load(_model);
        var expected = SeriesEvaluator.Evaluate(model, TimeSeries.FromCsv(_data), [1, 16], firstRow: 200);
        var run = CliRun.Of("predict", _model, "--data", _data, "--horizons", "1,16", "--from", "200");
        Assert.That(run.Lines()[0], Is.EqualTo("column,horizon,mse,last_value_mse,count"));
        Assert.That(run.Lines()[2], Does.StartWith("x,16,").And.EndsWith(",100"));
        var lines = CliRun.Of("predict", _model, "--data", _data, "--horizons", "1,16", "--from", "200", "--json").JsonLines();
        Assert.That(CliRun.Fields(lines[0]), Is.EqualTo(new[] { "column", "horizon", "mse", "last_value_mse", "count" }));
        Assert.That(
            lines.Select(line => line.GetProperty("mse").GetDouble()), Is.EqualTo(expected.Select(error => error.MeanSquaredError)));
    }

    [Test]
    public void A_run_goes_on_where_it_was_saved()
    {
        var whole = _folder.File("whole.nrnn");
        var part = _folder.File("part.nrnn");
        string[] options = ["--model", "lstm", "--hidden", "4", "--first", "200"];
        Train([.. options, "--epochs", "3", "--out", whole]);
        Train([.. options, "--epochs", "1", "--out", part]);
        var resumed = Train("--resume", part, "--epochs", "3");
        Assert.That((resumed.Code, resumed.Error), Is.EqualTo((0, "")));
        Assert.That(resumed.Output, Does.Contain("going on after step 13, 1 epoch done"));
        Assert.That(File.ReadAllBytes(part), Is.EqualTo(File.ReadAllBytes(whole)));
        Assert.That(
            Train("--resume", part, "--model", "mlp", "--tau", "5"),
            Is.EqualTo(new CliRun(2, "", $"nativernn: --resume {part} goes on with that file's run: leave --model and --tau out, "
                + "or begin a new run without --resume.\n")));
        Assert.That(
            CliRun.Of("train", "lm", "--data", _data, "--resume", part).Error,
            Is.EqualTo($"nativernn: {part} holds a run of 'train series'; resume it with that command.\n"));
    }

    [Test]
    public void Several_columns_are_learnt_together()
    {
        var data = _folder.File("two.csv");
        File.WriteAllLines(data, ["day,up,down", .. Enumerable.Range(0, 40).Select(t => $"d{t},{t},{-2 * t}")]);
        var model = _folder.File("two.nrnn");
        var run = CliRun.Of("train", "series", "--data", data, "--column", "up", "--column", "down", "--out", model);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        var predicted = CliRun.Of("predict", model, "--data", data);
        Assert.That(predicted.Lines()[0], Is.EqualTo("index,up,down"));
        Assert.That(predicted.Lines()[1], Does.StartWith("40,"));
        var line = CliRun.Of("predict", model, "--data", data, "--json").JsonLines().Single();
        Assert.That(CliRun.Fields(line.GetProperty("values")), Is.EqualTo(new[] { "up", "down" }));
    }

    [Test]
    public void Inspection_tells_the_model_and_its_run()
    {
        var line = CliRun.Of("inspect", _model, "--json").JsonLines().Single();
        Assert.That(
            CliRun.Fields(line).Take(9),
            Is.EqualTo(new[] { "model", "format_version", "written_by", "kind", "tau", "hidden", "layers", "columns", "parameter_count" }));
        Assert.That(line.GetProperty("model").GetString(), Is.EqualTo("time-series model"));
        Assert.That(line.GetProperty("columns")[0].GetProperty("name").GetString(), Is.EqualTo("x"));
        var training = line.GetProperty("training");
        Assert.That(training.GetProperty("first").GetInt32(), Is.EqualTo(200));
        Assert.That(training.GetProperty("numbers").GetInt32(), Is.EqualTo(200));
        var text = CliRun.Of("inspect", _model).Output;
        Assert.That(text, Does.StartWith("model         time-series model (MLP, 1 layer of 8 on windows of 4)\ncolumn        x (mean "));
        Assert.That(text, Does.Contain("on a series of 200 numbers").And.Contain("batches of 16 windows").And.Not.Contain("vocabulary"));
    }

    [TestCase("--model gru needs --gru-variant: reset-before is the textbook's GRU, reset-after that of PyTorch, cuDNN and ONNX.", "--model", "gru")]
    [TestCase("--gru-variant belongs to --model gru; leave it out or choose that one.", "--gru-variant", "reset-after")]
    [TestCase("--hidden and --layers do nothing in a linear model; leave them out or choose another --model.", "--hidden", "3")]
    [TestCase("--keep-best needs --valid, which tells what is best.", "--keep-best", "--out", "x")]
    [TestCase("--tau must be a whole number, at least 1, not '0'.", "--tau", "0")]
    [TestCase("--column must name a column.", "--column", "")]
    public void Wrong_usage_is_answered_with_one_sentence(string sentence, params string[] options) =>
        Assert.That(Train(options), Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));

    [TestCase("--steps predicts what is not known yet and --horizons measures on what is; leave one of them out.", "--steps", "2", "--horizons", "1")]
    [TestCase("--from belongs to --horizons; leave it out or add that.", "--from", "2")]
    [TestCase("--horizons must be whole numbers of at least 1, separated by commas, not '1,0'.", "--horizons", "1,0")]
    public void Wrong_usage_of_predict_is_answered_with_one_sentence(string sentence, params string[] options) =>
        Assert.That(
            CliRun.Of(["predict", _model, "--data", _data, .. options]), Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));

    [Test]
    public void Data_that_does_not_fit_is_named()
    {
        var data = _folder.File("short.csv");
        File.WriteAllText(data, "x\n1\n2\n3\n");
        Assert.That(
            CliRun.Of("predict", _model, "--data", data),
            Is.EqualTo(new CliRun(1, "", $"nativernn: The file '{data}' holds 3 rows; this needs at least 4.\n")));
        Assert.That(
            CliRun.Of("predict", _model, "--data", _data, "--horizons", "297"),
            Is.EqualTo(new CliRun(1, "", $"nativernn: The file '{_data}' holds 300 rows; this needs at least 301.\n")));
        Assert.That(
            CliRun.Of("train", "series", "--data", data).Error,
            Does.Contain("The series has 3 rows, but windows of 4 need at least 5; give a longer one or lower --tau."));
        Assert.That(
            CliRun.Of("train", "series", "--data", _data, "--column", "y").Error, Does.Contain("has no column 'y'; its first line is 'x'."));
        Assert.That(
            CliRun.Of("evaluate", _model, "--data", _data),
            Is.EqualTo(new CliRun(1, "", $"nativernn: {_model} holds a time-series model; measure it with "
                + $"'predict {_model} --data FILE --horizons 1,4,16'.\n")));
        Assert.That(
            CliRun.Of("predict", data, "--data", data).Code, Is.EqualTo(1), "no model");
        Assert.That(
            CliRun.Of("train", "series", "--data", _data, "--out", _data).Error, Does.Contain("--out is the file that is read"));
    }

    private CliRun Train(params string[] options) => CliRun.Of(["train", "series", "--data", _data, .. options]);
}
