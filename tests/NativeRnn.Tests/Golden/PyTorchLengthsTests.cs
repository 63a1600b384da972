using NUnit.Framework;

namespace NativeRnn.Tests.Golden;

/// <summary>Stacks over batches with unsorted lengths against PyTorch's packed sequences.</summary>
[Category("Numerics")]
internal sealed class PyTorchLengthsTests
{
    private static readonly string[] _cells = ["GRU", "LSTM", "RNN_relu", "RNN_tanh"];
    private static readonly string[] _directions = ["bi", "uni"];

    // By name, since the shared folder may be absent.
    private static IEnumerable<string> Cases() =>
        from cell in _cells
        from layers in new[] { 1, 2 }
        from direction in _directions
        select $"packed_small_{cell}_L{layers}_{direction}";

    [TestCaseSource(nameof(Cases))]
    public void Outputs_and_final_states_agree(string name)
    {
        using var run = new PyTorchLayerRun(Read(name));
        var golden = run.Golden;
        Agreement.OfValues(run.Output.Value.ToArray(), golden.Array("y"), "y");
        Agreement.OfValues(run.FinalState(0), golden.Array("hn"), "hn");
        if (run.States == 2)
        {
            Agreement.OfValues(run.FinalState(1), golden.Array("cn"), "cn");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Gradients_of_the_outputs_agree(string name)
    {
        using var run = new PyTorchLayerRun(Read(name));
        run.BackwardFromOutputs();
        run.ExpectGradients("grad");
    }

    [TestCaseSource(nameof(Cases))]
    public void Gradients_of_outputs_and_final_states_agree(string name)
    {
        using var run = new PyTorchLayerRun(Read(name));
        run.BackwardFromOutputsAndStates();
        run.ExpectGradients("gradfull");
    }

    private static GoldenCase Read(string name)
    {
        var golden = GoldenCase.ReadFile(SharedFolder.File("golden", "rnn", $"{name}.json"));
        Assert.That(golden.Lengths, Has.Length.EqualTo(golden.Size("N")), "a packed case has lengths");
        return golden;
    }
}
