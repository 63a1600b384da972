namespace NativeRnn.Samples;

/// <summary>Prints each epoch when it is done.</summary>
internal sealed class PrintEpochs : IProgress<EpochResult>
{
    public void Report(EpochResult value) => Console.WriteLine($"epoch {value.Epoch}: perplexity {value.Perplexity:F2}");
}
