using System.Text;

namespace NativeRnn;

/// <summary>Cuts a line of separated values into its fields.</summary>
internal static class CsvLine
{
    private const char Quote = '"';

    /// <summary>The fields, without white space around them and without the quotes that they stand in.</summary>
    /// <remarks>Source: RFC 4180, section 2; a field does not go on in the next line here.</remarks>
    /// <returns>False where a quote is not closed, or something follows the closing one.</returns>
    internal static bool TrySplit(string line, char separator, out List<string> fields)
    {
        fields = [];
        int position = 0;
        do
        {
            if (!TryTake(line, separator, ref position, out string field))
            {
                return false;
            }

            fields.Add(field);
        }
        while (position++ < line.Length);
        return true;
    }

    // Leaves the position at the separator behind the field, or at the line's end.
    private static bool TryTake(string line, char separator, ref int position, out string field)
    {
        int start = position;
        while (start < line.Length && line[start] == ' ')
        {
            start++;
        }

        if (start < line.Length && line[start] == Quote)
        {
            position = start + 1;
            return TryTakeQuoted(line, separator, ref position, out field);
        }

        int end = line.IndexOf(separator, position);
        end = end < 0 ? line.Length : end;
        field = line[position..end].Trim();
        position = end;
        return true;
    }

    private static bool TryTakeQuoted(string line, char separator, ref int position, out string field)
    {
        StringBuilder text = new();
        for (; position < line.Length; position++)
        {
            if (line[position] != Quote)
            {
                text.Append(line[position]);
            }
            else if (position + 1 < line.Length && line[position + 1] == Quote)
            {
                text.Append(line[position++]);
            }
            else
            {
                field = text.ToString();
                return IsFieldEnd(line, separator, ref position);
            }
        }

        field = "";
        return false;
    }

    private static bool IsFieldEnd(string line, char separator, ref int position)
    {
        for (position++; position < line.Length && line[position] == ' '; position++)
        {
        }

        return position == line.Length || line[position] == separator;
    }
}
