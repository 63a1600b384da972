using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary>What <c>inspect</c> says about the model itself, whichever kind it is.</summary>
internal static class ModelDescription
{
    /// <summary>As properties of an object.</summary>
    internal static void WriteJson(Utf8JsonWriter json, CheckpointInfo info)
    {
        if (info.LanguageModel is { } language)
        {
            Write(json, language, language.HiddenSizes);
            json.WriteNumber("input_dropout", language.InputDropout);
            json.WriteNumber("output_dropout", language.OutputDropout);
            json.WriteBoolean("learnt_state", language.LearnsState);
            json.WriteNumber("projection", language.Projection);
        }
        else if (info.TimeSeries is { } series)
        {
            WriteSeries(json, info, series);
        }
        else if (info.Seq2Seq is { } translator)
        {
            Write(json, translator, default);
            json.WriteNumber("embed_dropout", translator.EmbedDropout);
            json.WriteBoolean("bidirectional", translator.IsBidirectional);
            json.WriteString("merge", translator.Merge == BidirectionalMerge.Sum ? "sum" : "concat");
            json.WriteString("attention", Word(translator.Attention));
            json.WriteBoolean("tied_output", translator.TiesOutput);
        }
        else if (LabellerOf(info) is { } labeller)
        {
            Write(json, labeller, default);
            json.WriteNumber("embed_dropout", labeller.EmbedDropout);
            json.WriteBoolean("bidirectional", labeller.IsBidirectional);
            json.WriteString("merge", labeller.Merge == BidirectionalMerge.Sum ? "sum" : "concat");
            json.WriteStartArray("labels");
            foreach (var label in info.Labels!.Labels)
            {
                json.WriteStringValue(label);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>As rows of a table.</summary>
    internal static IEnumerable<(string Name, string Value)> Rows(CheckpointInfo info)
    {
        if (info.LanguageModel is { } language)
        {
            yield return ("model", $"{info.ModelKind} ({TrainingLines.Describe(language)})");
            yield return ("cell", CellWord(language.Cell));
            yield return ("biases", Word(language.Bias));
            yield return ("dropout", $"{Number(language.Dropout)}{InputsAndOutputs(language)}{Masks(language)}");
            foreach (var row in Extras(language, language.LearnsState))
            {
                yield return row;
            }
        }
        else if (info.TimeSeries is { } series)
        {
            yield return ("model", $"{info.ModelKind} ({TrainingLines.Describe(series)})");
            foreach (var channel in info.Channels)
            {
                yield return ("column", string.Create(
                    CultureInfo.InvariantCulture, $"{channel.Name} (mean {channel.Mean:G6}, deviation {channel.Deviation:G6})"));
            }
        }
        else if (info.Seq2Seq is { } translator)
        {
            yield return ("model", $"{info.ModelKind} ({TrainingLines.Describe(translator)})");
            yield return ("cell", CellWord(translator.Cell));
            yield return ("biases", Word(translator.Bias));
            yield return (
                "dropout", $"{Number(translator.Dropout)}, of embeddings {Number(translator.EmbedDropout)}{Masks(translator)}");
            foreach (var row in Extras(translator, learnsState: false))
            {
                yield return row;
            }
            yield return ("output", translator.TiesOutput ? "tied to the target embedding" : "untied");
        }
        else if (LabellerOf(info) is { } labeller)
        {
            yield return ("model", $"{info.ModelKind} ({TrainingLines.Describe(labeller)})");
            yield return ("cell", CellWord(labeller.Cell));
            yield return ("biases", Word(labeller.Bias));
            yield return (
                "dropout", $"{Number(labeller.Dropout)}, of embeddings {Number(labeller.EmbedDropout)}{Masks(labeller)}");
            foreach (var row in Extras(labeller, learnsState: false))
            {
                yield return row;
            }
            yield return ("labels", string.Join(' ', info.Labels!.Labels));
        }
    }

    private static void WriteSeries(Utf8JsonWriter json, CheckpointInfo info, TimeSeriesModelOptions series)
    {
        json.WriteString("kind", Word(series.Kind));
        json.WriteNumber("tau", series.Window);
        if (series.Kind == SeriesModelKind.Recurrent)
        {
            json.WriteString("cell", CellWord(series.Cell));
        }

        if (series.Kind != SeriesModelKind.Linear)
        {
            json.WriteNumber("hidden", series.Hidden);
            json.WriteNumber("layers", series.Layers);
        }

        json.WriteStartArray("columns");
        foreach (var channel in info.Channels)
        {
            json.WriteStartObject();
            json.WriteString("name", channel.Name);
            json.WriteReal("mean", channel.Mean);
            json.WriteReal("deviation", channel.Deviation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static SequenceLabellerOptions? LabellerOf(CheckpointInfo info) =>
        (SequenceLabellerOptions?)info.SequenceTagger ?? info.SequenceClassifier;

    private static void Write(Utf8JsonWriter json, RecurrentModelOptions model, LayerSizes sizes)
    {
        json.WriteString("cell", CellWord(model.Cell));
        json.WriteNumber("hidden", model.Hidden);
        if (sizes.Count > 0)
        {
            json.WriteStartArray("hidden_sizes");
            foreach (var size in sizes)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
        }

        json.WriteNumber("layers", model.Layers);
        json.WriteNumber("embed", model.Embed);
        json.WriteNumber("dropout", model.Dropout);
        json.WriteString("dropout_kind", Word(model.DropoutKind));
        json.WriteNumber("recurrent_dropout", model.RecurrentDropout);
        json.WriteString("bias", Word(model.Bias));
        json.WriteBoolean("residual", model.IsResidual);
        json.WriteBoolean("layer_norm", model.HasLayerNorm);
        json.WriteBoolean("peephole", model.HasPeepholes);
    }

    private static string InputsAndOutputs(LanguageModelOptions model) => model is { InputDropout: 0, OutputDropout: 0 }
        ? ""
        : $", of inputs {Number(model.InputDropout)}, of outputs {Number(model.OutputDropout)}";

    private static string Masks(RecurrentModelOptions model) =>
        (model.RecurrentDropout > 0 ? $", of recurrent weights {Number(model.RecurrentDropout)}" : "")
        + (model.DropoutKind == DropoutKind.Locked ? "; locked for a sequence" : "");

    private static IEnumerable<(string Name, string Value)> Extras(RecurrentModelOptions model, bool learnsState)
    {
        string[] extras =
        [
            .. model.IsResidual ? ["residual"] : Array.Empty<string>(),
            .. model.HasLayerNorm ? ["normalised"] : Array.Empty<string>(),
            .. model.HasPeepholes ? ["peepholes"] : Array.Empty<string>(),
            .. learnsState ? ["initial states learnt"] : Array.Empty<string>(),
        ];
        return extras.Length > 0 ? [("layers", string.Join(", ", extras))] : [];
    }

    private static string Number(float value) => value.ToString(CultureInfo.InvariantCulture);

    private static string CellWord(CellKind cell) => cell switch
    {
        CellKind.RnnTanh => "rnn-tanh",
        CellKind.RnnRelu => "rnn-relu",
        CellKind.GruResetBefore => "gru-reset-before",
        CellKind.GruResetAfter => "gru-reset-after",
        _ => "lstm",
    };

#pragma warning disable CA1308 // The command line's words are lower case.
    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
