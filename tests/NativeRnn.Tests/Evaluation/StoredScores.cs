using System.Text.Json;

namespace NativeRnn.Tests.Evaluation;

/// <summary>Reads scores that sacreBLEU computed.</summary>
internal static class StoredScores
{
    /// <summary>Both sides count in float64; sums of logarithms may be taken in another order.</summary>
    internal const double Tolerance = 1e-9;

    internal static JsonElement Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    internal static string[] Texts(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    internal static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];

    internal static bool Flag(this JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var flag) && flag.GetBoolean();

    internal static int Whole(this JsonElement entry, string name) => entry.GetProperty(name).GetInt32();

    internal static string Text(this JsonElement entry, string name) => entry.GetProperty(name).GetString()!;

    internal static double Real(this JsonElement entry, string name) => entry.GetProperty(name).GetDouble();

    /// <summary>The signature but for its last field, which names the program.</summary>
    internal static string WithoutVersion(string signature) =>
        signature[..signature.IndexOf("|version:", StringComparison.Ordinal)];

    /// <summary>The references of <c>bleu.json</c>: one or two for each of its sentences.</summary>
    internal static string[][] References(JsonElement stored, int count)
    {
        var first = stored.GetProperty("references").Texts();
        var second = stored.GetProperty("references2").Texts();
        return [.. first.Select((reference, i) => count == 1 ? new[] { reference } : [reference, second[i]])];
    }

    internal static BleuOptions BleuSettings(JsonElement entry) => new()
    {
        Tokenization = entry.Text("tokenize") == "none" ? BleuTokenization.None : BleuTokenization.Mteval13a,
        Smoothing = entry.Text("smooth_method") switch
        {
            "none" => BleuSmoothing.None,
            "floor" => BleuSmoothing.Floor,
            "add-k" => BleuSmoothing.AddK,
            _ => BleuSmoothing.Exponential,
        },
        SmoothingValue = entry.GetProperty("smooth_value") is { ValueKind: JsonValueKind.Number } value
            ? value.GetDouble()
            : null,
        IsLowercase = entry.Flag("lowercase"),
        MaxOrder = entry.TryGetProperty("max_order", out var order) ? order.GetInt32() : 4,
        UsesEffectiveOrder = entry.Flag("effective_order"),
    };
}
