using NUnit.Framework;

namespace NativeRnn.Tests.Golden;

/// <summary>LSTMs with a projection against PyTorch's <c>proj_size</c>.</summary>
[Category("Numerics")]
[Category(LstmParts.Category)]
internal sealed class PyTorchProjectionTests
{
    private static readonly string[] _cases = ["projected_LSTM_uni_nobias", "projected_LSTM_bi_packed"];

    [Test]
    public void Values_agree([ValueSource(nameof(_cases))] string name, [Values] bool isTraining)
    {
        using var run = new PyTorchLayerRun(GoldenCase.Read(name), isTraining);
        Agreement.OfValues(run.Output.Value.ToArray(), run.Golden.Array("y"), "y");
        Agreement.OfValues(run.FinalState(0), run.Golden.Array("hn"), "hn");
        Agreement.OfValues(run.FinalState(1), run.Golden.Array("cn"), "cn");
    }

    [TestCaseSource(nameof(_cases))]
    public void Gradients_agree(string name)
    {
        using var run = new PyTorchLayerRun(GoldenCase.Read(name));
        run.BackwardFromOutputsAndStates();
        run.ExpectGradients("gradfull");
    }
}
