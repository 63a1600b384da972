namespace NativeRnn.Hosting;

/// <summary>How a host runs a language model.</summary>
public sealed class HostedLanguageModelOptions : HostedModelOptions<LanguageModel>
{
    private int _idleGenerators = 16;

    /// <summary>
    /// Generators that are kept for the next texts when nobody uses them; 16 by default, at least 0. Each holds a
    /// recurrent state and its prepared primitives; more than these are made while more texts are.
    /// </summary>
    public int IdleGenerators
    {
        get => _idleGenerators;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(IdleGenerators));
            _idleGenerators = value;
        }
    }

    private protected override LanguageModel Load(string path) => LanguageModel.Load(path, Engine);
}
