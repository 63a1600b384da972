using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary>A loss in measures that do not depend on what a token is.</summary>
internal readonly record struct ComparableLoss(Loss Loss, TextMeasure Measure)
{
    internal void WriteJson(Utf8JsonWriter json)
    {
        json.WriteReal("bits_per_byte", Measure.BitsPerByte(Loss));
        json.WriteReal("bits_per_character", Measure.BitsPerCharacter(Loss));
        json.WriteReal("word_perplexity", Measure.WordPerplexity(Loss));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"bits/byte {Measure.BitsPerByte(Loss):F4} bits/character {Measure.BitsPerCharacter(Loss):F4}");
}
