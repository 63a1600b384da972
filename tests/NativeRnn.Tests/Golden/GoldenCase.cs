using System.Text.Json;

namespace NativeRnn.Tests.Golden;

/// <summary>One stored case: its settings and its arrays, flattened.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement _root;

    private GoldenCase(JsonElement root) => _root = root;

    internal int Layers => _root.GetProperty("layers").GetInt32();

    internal bool IsBidirectional => _root.GetProperty("bidirectional").GetBoolean();

    internal bool HasBias => _root.GetProperty("bias").GetBoolean();

    internal CellKind Cell => _root.GetProperty("kind").GetString() switch
    {
        "LSTM" => CellKind.Lstm,
        "GRU" => CellKind.GruResetAfter,
        _ when _root.GetProperty("nonlinearity").GetString() == "relu" => CellKind.RnnRelu,
        _ => CellKind.RnnTanh,
    };

    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    /// <summary>P, PyTorch's <c>proj_size</c>; 0 where there is none.</summary>
    internal int Projection => _root.TryGetProperty("P", out var projection) ? projection.GetInt32() : 0;

    /// <summary>Valid steps of each row; empty where all are.</summary>
    internal int[] Lengths => _root.TryGetProperty("lengths", out var lengths) && lengths.ValueKind == JsonValueKind.Array
        ? [.. lengths.EnumerateArray().Select(length => length.GetInt32())]
        : [];

    internal static GoldenCase Read(string name) => ReadFile(Path.Combine(Folder, $"{name}.json"));

    internal static GoldenCase ReadFile(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return new GoldenCase(document.RootElement.Clone());
    }

    /// <summary>A size such as T, N, I or H.</summary>
    internal int Size(string name) => _root.GetProperty(name).GetInt32();

    internal float[] Array(string name)
    {
        var values = new List<float>();
        Flatten(_root.GetProperty("arrays").GetProperty(name), values);
        return [.. values];
    }

    private static void Flatten(JsonElement element, List<float> values)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Flatten(item, values);
            }
        }
        else
        {
            values.Add((float)element.GetDouble());
        }
    }
}
