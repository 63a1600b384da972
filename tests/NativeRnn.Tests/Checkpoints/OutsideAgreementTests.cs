using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Exported files in the programs that they are for, where these are installed.</summary>
internal sealed class OutsideAgreementTests
{
    private const int Steps = 7;
    private const int Batch = 3;
    private const double Tolerance = 1e-5; // two float32 computations of logits of size 1

    [Test]
    public void PyTorch_computes_the_same_from_exported_weights()
    {
        const string Lines = """
            results = []
            for entry in job:
                model = LanguageModel(*read_safetensors(entry["path"]))
                ids = torch.tensor(entry["ids"]).reshape(entry["shape"])
                first, state = model(ids)
                second, state = model(ids, state)
                results.append([first.tolist(), second.tolist()])
            print(json.dumps(results))
            """;
        Compare(
            ExternalPython.With("torch"),
            "import torch",
            Lines,
            [
                .. Plain(Enum.GetValues<CellKind>().Where(cell => cell != CellKind.GruResetBefore)),
                .. from bias in Enum.GetValues<Bias>() select Lstm(bias) with { Projection = 4 },
            ],
            PyTorchWeights.Export);
    }

    [Test]
    public void ONNX_Runtime_computes_the_same_from_files_that_the_checker_passes()
    {
        const string Lines = """
            import onnx, onnxruntime
            results = []
            for entry in job:
                onnx.checker.check_model(entry["path"], full_check=True)
                session = onnxruntime.InferenceSession(entry["path"], providers=["CPUExecutionProvider"])
                ids = np.array(entry["ids"]).reshape(entry["shape"])
                zeros = initial_state(session, ids.shape[1])
                first, state = run(session, ids, zeros)
                second, _ = run(session, ids, state)
                _, cut = run(session, ids[:2], zeros)
                _, padded = run(session, ids, zeros, [2] * ids.shape[1])
                assert all(np.array_equal(cut[name], padded[name]) for name in cut), "lengths"
                results.append([first.tolist(), second.tolist()])
            print(json.dumps(results))
            """;
        Compare(
            ExternalPython.With("onnx, onnxruntime"),
            "session.get_inputs",
            Lines,
            [
                .. Plain(Enum.GetValues<CellKind>()),
                .. from bias in Enum.GetValues<Bias>() select Lstm(bias) with { HasPeepholes = true },
            ],
            OnnxModel.Export);
    }

    [Test]
    public void PyTorch_computes_the_same_from_an_exported_translator()
    {
        const string Lines = """
            results = []
            for entry in job:
                model = Translator(*read_safetensors(entry["path"]))
                sources, targets = entry["sources"], entry["targets"]
                logits = model(
                    torch.tensor(sources["ids"]).reshape(sources["shape"]),
                    torch.tensor(sources["lengths"]),
                    torch.tensor(targets["ids"]).reshape(targets["shape"]))
                results.append(logits.tolist())
            print(json.dumps(results))
            """;
        CompareTranslators(
            ExternalPython.With("torch"),
            ["import torch", "class Translator"],
            Lines,
            SmallTranslator.PyTorchShapes(),
            (model, path) =>
            {
                PyTorchWeights.Export(model, path);
                return path;
            },
            run => run.Logits);
    }

    [Test]
    public void ONNX_Runtime_computes_the_same_from_a_translators_files_and_translates_alike()
    {
        const string Lines = """
            import onnx, onnxruntime
            results = []
            for entry in job:
                for path in entry["path"]["files"]:
                    onnx.checker.check_model(path, full_check=True)
                encoder, decoder = [onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]) for path in entry["path"]["files"]]
                sources, targets = entry["sources"], entry["targets"]
                ids = np.array(sources["ids"]).reshape(sources["shape"])
                lengths = np.array(sources["lengths"], np.int32)
                names = [value.name for value in encoder.get_outputs()]
                known = dict(zip(names, encoder.run(names, {"ids": ids, "lengths": lengths})))
                known["lengths"] = lengths
                logits, weights = [], []
                for row in np.array(targets["ids"]).reshape(targets["shape"]):
                    found = step(decoder, row.reshape(1, -1), known)
                    logits.append(found["logits"].tolist())
                    weights.append(found["attention"].tolist() if "attention" in found else [])
                    known.update({name.replace("next_", "state_"): value for name, value in found.items()})
                for n, expected in enumerate(entry["path"]["greedy"]):
                    translated = translate(encoder, decoder, ids, lengths, steps=8)[:, n].tolist()
                    translated = translated[:translated.index(EOS)] if EOS in translated else translated
                    assert translated == expected, (translated, expected)
                results.append([logits, weights])
            print(json.dumps(results))
            """;
        CompareTranslators(
            ExternalPython.With("onnx, onnxruntime"),
            ["def translate("],
            Lines,
            SmallTranslator.Shapes(),
            (model, path) =>
            {
                string[] files = [$"{path}.encoder.onnx", $"{path}.decoder.onnx"];
                OnnxModel.Export(model, files[0], files[1]);
                return new { files, greedy = Greedy(model) };
            },
            run => run.Logits.Concat(run.Attention));
    }

