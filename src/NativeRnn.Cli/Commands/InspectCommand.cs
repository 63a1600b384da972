using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary><c>inspect</c>: what a model, ARPA or safetensors file says about itself.</summary>
internal sealed class InspectCommand : Command
{
    private const int TokensShown = 20;
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Input("MODEL", "A model file that 'train' wrote, an ARPA file or a safetensors file.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object.");

    internal InspectCommand(CliContext context)
        : base("inspect", "Describes a model, ARPA or safetensors file.")
    {
        _context = context;
        Add(_model);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetValue(_model)!;
        return BackoffModel.Recognizes(path)
            ? DescribeNGrams(BackoffModel.Load(path), parsed.GetValue(_json))
            : SafetensorsInfo.Recognizes(path)
            ? DescribeWeights(SafetensorsInfo.Read(path), parsed.GetValue(_json))
            : DescribeModel(CheckpointInfo.Read(path), parsed.GetValue(_json));
    }

    private int DescribeNGrams(BackoffModel model, bool asJson)
    {
        if (asJson)
        {
            JsonLine.Write(_context.Output, json => NGramDescription.WriteJson(json, model));
        }
        else
        {
            NGramDescription.WriteText(_context.Output, model);
        }

        return ExitCode.Done;
    }

    private int DescribeWeights(SafetensorsInfo info, bool asJson)
    {
        if (asJson)
        {
            JsonLine.Write(_context.Output, json => SafetensorsDescription.WriteJson(json, info));
        }
        else
        {
            SafetensorsDescription.WriteText(_context.Output, info);
        }

        return ExitCode.Done;
    }

    private int DescribeModel(CheckpointInfo info, bool asJson)
    {
        if (asJson)
        {
            JsonLine.Write(_context.Output, json => WriteJson(json, info));
        }
        else
        {
            WriteText(info);
        }

        return ExitCode.Done;
    }

    private static void WriteJson(Utf8JsonWriter json, CheckpointInfo info)
    {
        json.WriteString("model", info.ModelKind);
        json.WriteNumber("format_version", info.FormatVersion);
        json.WriteString("written_by", info.WrittenBy);
        ModelDescription.WriteJson(json, info);
        if (info.HasCodec)
        {
            WriteText(json, info);
        }

        json.WriteNumber("parameter_count", info.ParameterCount);
        WriteParameters(json, info);
        if (info.Training is { } training)
        {
            WriteTraining(json, training);
        }
    }

    private static void WriteText(Utf8JsonWriter json, CheckpointInfo info)
    {
        json.WriteString("normalize", Word(info.Codec.Normalization));
        json.WriteString("tokens", TokenUnits.WordOf(info.Codec.Unit));
        WriteBytePairs(json, info.Codec.BytePairs, info.TargetCodec?.BytePairs);
        json.WriteNumber("vocabulary_size", info.Codec.Vocabulary.Count);
        json.WriteStartArray("first_tokens");
        foreach (var token in info.Codec.Vocabulary.Tokens.Take(TokensShown))
        {
            json.WriteStringValue(token);
        }

        json.WriteEndArray();
        if (info.TargetCodec is { } target)
        {
            json.WriteNumber("target_vocabulary_size", target.Vocabulary.Count);
        }
    }

    private static void WriteBytePairs(Utf8JsonWriter json, BytePairCode? code, BytePairCode? target)
    {
        if (code is null)
        {
            return;
        }

        json.WriteNumber("merges", code.MergeCount);
        json.WriteString("bpe_spaces", Word(code.Spaces));
        if (target is not null)
        {
            json.WriteNumber("target_merges", target.MergeCount);
            json.WriteBoolean("bpe_joint", target.IsSameAs(code));
        }
    }

