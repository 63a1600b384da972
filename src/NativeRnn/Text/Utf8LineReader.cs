using System.Text;
using System.Text.Unicode;

namespace NativeRnn;

/// <summary>Reads UTF-8 text line by line, strictly: what is not UTF-8 is an error that says where.</summary>
internal sealed class Utf8LineReader : IDisposable
{
    /// <summary>The longest line, in bytes: a file without line ends must not fill the memory.</summary>
    internal const int MaxLineBytes = 1 << 24;

    private const int FirstBufferBytes = 1 << 16;

    private readonly string _name;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start; // of what is not handed out yet
    private int _end; // of what is read
    private long _bufferOffset; // of the buffer's first byte in the file

    internal Utf8LineReader(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan), $"the file '{path}'")
    {
    }

    /// <param name="stream">Disposed with the reader.</param>
    /// <param name="name">What the messages of errors call it.</param>
    internal Utf8LineReader(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>The number of the line handed out last, from 1; 0 before the first.</summary>
    internal long LineNumber { get; private set; }

    public void Dispose() => _stream.Dispose();

    /// <summary>Reads the next line, without its LF or CR LF and without a byte order mark.</summary>
    /// <returns>False at the end of the file; nothing behind the last LF makes no line.</returns>
    /// <exception cref="InvalidDataException">The line is not UTF-8, or too long for a line of text.</exception>
    internal bool TryRead(out string line)
    {
        int length = FindLineEnd();
        if (length < 0)
        {
            line = "";
            return false;
        }

        LineNumber++;
        line = Decode(_buffer.AsSpan(_start, length));
        _start = Math.Min(_start + length + 1, _end);
        return true;
    }

    private int FindLineEnd()
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return searched + found;
            }

            searched = _end - _start;
            if (!Fill())
            {
                return searched == 0 ? -1 : searched;
            }
        }
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _bufferOffset += _start;
        (_start, _end) = (0, _end - _start);
        if (_end > MaxLineBytes)
        {
            throw new InvalidDataException(
                $"Line {LineNumber + 1} of {_name} is longer than {MaxLineBytes >> 20} MiB; "
                + "give a text with one sentence on a line.");
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            int invalid = Utf8File.FirstInvalid(bytes);
            throw Utf8File.Invalid(_name, _bufferOffset + _start + invalid, bytes[invalid], LineNumber);
        }

        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        bytes = LineNumber == 1 && bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
        return Encoding.UTF8.GetString(bytes.EndsWith("\r"u8) ? bytes[..^1] : bytes);
    }
}
