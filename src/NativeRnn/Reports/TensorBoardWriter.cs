using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using NativeRnn.Reports.Proto;

namespace NativeRnn;

/// <summary>Writes numbers of a training for TensorBoard, which shows them while they come.</summary>
/// <remarks>
/// One thread at a time. A file is a row of TFRecords, each an <c>Event</c> message. Source: TensorFlow's event.proto,
/// summary.proto and record_writer.cc.
/// </remarks>
public sealed class TensorBoardWriter : IDisposable
{
    private const string FormatVersion = "brain.Event:2";
    private const uint MaskDelta = 0xa282ead8; // TensorFlow masks checks, since checks of checks are weak
    private const int MaskRotation = 15;
    private static int _lastFile;
    private readonly FileStream _stream;
    private readonly Event _event = new() { Summary = new Summary { Value = { new Summary.Types.Value() } } };
    private readonly byte[] _head = new byte[sizeof(ulong) + sizeof(uint)];
    private byte[] _record = new byte[256];

    /// <summary>Begins a new file in a folder, beside those of earlier runs.</summary>
    /// <param name="folder">A run of TensorBoard; made where it does not exist.</param>
    /// <exception cref="IOException">The folder or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public TensorBoardWriter(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, NameAt(DateTimeOffset.UtcNow));
        _stream = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Append(new Event { WallTime = Now(), FileVersion = FormatVersion });
        Flush();
    }

    /// <summary>The file that is written.</summary>
    public string Path { get; }

    /// <summary>Adds a number.</summary>
    /// <param name="tag">Which curve it belongs to, such as <c>loss/train</c>; what stands before a slash groups curves.</param>
    /// <param name="value">The number; rounded to float32. One that is not finite is shown as such.</param>
    /// <param name="step">The optimizer step.</param>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(string tag, double value, long step)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        _event.WallTime = Now();
        _event.Step = step;
        _event.Summary.Value[0].Tag = tag;
        _event.Summary.Value[0].SimpleValue = (float)value;
        Append(_event);
    }

    /// <summary>Makes all that was written visible to TensorBoard.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Flush() => _stream.Flush();

    /// <summary>Flushes and closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>((crc &gt;&gt; 15) | (crc &lt;&lt; 17)) + a constant, modulo 2³².</summary>
    internal static uint MaskedCheck(ReadOnlySpan<byte> data) =>
        BitOperations.RotateRight(Crc32C.Compute(data), MaskRotation) + MaskDelta;

    // TensorBoard takes every file with "tfevents" in its name, and reads them in the order of their names.
    private static string NameAt(DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture,
        $"events.out.tfevents.{time.ToUnixTimeSeconds():D10}.nativernn.{Environment.ProcessId}.{Interlocked.Increment(ref _lastFile)}");

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private void Append(Event content)
    {
        int length = content.CalculateSize();
        if (_record.Length < length)
        {
            _record = new byte[2 * length];
        }

        Span<byte> record = _record.AsSpan(0, length);
        content.WriteTo(record);
        BinaryPrimitives.WriteUInt64LittleEndian(_head, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(_head.AsSpan(sizeof(ulong)), MaskedCheck(_head.AsSpan(0, sizeof(ulong))));
        _stream.Write(_head);
        _stream.Write(record);
        Span<byte> check = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(check, MaskedCheck(record));
        _stream.Write(check);
    }
}
