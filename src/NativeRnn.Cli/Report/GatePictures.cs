namespace NativeRnn.Cli;

/// <summary>Pictures of a language model's hidden state and gates while it reads the beginning of its text.</summary>
internal static class GatePictures
{
    private const int ReadCharacters = 64; // so many cells fit beside each other
    private const int ReadWords = 40;
    private const int ShownUnits = 16;

    internal static void AddTo(ReportPage page, LanguageModel model, Corpus corpus)
    {
        var most = corpus.Codec.Unit == TokenUnit.Char ? ReadCharacters : ReadWords;
        page.Add(
            "What it remembers, and what its gates do",
            $"It reads the beginning of the text, token by token. Shown are the units that move most, up to {ShownUnits}.",
            [.. Of(model, corpus.Tokens[..Math.Min(most, corpus.Tokens.Length)])]);
    }

    private static IEnumerable<IReportPart> Of(LanguageModel model, ReadOnlyMemory<int> ids)
    {
        var (states, hidden) = HiddenStates.Read(model, ids);
        var liveliest = HiddenStates.Liveliest(states, hidden, ShownUnits);
        yield return Map(model, "Hidden state of the highest layer", ids, (states, hidden), liveliest) with
        {
            Caption = "A row is a unit of the state h, a column what it is behind a token.",
        };
        if (GatesOf(model, ids) is not { } record)
        {
            yield break;
        }

        var units = HiddenStates.Liveliest(record.Gates[^1].Values.ToArray(), record.Hidden, ShownUnits);
        foreach (var gate in record.Gates.SkipLast(1)) // the last is the hidden state
        {
            var title = $"{char.ToUpperInvariant(gate.Name[0])}{gate.Name[1..]} of the lowest layer";
            yield return Map(model, title, ids, (gate.Values, record.Hidden), units) with { Caption = MeaningOf(gate.Name) };
        }
    }

    private static string? MeaningOf(string gate) => gate.Split(' ')[0] switch
    {
        "input" => "How much of the candidate enters the cell.",
        "forget" => "How much of the cell stays, from one token to the next.",
        "output" => "How much of the cell is shown as the hidden state.",
        "cell" => "What the cell holds.",
        "update" => "How much of the old state stays; the rest comes from the candidate.",
        "reset" => "How much of the old state the candidate sees.",
        "candidate" => "What would be new.",
        _ => null,
    };

    // A model may have more to its layers than the cells' equations: then there is no such picture.
    private static GateActivations? GatesOf(LanguageModel model, ReadOnlyMemory<int> ids)
    {
        try
        {
            return GateActivations.Record(model, ids);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static ActivationMap Map(
        LanguageModel model, string title, ReadOnlyMemory<int> ids, (ReadOnlyMemory<float> Values, int Hidden) all, int[] units) => new(
        title,
        [.. units.Select(unit => FormattableString.Invariant($"h{unit}"))],
        [.. ids.ToArray().Select(id => VisibleToken.Of(model.Codec, id))],
        [.. units.Select(unit => HiddenStates.OfUnit(all.Values.Span, all.Hidden, unit))]);
}
