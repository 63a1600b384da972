using System.Text.Json;

namespace NativeRnn;

/// <content>JSON files: one object with <c>initial</c>, <c>transition</c> and <c>emission</c>, tables row by row.</content>
public sealed partial class HiddenMarkovModel
{
    /// <summary>Writes the model as JSON: the old file stays until the new one is whole.</summary>
    /// <param name="path">Its name, usually ending in <c>.json</c>.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The path is a folder or device, the disk is full or fails.</exception>
    public void Save(string path) => AtomicFile.Write(path, FolderFlush.Flush, output =>
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WritePropertyName("initial");
        WriteRow(json, _initial, 0);
        WriteTable(json, "transition", _transition);
        WriteTable(json, "emission", _emission);
        json.WriteEndObject();
    });

    /// <summary>Reads a model that <see cref="Save"/> wrote, bit for bit the same.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file holds no such model; the message says why.</exception>
    public static HiddenMarkovModel Load(string path)
    {
        string text = Utf8File.ReadText(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            double[] initial = ReadRow(document.RootElement.GetProperty("initial"));
            return new HiddenMarkovModel(
                initial,
                ReadTable(document.RootElement.GetProperty("transition")),
                ReadTable(document.RootElement.GetProperty("emission")));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The file '{path}' holds no hidden Markov model: {malformed.Message.Split(" (Parameter")[0]}", malformed);
        }
    }

    private static void WriteTable(Utf8JsonWriter json, string name, StochasticMatrix table)
    {
        json.WriteStartArray(name);
        for (int row = 0; row < table.Rows; row++)
        {
            WriteRow(json, table, row);
        }

        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, StochasticMatrix table, int row)
    {
        json.WriteStartArray();
        for (int column = 0; column < table.Columns; column++)
        {
            json.WriteNumberValue(table[row, column]);
        }

        json.WriteEndArray();
    }

    private static double[,] ReadTable(JsonElement element)
    {
        double[][] rows = [.. element.EnumerateArray().Select(ReadRow)];
        int columns = rows.Length == 0 ? 0 : rows[0].Length;
        double[,] table = new double[rows.Length, columns];
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row].Length != columns)
            {
                throw new FormatException($"Row {row} of a table has {rows[row].Length} numbers, the first one {columns}.");
            }

            for (int column = 0; column < columns; column++)
            {
                table[row, column] = rows[row][column];
            }
        }

        return table;
    }

    private static double[] ReadRow(JsonElement element) => [.. element.EnumerateArray().Select(one => one.GetDouble())];
}
