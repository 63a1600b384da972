using System.Diagnostics;

namespace NativeRnn;

/// <summary>Times one text that is made token by token, and traces it.</summary>
internal sealed class GenerationMeasure : IDisposable
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Activity? _activity = Telemetry.BeginBeside("generate");
    private int _tokens;

    /// <summary>A token was made.</summary>
    internal void CountToken()
    {
        if (_tokens++ == 0)
        {
            Telemetry.TimeToFirstToken.Record(Telemetry.SecondsSince(_began));
        }
    }

    /// <summary>The text is done, or given up.</summary>
    public void Dispose()
    {
        Telemetry.GenerationDuration.Record(Telemetry.SecondsSince(_began));
        Telemetry.EndBeside(_activity?.SetTag("nativernn.generation.tokens", _tokens));
    }
}
