using System.Text.Json;

namespace NativeRnn;

/// <summary>Parses a safetensors header; whether tensors fit the file, <see cref="SafetensorsFile"/> checks.</summary>
/// <remarks>Source: the safetensors format description, github.com/huggingface/safetensors.</remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The key of the header that is no tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>The largest header, in bytes, as the reference implementation has it.</summary>
    public const int MaxBytes = 100_000_000;

    // Header, entry, array: a valid header goes no deeper.
    private const int MaxDepth = 3;

    private readonly string _name;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly List<KeyValuePair<string, string>> _metadata = [];

    private SafetensorsHeader(string name) => _name = name;

    /// <summary>The tensors in the header's order.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>The texts under "__metadata__" in the header's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata => _metadata;

    /// <summary>Parses the header's JSON.</summary>
    /// <param name="json">UTF-8, perhaps padded with spaces.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <exception cref="CheckpointException">It is not a header, or asks for what is not read.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string name)
    {
        var header = new SafetensorsHeader(name);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            header.Read(ref reader);
            return header;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid Unicode.
            throw new CheckpointException($"{name} has a malformed safetensors header: {malformed.Message}", malformed);
        }
    }

    private void Read(ref Utf8JsonReader json)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Expect(ref json, JsonTokenType.StartObject, "the header");
        while (NextKey(ref json, keys, "the header") is { } key)
        {
            if (key == MetadataKey)
            {
                ReadMetadata(ref json);
            }
            else
            {
                _entries.Add(ReadEntry(ref json, key));
            }
        }

        if (json.Read())
        {
            throw Problem("has more than one JSON value in its header");
        }
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Expect(ref json, JsonTokenType.StartObject, MetadataKey);
        while (NextKey(ref json, keys, MetadataKey) is { } key)
        {
            Expect(ref json, JsonTokenType.String, MetadataKey);
            _metadata.Add(new KeyValuePair<string, string>(key, json.GetString()!));
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader json, string tensor)
    {
        string where = $"tensor \"{tensor}\"";
        var keys = new HashSet<string>(StringComparer.Ordinal);
        SafetensorsDataType? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref json, JsonTokenType.StartObject, where);
        while (NextKey(ref json, keys, where) is { } key)
        {
            switch (key)
            {
                case "dtype":
                    type = ReadType(ref json, where);
                    break;
                case "shape":
                    shape = ReadCounts(ref json, where);
                    break;
                case "data_offsets":
                    offsets = ReadCounts(ref json, where);
                    break;
                default:
                    throw Problem($"has the unknown field \"{key}\" in {where}");
            }
        }

        return (type, shape, offsets) is ({ } dataType, not null, [long begin, long end])
            ? new SafetensorsEntry(tensor, dataType, shape, begin, end)
            : throw Problem($"lacks dtype, shape or two data_offsets in {where}");
    }

    private SafetensorsDataType ReadType(ref Utf8JsonReader json, string where)
    {
        Expect(ref json, JsonTokenType.String, where);
        string text = json.GetString()!;
        return SafetensorsDataTypes.TryParse(text, out SafetensorsDataType type)
            ? type
            : throw Problem($"stores {where} as {text}; only F32, F64, F16 and BF16 are read: convert it first");
    }

    private List<long> ReadCounts(ref Utf8JsonReader json, string where)
    {
        var counts = new List<long>();
        Expect(ref json, JsonTokenType.StartArray, where);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long count) || count < 0)
            {
                throw Problem($"has a size or offset in {where} that is not a whole number from 0 to {long.MaxValue}");
            }

            if (counts.Count == CheckpointFormat.MaxAxes)
            {
                throw Problem($"has more than {CheckpointFormat.MaxAxes} sizes in {where}");
            }

            counts.Add(count);
        }

        return counts;
    }

    private string? NextKey(ref Utf8JsonReader json, HashSet<string> keys, string where)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        string key = json.GetString()!;
        return keys.Add(key) ? key : throw Problem($"names \"{key}\" twice in {where}");
    }

    private void Expect(ref Utf8JsonReader json, JsonTokenType type, string where)
    {
        json.Read();
        if (json.TokenType != type)
        {
            throw Problem($"has a {json.TokenType} where a {type} belongs in {where}");
        }
    }

    private CheckpointException Problem(string problem) => new($"{_name} {problem}.");
}