    // By hand, so that no rule of a decoder's stands between.
    private static List<List<int>> Greedy(Seq2SeqModel model)
    {
        var run = TranslatorSteps.Of(model);
        using var scorer = new Seq2SeqScorer(model.Network, model.Engine);
        scorer.Read(new SourceBatch(run.Sources, run.Lengths, run.SourceSteps, run.Batch));
        int[] rows = [.. Enumerable.Range(0, run.Batch)];
        int[] ids = [.. rows.Select(_ => Vocabulary.BeginIndex)];
        List<List<int>> translations = [.. rows.Select(_ => new List<int>())];
        for (var t = 0; t < 8; t++)
        {
            var logits = scorer.Score(ids, rows).ToArray().Chunk(scorer.Classes).ToArray();
            ids = [.. logits.Select(row => Array.IndexOf(row, row.Max()))];
            foreach (var row in rows)
            {
                translations[row].Add(ids[row]);
            }
        }
        return [.. translations.Select(translation => translation.TakeWhile(id => id != Vocabulary.EndIndex).ToList())];
    }

    private static IEnumerable<LanguageModelOptions> Plain(IEnumerable<CellKind> cells) =>
        from cell in cells
        from bias in Enum.GetValues<Bias>()
        from embed in (int[])[0, 5]
        select new LanguageModelOptions { Cell = cell, Hidden = 6, Layers = 2, Embed = embed, Bias = bias };

    private static LanguageModelOptions Lstm(Bias bias) =>
        new() { Cell = CellKind.Lstm, Hidden = 6, Layers = 2, Embed = 5, Bias = bias };

    private static void Compare(
        string program,
        string marker,
        string lines,
        IEnumerable<LanguageModelOptions> models,
        Action<LanguageModel, string> export)
    {
        using var folder = new TemporaryFolder();
        var (job, expected) = (new List<object>(), new List<float[]>());
        foreach (var options in models)
        {
            using var model = SmallModel.Of(options);
            int[] ids = [.. Enumerable.Range(0, Steps * Batch).Select(i => i * 5 % model.Vocabulary.Count)];
            var path = folder.File($"{job.Count}");
            export(model, path);
            job.Add(new { path, ids, shape = new[] { Steps, Batch } });
            expected.Add(TwoPasses(model, ids));
        }
        var results = ExternalPython.RunDocumented(program, [marker], lines, job);
        ExpectEqual(results, expected, job);
    }

    private static void CompareTranslators(
        string program,
        string[] markers,
        string lines,
        IEnumerable<Seq2SeqOptions> shapes,
        Func<Seq2SeqModel, string, object> export,
        Func<TranslatorSteps, IEnumerable<float[]>> results)
    {
        using var folder = new TemporaryFolder();
        var (job, expected) = (new List<object>(), new List<float[]>());
        foreach (var options in shapes)
        {
            using var model = SmallTranslator.Of(options);
            var run = TranslatorSteps.Of(model);
            var sources = new { ids = run.Sources, lengths = run.Lengths, shape = new[] { run.SourceSteps, run.Batch } };
            var targets = new { ids = run.Targets, shape = new[] { run.Steps, run.Batch } };
            job.Add(new { path = export(model, folder.File($"{job.Count}")), sources, targets, options = $"{options}" });
            expected.Add([.. results(run).SelectMany(numbers => numbers)]);
        }
        ExpectEqual(ExternalPython.RunDocumented(program, markers, lines, job), expected, job);
    }

    private static void ExpectEqual(JsonElement[] results, List<float[]> expected, List<object> job)
    {
        Assert.That(results, Has.Length.EqualTo(expected.Count));
        foreach (var ((result, values), entry) in results.Zip(expected).Zip(job))
        {
            Assert.That(
                ExternalPython.Flatten(result),
                Is.EqualTo(values.Select(value => (double)value)).Within(Tolerance),
                JsonSerializer.Serialize(entry));
        }
    }

    // The second begins in the state that the first leaves.
    private static float[] TwoPasses(LanguageModel model, int[] ids)
    {
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(Batch);
        var first = model.Forward(tape, ids, Steps, Batch, state).Value.ToArray();
        state.Advance();
        return [.. first, .. model.Forward(tape, ids, Steps, Batch, state).Value.ToArray()];
    }
}
