using System.Diagnostics;
using System.Globalization;

namespace NativeRnn.Benchmarks;

/// <summary>The native program that times bare oneDNN primitives, asked line by line.</summary>
internal sealed class Floor : IDisposable
{
    private readonly Process _process;

    internal Floor(string path, int threads) => _process = Process.Start(
        new ProcessStartInfo(path, threads.ToString(CultureInfo.InvariantCulture))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException($"Cannot start {path}.");

    /// <summary>Weights packed, forward, backward, gradients unpacked, in milliseconds.</summary>
    internal double Train(CellKind cell, int steps, int batch, int inputs, int hidden, int repetitions) =>
        Ask($"train {(int)cell} {steps} {batch} {inputs} {hidden} {repetitions}");

    /// <summary>Forward with packed weights, in milliseconds.</summary>
    internal double Infer(CellKind cell, int steps, int batch, int inputs, int hidden, int repetitions) =>
        Ask($"infer {(int)cell} {steps} {batch} {inputs} {hidden} {repetitions}");

    /// <summary>A matrix product with bias, in milliseconds.</summary>
    internal double Linear(int rows, int inputs, int outputs, int repetitions) =>
        Ask($"linear {rows} {inputs} {outputs} {repetitions}");

    /// <summary>A square matrix product, in milliseconds: the processor's float32 peak.</summary>
    internal double Peak(int size, int repetitions) => Ask($"peak {size} {repetitions}");

    /// <summary>What the forward pass of training leaves for the backward pass, in bytes.</summary>
    internal double Workspace(CellKind cell, int steps, int batch, int inputs, int hidden) =>
        Ask($"workspace {(int)cell} {steps} {batch} {inputs} {hidden}");

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The floor program ended at '{request}'.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }
}
