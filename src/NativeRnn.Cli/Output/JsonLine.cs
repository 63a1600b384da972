using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary>Writes JSON objects, one per line.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // goes to no web page: letters stay readable
    };

    /// <summary>Writes one object and a line end, and hands it to the reader at once.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="fill">Writes the object's properties.</param>
    internal static void Write(TextWriter output, Action<Utf8JsonWriter> fill)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _options))
        {
            writer.WriteStartObject();
            fill(writer);
            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Flush();
    }

    /// <summary>Writes a number in full precision; null where it is none that JSON knows.</summary>
    internal static void WriteReal(this Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
