using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Golden;

/// <summary>Whole training runs, step by step, against PyTorch's.</summary>
[Category("Numerics")]
internal sealed class TrainingRunTests
{
    private const double RunTolerance = 1e-4; // relative, of float32 against float64: the reference's README
    private const double Bf16Tolerance = 0.02; // relative, of a loss
    private const double FinalTolerance = 1e-3; // of a tensor's norm: Adam amplifies rounding where gradients vanish

    [TestCase("lm_lstm_sgd", CellKind.Lstm, 1, OptimizerKind.Sgd)]
    [TestCase("lm_gru_adam", CellKind.GruResetAfter, 2, OptimizerKind.Adam)]
    public void Losses_gradient_norms_and_final_weights_agree(string name, CellKind cell, int layers, OptimizerKind optimizer)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.File("golden", $"{name}.json")));
        var golden = document.RootElement;
        var corpus = ReadCorpus(golden);
        using var model = CreateModel(golden, corpus, cell, layers);
        PyTorchWeights.Import(model, SharedFolder.File("golden", $"{name}.init.safetensors"));
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, OptionsOf(golden, optimizer));
        foreach (var expected in golden.GetProperty("log").EnumerateArray())
        {
            var step = trainer.Step();
            Expect(step.Loss, expected.GetProperty("loss").GetDouble(), $"loss of step {step.Step}");
            Expect(step.GradientNorm, expected.GetProperty("grad_norm").GetDouble(), $"norm of step {step.Step}");
        }
        ExpectFinalWeights(model, SharedFolder.File("golden", $"{name}.final.safetensors"));
    }

    [TestCase("lm_lstm_sgd", CellKind.Lstm, 1, OptimizerKind.Sgd)]
    [TestCase("lm_gru_adam", CellKind.GruResetAfter, 2, OptimizerKind.Adam)]
    public void In_bf16_the_losses_stay_beside_them(string name, CellKind cell, int layers, OptimizerKind optimizer)
    {
        if (Engine.Default.SupportOf(Precision.BF16) == PrecisionSupport.None)
        {
            Assert.Ignore($"No bf16 on {NativeLibraryInfo.InstructionSet}: this test checks nothing.");
        }
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.File("golden", $"{name}.json")));
        var golden = document.RootElement;
        var corpus = ReadCorpus(golden);
        using var model = CreateModel(golden, corpus, cell, layers);
        PyTorchWeights.Import(model, SharedFolder.File("golden", $"{name}.init.safetensors"));
        var options = OptionsOf(golden, optimizer) with { Precision = Precision.BF16 };
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, options);
        foreach (var expected in golden.GetProperty("log").EnumerateArray())
        {
            var (step, loss) = (trainer.Step(), expected.GetProperty("loss").GetDouble());
            Assert.That(step.Loss, Is.EqualTo(loss).Within(Bf16Tolerance * loss), $"loss of step {step.Step}");
        }
    }

    private static Corpus ReadCorpus(JsonElement golden) => Corpus.FromFile(
        SharedFolder.File("data", "timemachine.txt"),
        new CorpusOptions { Normalization = Normalization.Letters, MaxTokens = golden.GetProperty("max_tokens").GetInt32() });

    private static LanguageModel CreateModel(JsonElement golden, Corpus corpus, CellKind cell, int layers) => new(
        new LanguageModelOptions
        {
            Cell = cell,
            Hidden = golden.GetProperty("hidden").GetInt32(),
            Layers = layers,
            Embed = golden.GetProperty("embed").GetInt32(),
            Bias = Bias.Pair,
        },
        corpus.Codec);

    private static LanguageModelTrainingOptions OptionsOf(JsonElement golden, OptimizerKind optimizer) => new()
    {
        Windows = new WindowOptions
        {
            Batch = golden.GetProperty("batch").GetInt32(),
            Steps = golden.GetProperty("steps").GetInt32(),
            Sampling = Sampling.Sequential,
            Offset = 0,
        },
        Optimizer = new OptimizerOptions { Kind = optimizer, LearningRate = golden.GetProperty("lr").GetDouble() },
        Clip = golden.GetProperty("clip").GetDouble(),
    };

    // Through export: tensor by tensor in PyTorch's own names and layouts.
    private static void ExpectFinalWeights(LanguageModel model, string path)
    {
        using var folder = new TemporaryFolder();
        PyTorchWeights.Export(model, folder.File("ours.safetensors"));
        using var ours = SafetensorsFile.Open(folder.File("ours.safetensors"));
        using var theirs = SafetensorsFile.Open(path);
        Assert.That(ours.Names, Is.EqualTo(theirs.Names));
        foreach (var name in theirs.Names)
        {
            Assert.That(ours.Shape(name), Is.EqualTo(theirs.Shape(name)), name);
            ExpectClose(Values(ours, name), Values(theirs, name), name);
        }
    }

    private static float[] Values(SafetensorsFile file, string name)
    {
        var values = new float[file.Shape(name).Aggregate(1L, (count, length) => count * length)];
        file.Read(name, values);
        return values;
    }

    private static void Expect(double actual, double expected, string what) =>
        Assert.That(actual, Is.EqualTo(expected).Within(RunTolerance * Math.Abs(expected)), what);

    private static void ExpectClose(float[] actual, float[] expected, string name)
    {
        var difference = Math.Sqrt(actual.Zip(expected, (a, e) => Math.Pow(a - e, 2)).Sum());
        var norm = Math.Sqrt(expected.Sum(e => Math.Pow(e, 2)));
        Assert.That(difference, Is.LessThanOrEqualTo(FinalTolerance * norm), name);
    }
}
