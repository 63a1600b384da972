using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary><c>frequencies</c>: the most frequent n-grams of a text and Zipf's exponent; needs no native library.</summary>
internal sealed class FrequenciesCommand : Command
{
    private readonly CliContext _context;
    private readonly Option<string> _data = TextOption.File("--data", "The text to count, in UTF-8.", required: true);
    private readonly ChoiceOption<Normalization> _normalize = new(
        "--normalize",
        "What is done to the text, as for 'train'.",
        [
            ("none", Normalization.None), ("lower", Normalization.Lower), ("letters", Normalization.Letters),
            ("separated", Normalization.Separated),
        ],
        "none");
    private readonly ChoiceOption<TokenUnit> _tokens = new(
        "--tokens", "What one token is.", [("char", TokenUnit.Char), ("word", TokenUnit.Word)], "word");
    private readonly Option<int> _order = NumberOption.Create(
        "--order", 1, new NumberRange<int>(1, NGramTable.MaxOrder), "Tokens of an n-gram: 1 tokens, 2 pairs, 3 triples …");
    private readonly Option<int> _top = NumberOption.Create(
        "--top", 10, NumberRanges.AtLeast(0), "How many n-grams to list.");
    private readonly Option<int> _first = NumberOption.Create(
        "--zipf-from", 10, NumberRanges.AtLeast(1), "The first rank that Zipf's exponent is fitted to.");
    private readonly Option<int?> _last = NumberOption.CreateOptional(
        "--zipf-to", NumberRanges.AtLeast(1), "The last one. Default: the last n-gram that occurs twice.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object.");

    internal FrequenciesCommand(CliContext context)
        : base("frequencies", "Lists the most frequent tokens or n-grams of a text and fits Zipf's law to all of them.")
    {
        _context = context;
        Add(_data);
        Add(_normalize);
        Add(_tokens);
        Add(_order);
        Add(_top);
        Add(_first);
        Add(_last);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var corpus = Corpus.FromFile(
            parsed.GetValue(_data)!,
            new CorpusOptions { Normalization = _normalize.Read(parsed)!.Value, Unit = _tokens.Read(parsed)!.Value });
        var table = FrequencyTable.Of(corpus, parsed.GetValue(_order));
        var fit = FitTo(table, parsed.GetValue(_first), parsed.GetValue(_last));
        var entries = table.Top(parsed.GetValue(_top));
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_context.Output, json => WriteJson(json, table, fit, entries, corpus.Vocabulary));
        }
        else
        {
            WriteText(table, fit, entries, corpus.Vocabulary);
        }

        return ExitCode.Done;
    }

    private static ZipfFit? FitTo(FrequencyTable table, int first, int? last)
    {
        if (last is { } given && (given > table.Count || given <= first))
        {
            throw new UsageException(
                $"--zipf-to must be above --zipf-from, {first}, and at most {table.Count}, the last rank.");
        }

        return table.FitZipf(first, last);
    }

    private static void WriteJson(
        Utf8JsonWriter json, FrequencyTable table, ZipfFit? fit, IReadOnlyList<FrequencyEntry> entries, Vocabulary vocabulary)
    {
        json.WriteNumber("order", table.Length);
        json.WriteNumber("total", table.TotalCount);
        json.WriteNumber("distinct", table.Count);
        json.WriteReal("zipf_exponent", fit?.Exponent ?? double.NaN);
        json.WriteReal("zipf_from", fit?.FirstRank ?? double.NaN);
        json.WriteReal("zipf_to", fit?.LastRank ?? double.NaN);
        json.WriteReal("zipf_r_squared", fit?.RSquared ?? double.NaN);
        json.WriteStartArray("top");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteStartArray("tokens");
            foreach (var id in entry.Ids)
            {
                json.WriteStringValue(vocabulary[id]);
            }

            json.WriteEndArray();
            json.WriteNumber("count", entry.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteText(
        FrequencyTable table, ZipfFit? fit, IReadOnlyList<FrequencyEntry> entries, Vocabulary vocabulary)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var tokens = string.Join(' ', entries[i].Ids.Select(id => Shown(vocabulary[id])));
            _context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{i + 1,6} {entries[i].Count,9} {tokens}"));
        }

        _context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{table.Count} different ones among {table.TotalCount}"));
        _context.Output.WriteLine(fit is null
            ? "Zipf's exponent: too few ranks to fit a line to"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Zipf's exponent {fit.Exponent:F3} over ranks {fit.FirstRank} to {fit.LastRank} (R² {fit.RSquared:F3})"));
    }

    // A character that is white space would not be seen.
    private static string Shown(string token) => string.IsNullOrWhiteSpace(token)
        ? $"'{token.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)}'"
        : token;
}
