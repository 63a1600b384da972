using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what a trained model computes in.</summary>
internal sealed class InferenceOptionGroup
{
    private const int CalibrationPairs = 500; // some ten thousand tokens, as for texts

    private readonly ChoiceOption<Precision> _precision = new(
        "--precision",
        "Numbers to compute with; int8 for LSTM and reset-before GRU.",
        [("f32", Precision.F32), ("bf16", Precision.BF16), ("int8", Precision.Int8)],
        "f32");
    private readonly Option<string> _calibrate;

    /// <summary>Describes the options.</summary>
    /// <param name="withoutFile">What int8 calibrates on where no file is named, for the help; empty where it needs one.</param>
    internal InferenceOptionGroup(string withoutFile = "")
    {
        _calibrate = TextOption.File(
            "--calibrate",
            $"For int8: a text like those the model will read, for a translator pairs; {Quantization.DefaultTokens} tokens "
            + $"or {CalibrationPairs} pairs of it are read.{withoutFile}");
    }

    internal void AddTo(Command command)
    {
        command.Add(_precision);
        command.Add(_calibrate);
    }

    /// <summary>The name of one of these options that stands on the command line; null for none.</summary>
    internal string? FindGiven(ParseResult parsed) =>
        new Option[] { _precision, _calibrate }.FirstOrDefault(parsed.Has)?.Name;

    /// <summary>How a language model is to compute.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">Reads the calibration text.</param>
    /// <param name="fallback">What to calibrate on where no file is named; empty for nothing.</param>
    /// <param name="cancellation">Stops the calibration.</param>
    internal InferenceOptions Settings(
        ParseResult parsed, LanguageModel model, ReadOnlyMemory<int> fallback, CancellationToken cancellation)
    {
        var file = CalibrationFile(parsed, fallback.IsEmpty);
        return Settings(parsed, () =>
        {
            var tokens = file is null ? fallback : Corpus.FromFile(file, model.Codec).Tokens;
            return Quantization.Calibrate(
                model, tokens[..Math.Min(tokens.Length, Quantization.DefaultTokens)], cancellation);
        });
    }

    /// <summary>How a translator is to compute.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">Reads the calibration pairs.</param>
    /// <param name="fallback">What to calibrate on where no file is named; null for nothing.</param>
    /// <param name="cancellation">Stops the calibration.</param>
    internal InferenceOptions Settings(
        ParseResult parsed, Seq2SeqModel model, IReadOnlyList<SentencePair>? fallback, CancellationToken cancellation)
    {
        var file = CalibrationFile(parsed, fallback is null);
        return Settings(parsed, () =>
        {
            var pairs = (file is null ? fallback! : PairFile.Read(file)).Take(CalibrationPairs).ToList();
            return Quantization.Calibrate(model, PairCorpus.FromPairs(pairs, model.Source, model.Target), cancellation);
        });
    }

    private InferenceOptions Settings(ParseResult parsed, Func<Quantization> calibrate)
    {
        var precision = _precision.Read(parsed)!.Value;
        return new InferenceOptions
        {
            Precision = precision,
            Quantization = precision == Precision.Int8 ? calibrate() : null,
        };
    }

    private string? CalibrationFile(ParseResult parsed, bool isNeeded)
    {
        var file = parsed.GetValue(_calibrate);
        var isInt8 = _precision.Read(parsed) == Precision.Int8;
        if (file is not null && !isInt8)
        {
            throw new UsageException("--calibrate belongs to --precision int8; leave it out or choose that.");
        }

        return file is null && isInt8 && isNeeded
            ? throw new UsageException("--precision int8 needs --calibrate FILE, a text like those the model will read.")
            : file;
    }
}
