using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary>Describes a safetensors file.</summary>
internal static class SafetensorsDescription
{
    private const int CharactersShown = 60;

    internal static void WriteJson(Utf8JsonWriter json, SafetensorsInfo info)
    {
        json.WriteString("format", "safetensors");
        json.WriteNumber("parameter_count", info.ElementCount);
        json.WriteStartArray("tensors");
        foreach (var tensor in info.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("data_type", tensor.DataType);
            json.WriteStartArray("shape");
            foreach (var length in tensor.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("metadata");
        foreach (var (key, value) in info.Metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    internal static void WriteText(TextWriter output, SafetensorsInfo info)
    {
        output.WriteLine($"format        safetensors, {TrainingLines.Count(info.Tensors.Count, "tensor")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"parameters    {info.ElementCount:N0}"));
        foreach (var tensor in info.Tensors)
        {
            output.WriteLine($"              {tensor.Name} [{string.Join(", ", tensor.Shape)}] {tensor.DataType}");
        }

        foreach (var (key, value) in info.Metadata)
        {
            output.WriteLine($"metadata      {key} = {Shortened(value)}");
        }
    }

    private static string Shortened(string value)
    {
        var line = value.ReplaceLineEndings("\\n");
        return line.Length <= CharactersShown ? line : $"{line[..CharactersShown]} …";
    }
}