    private static void WriteTraining(Utf8JsonWriter json, CheckpointTraining training)
    {
        json.WriteStartObject("training");
        json.WriteNumber("step", training.StepsDone);
        json.WriteNumber("epoch", training.EpochsDone);
        json.WriteNumber("step_in_epoch", training.StepsInEpoch);
        json.WriteNumber("epochs", training.Options.Epochs);
        json.WriteReal("max_steps", training.Options.MaxSteps ?? double.PositiveInfinity);
        json.WriteString("optimizer", Word(training.Options.Optimizer.Kind));
        json.WriteReal("lr", training.Options.Optimizer.LearningRate);
        json.WriteString("schedule", Word(training.Options.Schedule.Kind));
        if (training.Options is LanguageModelTrainingOptions { Windows: var windows } language)
        {
            json.WriteString("sampling", Word(windows.Sampling));
            json.WriteNumber("batch", windows.Batch);
            json.WriteNumber("steps", windows.Steps);
            WriteBackpropagation(json, language.Backpropagation);
        }
        else if (training.Options is Seq2SeqTrainingOptions { Batches: var batches } pairs)
        {
            json.WriteNumber("batch", batches.Batch);
            json.WriteReal("batch_tokens", batches.BatchTokens ?? double.PositiveInfinity);
            json.WriteNumber("steps", batches.Steps);
            json.WriteNumber("label_smoothing", pairs.LabelSmoothing);
            json.WriteString("best_by", Word(pairs.BestBy));
            json.WriteNumber("pairs", training.Pairs);
        }
        else if (training.Options is TimeSeriesTrainingOptions series)
        {
            json.WriteNumber("batch", series.Batch);
            json.WriteReal("first", series.MaxRows ?? double.PositiveInfinity);
        }
        else if (training.Options is SequenceLabellerTrainingOptions { Batches: var sequences } labels)
        {
            json.WriteNumber("batch", sequences.Batch);
            json.WriteNumber("steps", sequences.Steps);
            json.WriteNumber("label_smoothing", labels.LabelSmoothing);
            json.WriteNumber("sequences", training.Sequences);
        }

        json.WriteNumber("seed", training.Seed);
        json.WriteNumber("threads", training.Threads);
        json.WriteNumber(training.Options is TimeSeriesTrainingOptions ? "numbers" : "text_tokens", training.Tokens);
        json.WriteReal("best_valid_loss", training.BestValidation?.Loss ?? double.PositiveInfinity);
        if (training.BestValidation?.Bleu is { } bleu)
        {
            json.WriteReal("best_valid_bleu", bleu);
        }

        json.WriteEndObject();
    }

    private static void WriteBackpropagation(Utf8JsonWriter json, BackpropagationOptions options)
    {
        json.WriteString("bptt", Word(options.Truncation));
        if (options.Truncation == Truncation.Full)
        {
            json.WriteReal("bptt_segments", options.Segments ?? double.PositiveInfinity);
        }
        else if (options.Truncation == Truncation.Random)
        {
            json.WriteReal("bptt_mean", options.MeanSegments);
        }
    }

