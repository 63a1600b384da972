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
            Enum.GetValues<CellKind>().Where(cell => cell != CellKind.GruResetBefore),
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
            Enum.GetValues<CellKind>(),
            OnnxModel.Export);
    }

    private static void Compare(
        string program, string marker, string lines, IEnumerable<CellKind> cells, Action<LanguageModel, string> export)
    {
        using var folder = new TemporaryFolder();
        var (job, expected) = (new List<object>(), new List<float[]>());
        foreach (var (cell, bias, embed) in
            from cell in cells from bias in Enum.GetValues<Bias>() from embed in (int[])[0, 5] select (cell, bias, embed))
        {
            using var model = SmallModel.Of(cell, bias, embed);
            int[] ids = [.. Enumerable.Range(0, Steps * Batch).Select(i => i * 5 % model.Vocabulary.Count)];
            var path = folder.File($"{cell}-{bias}-{embed}");
            export(model, path);
            job.Add(new { path, ids, shape = new[] { Steps, Batch } });
            expected.Add(TwoPasses(model, ids));
        }
        var results = ExternalPython.RunDocumented(program, marker, lines, job);
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
