using NUnit.Framework;

namespace NativeRnn.Tests.Golden;

/// <summary>LSTMs with a projection against PyTorch's <c>proj_size</c>, through the native layer.</summary>
[Category("Numerics")]
internal sealed class PyTorchProjectionTests
{
    private static readonly string[] _cases = ["projected_LSTM_uni_nobias", "projected_LSTM_bi_packed"];

    [TestCaseSource(nameof(_cases))]
    public void Inference_agrees(string name)
    {
        using var run = new ProjectionRun(GoldenCase.Read(name));
        run.Infer();
        run.ExpectValues();
    }

    [TestCaseSource(nameof(_cases))]
    public void Training_agrees(string name)
    {
        using var run = new ProjectionRun(GoldenCase.Read(name));
        run.Train();
        run.ExpectValues();
        run.ExpectGradients();
    }
}
