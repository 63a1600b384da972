using Google.Protobuf;
using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>Language models as ONNX files, for ONNX Runtime and other programs.</summary>
/// <remarks>
/// Operator set 17, IR version 8; all cells. Inputs: <c>ids</c> int64 [T, N], <c>sequence_lens</c> int32 [N] (T for
/// each row where nothing is padded), and for each layer l its state <c>state_h_l0</c>, for the LSTM
/// <c>state_c_l0</c> too, float [1, N, H], zeros to begin with. Outputs: <c>logits</c> float [T, N, V], and the states
/// behind each row's last step, <c>next_h_l0</c>, <c>next_c_l0</c>. T and N are chosen by each call. Steps behind a
/// row's length read a hidden state of zeros. Metadata: the cell, the biases, normalisation, token unit and, as a JSON
/// array, the tokens, under <c>nativernn.</c> names.
/// Source: github.com/onnx/onnx, docs/IR.md and docs/Operators.md.
/// </remarks>
public static class OnnxModel
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const long MaxBytes = int.MaxValue; // protobuf's limit for a message

    /// <summary>Writes a model, atomically.</summary>
    /// <param name="model">The model; its dropout is left out, since the file is for use, not for training.</param>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <exception cref="NotSupportedException">The weights take 2 GB or more, which an ONNX file cannot hold.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Export(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireRoom(model.Parameters.Count * sizeof(float));
        var file = Create(model);
        RequireRoom(file.CalculateSize());
        AtomicFile.Write(path, FolderFlush.Flush, output => file.WriteTo(output));
    }

    /// <summary>The file as a message.</summary>
    internal static ModelProto Create(LanguageModel model)
    {
        var file = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "NativeRnn",
            ProducerVersion = NativeLibraryInfo.Version,
            Graph = new OnnxLanguageModel(model).Build(),
            OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } },
        };
        foreach (var (key, value) in ModelNotes.Of(model).Write())
        {
            file.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
        return file;
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
