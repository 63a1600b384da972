using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>A TensorChunk parsed in place: the generated parser would copy the megabytes of data.</summary>
/// <param name="Tensor">Index in the directory.</param>
/// <param name="First">Index of the first element.</param>
/// <param name="DataStart">Where the data begins in the message.</param>
/// <param name="DataSize">Bytes of data.</param>
internal readonly record struct ChunkMessage(int Tensor, long First, int DataStart, int DataSize)
{
    /// <summary>Parses the message in the first <paramref name="size"/> bytes of a buffer.</summary>
    /// <returns>The fields; without data if none is there or it is not the message's last field.</returns>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a message.</exception>
    public static ChunkMessage Parse(byte[] message, int size)
    {
        using var input = new CodedInputStream(message, 0, size);
        int tensor = 0;
        long first = 0;
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (TensorChunk.TensorFieldNumber, WireFormat.WireType.Varint):
                    tensor = input.ReadInt32();
                    break;
                case (TensorChunk.FirstFieldNumber, WireFormat.WireType.Varint):
                    first = input.ReadInt64();
                    break;
                case (TensorChunk.DataFieldNumber, WireFormat.WireType.LengthDelimited):
                    return WithData(tensor, first, input, size);
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new ChunkMessage(tensor, first, 0, 0);
    }

    private static ChunkMessage WithData(int tensor, long first, CodedInputStream input, int size)
    {
        int length = input.ReadLength();
        int start = (int)input.Position;
        return length == size - start
            ? new ChunkMessage(tensor, first, start, length)
            : new ChunkMessage(tensor, first, 0, 0);
    }
}