    private static void WriteParameters(Utf8JsonWriter json, CheckpointInfo info)
    {
        json.WriteStartArray("parameters");
        foreach (var parameter in info.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteStartArray("shape");
            foreach (var length in parameter.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteText(CheckpointInfo info)
    {
        foreach (var (name, value) in ModelDescription.Rows(info))
        {
            WriteRow(name, value);
        }

        if (info.HasCodec)
        {
            WriteCodecs(info);
        }

        WriteRow("parameters", info.ParameterCount.ToString("N0", CultureInfo.InvariantCulture));
        foreach (var parameter in info.Parameters)
        {
            WriteRow("", $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]");
        }

        if (info.Training is { } training)
        {
            WriteTraining(training);
        }

        WriteRow("format", $"version {info.FormatVersion}, written by NativeRnn {info.WrittenBy}");
    }

    private void WriteCodecs(CheckpointInfo info)
    {
        WriteRow("text", $"{TokenUnits.WordOf(info.Codec.Unit)} tokens, normalisation {Word(info.Codec.Normalization)}");
        if (info.Codec.BytePairs is { } code)
        {
            WriteRow("byte pairs", $"{MergesOf(code, info.TargetCodec?.BytePairs)}, spaces as in {code.Spaces}");
        }

        WriteRow("vocabulary", TrainingLines.Count(info.Codec.Vocabulary.Count, "token"));
        WriteRow("first tokens", FirstTokens(info.Codec.Vocabulary));
        if (info.TargetCodec is { } target)
        {
            WriteRow("target", TrainingLines.Count(target.Vocabulary.Count, "token"));
            WriteRow("first tokens", FirstTokens(target.Vocabulary));
        }
    }

    private void WriteTraining(CheckpointTraining training)
    {
        var options = training.Options;
        var within = training.StepsInEpoch > 0 ? $", {TrainingLines.Count(training.StepsInEpoch, "step")} into the next" : "";
        WriteRow("training", $"step {training.StepsDone}, {TrainingLines.Count(training.EpochsDone, "epoch")} done{within}");
        WriteRow("", string.Create(
            CultureInfo.InvariantCulture,
            $"{Word(options.Optimizer.Kind)} at {options.Optimizer.LearningRate}, schedule {Word(options.Schedule.Kind)}, "
            + $"{BatchesOf(options)}, "
            + $"seed {training.Seed}, {TrainingLines.Count(training.Threads, "thread")}"));
        WriteRow("", options is TimeSeriesTrainingOptions
            ? $"on a series of {TrainingLines.Count(training.Tokens, "number")}"
            : training.Pairs > 0
            ? $"on {TrainingLines.Count(training.Pairs, "pair")} of {TrainingLines.Count(training.Tokens, "token")}"
            : training.Sequences > 0
            ? $"on {TrainingLines.Count(training.Sequences, "sequence")} of {TrainingLines.Count(training.Tokens, "token")}"
            : $"on a text of {TrainingLines.Count(training.Tokens, "token")}");
        if (training.BestValidation is { } best)
        {
            var bleu = best.Bleu is { } score ? string.Create(CultureInfo.InvariantCulture, $"BLEU {score:F2}, ") : "";
            WriteRow("", string.Create(
                CultureInfo.InvariantCulture, $"best validation after epoch {best.Epoch}: {bleu}loss {best.Loss:F4}"));
        }
    }

    private void WriteRow(string name, string value) => _context.Output.WriteLine($"{name,-14}{value}".TrimEnd());

    private static string BatchesOf(TrainingOptions options) => options switch
    {
        LanguageModelTrainingOptions { Windows: var windows } language => string.Create(
            CultureInfo.InvariantCulture,
            $"batches of {windows.Batch} by {windows.Steps}, {Word(windows.Sampling)}{WindowsOf(language.Backpropagation)}"),
        Seq2SeqTrainingOptions { Batches: { BatchTokens: { } tokens } batches } => string.Create(
            CultureInfo.InvariantCulture, $"batches of {tokens} tokens, sentences of up to {batches.Steps}"),
        Seq2SeqTrainingOptions { Batches: var batches } => string.Create(
            CultureInfo.InvariantCulture, $"batches of {batches.Batch} pairs, sentences of up to {batches.Steps} tokens"),
        TimeSeriesTrainingOptions { Batch: var batch } => string.Create(
            CultureInfo.InvariantCulture, $"batches of {batch} windows"),
        SequenceLabellerTrainingOptions { Batches: var batches } => string.Create(
            CultureInfo.InvariantCulture, $"batches of {batches.Batch} sequences of up to {batches.Steps} tokens"),
        _ => "",
    };

    private static string MergesOf(BytePairCode code, BytePairCode? target)
    {
        var merges = TrainingLines.Count(code.MergeCount, "merge");
        return target is null ? merges
            : target.IsSameAs(code) ? $"{merges} for both sides"
            : $"{merges} and {TrainingLines.Count(target.MergeCount, "merge")}";
    }

    private static string WindowsOf(BackpropagationOptions options) => options switch
    {
        { Truncation: Truncation.Full, Segments: { } segments } => string.Create(
            CultureInfo.InvariantCulture, $", gradients through {segments} of them"),
        { Truncation: Truncation.Full } => ", gradients through the whole strip",
        { Truncation: Truncation.Random } => string.Create(
            CultureInfo.InvariantCulture, $", gradients cut at random after {options.MeanSegments} of them on average"),
        _ => "",
    };

    private static string FirstTokens(Vocabulary vocabulary)
    {
        var shown = vocabulary.Tokens.Take(TokensShown).Select(token => $"'{token.ReplaceLineEndings("\\n")}'");
        return string.Join(' ', shown) + (vocabulary.Count > TokensShown ? " …" : "");
    }

#pragma warning disable CA1308 // The command line's words are lower case.
    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
