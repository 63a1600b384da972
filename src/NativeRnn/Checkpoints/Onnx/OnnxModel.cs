using Google.Protobuf;
using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>Language models and translators as ONNX files, for ONNX Runtime and other programs.</summary>
/// <remarks>
/// Operator set 17, IR version 8; all cells. T (steps) and N (rows) are chosen by each call.
/// <para>
/// A language model. Inputs: <c>ids</c> int64 [T, N], <c>sequence_lens</c> int32 [N] (T for each row where nothing is
/// padded), and for each layer l its state <c>state_h_l0</c>, for the LSTM <c>state_c_l0</c> too, float [1, N, H],
/// zeros to begin with. Outputs: <c>logits</c> float [T, N, V], and the states behind each row's last step,
/// <c>next_h_l0</c>, <c>next_c_l0</c>. Steps behind a row's length read a hidden state of zeros.
/// </para>
/// <para>
/// A translator's encoder. Inputs: <c>ids</c> int64 [T, N], <c>lengths</c> int32 [N], each at least 1. Outputs: the
/// decoder's initial states <c>state_h_l0</c>, for the LSTM <c>state_c_l0</c> …, [1, N, H]; <c>memory</c> [T, N, M], in
/// padding zeros, or the shift of a normalising layer; with additive attention <c>keys</c> [T, N, H]; without attention <c>context</c> [N, M].
/// </para>
/// <para>
/// One step of a translator's decoder. Inputs: <c>ids</c> int64 [1, N]; the states, under the encoder's names; without
/// attention <c>context</c>, with it <c>memory</c>, <c>keys</c> where the encoder has them, and <c>lengths</c>. Outputs:
/// <c>logits</c> [1, N, V]; <c>next_h_l0</c> …; with attention <c>attention</c> [N, T], where each row looks. Row n reads
/// the source of row n.
/// </para>
/// Metadata: the cell, the biases, and normalisation, token unit and, as a JSON array, the tokens, of a translator of
/// both sides, under <c>nativernn.</c> names. Source: github.com/onnx/onnx, docs/IR.md and docs/Operators.md.
/// </remarks>
public static class OnnxModel
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const long MaxBytes = int.MaxValue; // protobuf's limit for a message

    /// <summary>Writes a model, atomically.</summary>
    /// <param name="model">The model; its dropout is left out, since the file is for use, not for training.</param>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <exception cref="NotSupportedException">
    /// The weights take 2 GB or more, which an ONNX file cannot hold, or the model learnt its initial states or has a
    /// projection, which ONNX's LSTM has not.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Export(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Options.LearnsState)
        {
            throw new NotSupportedException(
                "An ONNX graph's caller gives the initial states, so that learnt ones would be lost: keep the model file, "
                + "or train without them.");
        }
        if (model.Options is { Projection: > 0, HasPeepholes: var sees })
        {
            throw new NotSupportedException(
                $"ONNX's LSTM has no projection, so that no graph can hold the model: {(sees ? "keep the model file" : "export to safetensors")}.");
        }
        RequireRoom(model.Parameters.Count * sizeof(float));
        Write(Create(model), path);
    }

    /// <summary>Writes a translator's encoder and one step of its decoder, each file atomically.</summary>
    /// <param name="model">The model; its dropout is left out, since the files are for use, not for training.</param>
    /// <param name="encoderPath">The encoder's file to write or replace; its folder must exist.</param>
    /// <param name="decoderPath">The decoder's, likewise.</param>
    /// <exception cref="NotSupportedException">The weights take 2 GB or more, which an ONNX file cannot hold.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Export(Seq2SeqModel model, string encoderPath, string decoderPath)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireRoom(model.Parameters.Count * sizeof(float));
        Write(CreateEncoder(model), encoderPath);
        Write(CreateDecoder(model), decoderPath);
    }

    /// <summary>A language model's file as a message.</summary>
    internal static ModelProto Create(LanguageModel model) =>
        Create(new OnnxLanguageModel(model).Build(), ModelNotes.Of(model));

    /// <summary>An encoder's file as a message.</summary>
    internal static ModelProto CreateEncoder(Seq2SeqModel model) =>
        Create(new OnnxEncoder(model).Build(), ModelNotes.Of(model));

    /// <summary>A decoder's file as a message.</summary>
    internal static ModelProto CreateDecoder(Seq2SeqModel model) =>
        Create(new OnnxDecoder(model).Build(), ModelNotes.Of(model));

    private static ModelProto Create(GraphProto graph, ModelNotes notes)
    {
        var file = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "NativeRnn",
            ProducerVersion = NativeLibraryInfo.Version,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } },
        };
        foreach (var (key, value) in notes.Write())
        {
            file.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
        return file;
    }

    private static void Write(ModelProto file, string path)
    {
        RequireRoom(file.CalculateSize());
        AtomicFile.Write(path, FolderFlush.Flush, output => file.WriteTo(output));
    }

    private static void RequireRoom(long bytes)
    {
        if (bytes is < 0 or >= MaxBytes)
        {
            throw new NotSupportedException(
                "The model's weights take 2 GB or more, which one ONNX file cannot hold: export to safetensors.");
        }
    }
}
