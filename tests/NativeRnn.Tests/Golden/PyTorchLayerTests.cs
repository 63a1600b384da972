using NUnit.Framework;

namespace NativeRnn.Tests.Golden;

/// <summary>Whole stacks of recurrent layers against PyTorch's, forward and backward.</summary>
[Category("Numerics")]
internal sealed class PyTorchLayerTests
{
    private static IEnumerable<string> Cases() =>
        Directory.EnumerateFiles(GoldenCase.Folder, "small_*.json").Select(Path.GetFileNameWithoutExtension).Order()!;

    [TestCaseSource(nameof(Cases))]
    public void Outputs_and_final_states_agree(string name)
    {
        using var run = new PyTorchLayerRun(GoldenCase.Read(name));
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
        using var run = new PyTorchLayerRun(GoldenCase.Read(name));
        run.BackwardFromOutputs();
        run.ExpectGradients("grad");
    }

    [TestCaseSource(nameof(Cases))]
    public void Gradients_of_outputs_and_final_states_agree(string name)
    {
        using var run = new PyTorchLayerRun(GoldenCase.Read(name));
        run.BackwardFromOutputsAndStates();
        run.ExpectGradients("gradfull");
    }
}
