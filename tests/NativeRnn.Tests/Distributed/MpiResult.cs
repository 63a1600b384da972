using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Distributed;

/// <summary>What a job came to.</summary>
internal sealed record MpiResult(int ExitCode, string Output, string Error)
{
    /// <summary>The losses of its steps, by number.</summary>
    internal IReadOnlyDictionary<long, double> Losses => Lines
        .Where(line => line.TryGetProperty("step", out _))
        .ToDictionary(line => line.GetProperty("step").GetInt64(), line => line.GetProperty("loss").GetDouble());

    /// <summary>The objects of its epochs.</summary>
    internal IReadOnlyList<JsonElement> Epochs => [.. Lines.Where(line => line.TryGetProperty("epoch", out _))];

    private IEnumerable<JsonElement> Lines => Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>Fails with what it said unless it succeeded.</summary>
    internal MpiResult Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, Error);
        return this;
    }

    /// <summary>Checks that both saw the same, step by step.</summary>
    internal void RequireLossesOf(MpiResult other, double atFirst, double atLast)
    {
        const int First = 10;
        Assert.That(Losses.Keys, Is.EqualTo(other.Losses.Keys));
        foreach (var (step, loss) in Losses)
        {
            Assert.That(loss, Is.EqualTo(other.Losses[step]).Within(step <= First ? atFirst : atLast), $"step {step}");
        }
    }
}
