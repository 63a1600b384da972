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
            Write(json, language.Cell, language.Hidden, language.Layers, language.Embed);
            json.WriteNumber("dropout", language.Dropout);
            json.WriteString("bias", Word(language.Bias));
        }
        else if (info.Seq2Seq is { } translator)
        {
            Write(json, translator.Cell, translator.Hidden, translator.Layers, translator.Embed);
            json.WriteNumber("dropout", translator.Dropout);
            json.WriteNumber("embed_dropout", translator.EmbedDropout);
            json.WriteString("bias", Word(translator.Bias));
            json.WriteBoolean("bidirectional", translator.IsBidirectional);
            json.WriteString("attention", Word(translator.Attention));
            json.WriteBoolean("tied_output", translator.TiesOutput);
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
            yield return ("dropout", Number(language.Dropout));
        }
        else if (info.Seq2Seq is { } translator)
        {
            yield return ("model", $"{info.ModelKind} ({TrainingLines.Describe(translator)})");
            yield return ("cell", CellWord(translator.Cell));
            yield return ("biases", Word(translator.Bias));
            yield return ("dropout", $"{Number(translator.Dropout)}, of embeddings {Number(translator.EmbedDropout)}");
            yield return ("output", translator.TiesOutput ? "tied to the target embedding" : "untied");
        }
    }

    private static void Write(Utf8JsonWriter json, CellKind cell, int hidden, int layers, int embed)
    {
        json.WriteString("cell", CellWord(cell));
        json.WriteNumber("hidden", hidden);
        json.WriteNumber("layers", layers);
        json.WriteNumber("embed", embed);
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
