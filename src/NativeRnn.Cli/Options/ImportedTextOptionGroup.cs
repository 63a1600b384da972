using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how text becomes the tokens of weights that come without their text.</summary>
internal sealed class ImportedTextOptionGroup
{
    private readonly Option<string> _data = TextOption.File(
        "--data", "The text that the model learnt, in UTF-8, for its vocabulary. Not needed for what 'export' wrote.");
    private readonly Option<string> _vocabulary = TextOption.File(
        "--vocabulary", "Instead of --data: one token per line, <unk> first; or an array of strings, in a .json file.");
    private readonly ChoiceOption<Normalization> _normalize = new(
        "--normalize",
        "What was done to the text, as in training. Default: none.",
        [
            ("none", Normalization.None), ("lower", Normalization.Lower), ("letters", Normalization.Letters),
            ("separated", Normalization.Separated),
        ]);
    private readonly ChoiceOption<TokenUnit> _tokens = new(
        "--tokens",
        "What one token is, as in training. Default: char.",
        [("char", TokenUnit.Char), ("word", TokenUnit.Word)],
        later: ["bpe"]);

    internal void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_vocabulary);
        command.Add(_normalize);
        command.Add(_tokens);
    }

    /// <summary>Fails where the options do not go together, before anything is read.</summary>
    internal void Check(ParseResult parsed)
    {
        var (data, vocabulary) = (parsed.GetValue(_data), parsed.GetValue(_vocabulary));
        if (data is not null && vocabulary is not null)
        {
            throw new UsageException("--data and --vocabulary both give the vocabulary; leave one of them out.");
        }

        if (data is null && vocabulary is null && (_normalize.Read(parsed) is not null || _tokens.Read(parsed) is not null))
        {
            throw new UsageException("--normalize and --tokens describe a text: add --data or --vocabulary.");
        }
    }

    /// <summary>How text becomes tokens; null where the file of weights must tell.</summary>
    internal TextCodec? ReadCodec(ParseResult parsed)
    {
        var normalization = _normalize.Read(parsed) ?? Normalization.None;
        var unit = _tokens.Read(parsed) ?? TokenUnit.Char;
        return parsed.GetValue(_data) is { } data
                ? Corpus.FromFile(data, new CorpusOptions { Normalization = normalization, Unit = unit }).Codec
            : parsed.GetValue(_vocabulary) is { } tokens
                ? new TextCodec(Vocabulary.FromFile(tokens), normalization, unit)
            : null;
    }
}
