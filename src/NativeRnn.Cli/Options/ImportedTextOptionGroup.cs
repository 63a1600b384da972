using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how text becomes the tokens of weights that come without their text.</summary>
internal sealed class ImportedTextOptionGroup
{
    private readonly Option<string> _data = TextOption.File(
        "--data", "The text that the model learnt, in UTF-8, for its vocabulary. Not needed for what 'export' wrote.");
    private readonly Option<string> _vocabulary = TextOption.File(
        "--vocabulary", "Instead of --data: one token per line, <unk> first; or an array of strings, in a .json file.");
    private readonly Option<string> _source = TextOption.File(
        "--source-vocab", "A translator's source tokens, in such a file: <unk>, <pad>, <bos> and <eos> first.");
    private readonly Option<string> _target = TextOption.File(
        "--target-vocab", "A translator's target tokens, likewise.");
    private readonly ChoiceOption<Normalization> _normalize = new(
        "--normalize",
        "What was done to the text, as in training. Default: none, of a translator separated.",
        [
            ("none", Normalization.None), ("lower", Normalization.Lower), ("letters", Normalization.Letters),
            ("separated", Normalization.Separated),
        ]);
    private readonly ChoiceOption<TokenUnit> _tokens = new(
        "--tokens",
        "What one token is, as in training. Default: char, of a translator word.",
        TokenUnits.Words);
    private readonly BytePairOptionGroup _bytePairs = new(of: " of --data, as in training");

    internal void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_vocabulary);
        command.Add(_source);
        command.Add(_target);
        command.Add(_normalize);
        command.Add(_tokens);
        _bytePairs.AddTo(command);
    }

    /// <summary>Fails where the options do not go together or with the file, before its weights are read.</summary>
    internal void Check(ParseResult parsed, bool isTranslator)
    {
        var isOfText = parsed.Has(_data) || parsed.Has(_vocabulary);
        var isOfPairs = parsed.Has(_source) || parsed.Has(_target);
        if (isTranslator ? isOfText : isOfPairs)
        {
            throw new UsageException(isTranslator
                ? "The file holds a translator, whose tokens --source-vocab and --target-vocab give; leave --data and --vocabulary out."
                : "The file holds a language model, whose tokens --data or --vocabulary gives; leave --source-vocab and --target-vocab out.");
        }

        if (parsed.Has(_data) && parsed.Has(_vocabulary))
        {
            throw new UsageException("--data and --vocabulary both give the vocabulary; leave one of them out.");
        }

        if (parsed.Has(_source) != parsed.Has(_target))
        {
            throw new UsageException("--source-vocab and --target-vocab belong together; give both or neither.");
        }

        _ = _bytePairs.Settings(parsed, _tokens.Read(parsed) ?? TokenUnit.Char);
        if (_tokens.Read(parsed) == TokenUnit.BytePair && !parsed.Has(_data))
        {
            throw new UsageException(
                "--tokens bpe needs the text that the merges are learnt of: give --data; what 'export' wrote holds its merges.");
        }

        if (!isOfText && !isOfPairs && (_normalize.Read(parsed) is not null || _tokens.Read(parsed) is not null))
        {
            throw new UsageException("--normalize and --tokens describe a text: add --data or --vocabulary.");
        }
    }

    /// <summary>How text becomes tokens; null where the file of weights must tell.</summary>
    internal TextCodec? ReadCodec(ParseResult parsed)
    {
        var normalization = _normalize.Read(parsed) ?? Normalization.None;
        var unit = _tokens.Read(parsed) ?? TokenUnit.Char;
        var bytePairs = _bytePairs.Settings(parsed, unit);
        return parsed.GetValue(_data) is { } data
                ? Corpus.FromFile(data, new CorpusOptions { Normalization = normalization, Unit = unit, BytePairs = bytePairs }).Codec
            : parsed.GetValue(_vocabulary) is { } tokens
                ? new TextCodec(Vocabulary.FromFile(tokens), normalization, unit)
            : null;
    }

    /// <summary>How the sentences of both sides become tokens; null where the file of weights must tell.</summary>
    internal (TextCodec? Source, TextCodec? Target) ReadCodecs(ParseResult parsed)
    {
        if (parsed.GetValue(_source) is not { } source)
        {
            return default;
        }

        var normalization = _normalize.Read(parsed) ?? Normalization.Separated;
        var unit = _tokens.Read(parsed) ?? TokenUnit.Word;
        return (Codec(source), Codec(parsed.GetValue(_target)!));

        TextCodec Codec(string file) => new(Vocabulary.FromFile(file), normalization, unit);
    }
}
