using System.Text;

namespace NativeRnn;

/// <summary>Joins token ids into text one by one, as <see cref="TextCodec.Decode"/> does, so that it can be shown as it is made.</summary>
/// <remarks>
/// Of byte pairs, a token may end within a character: its bytes are kept back until the character is whole. One thread
/// at a time.
/// </remarks>
public sealed class TextJoiner
{
    private readonly TextCodec _codec;
    private readonly ByteJoiner? _bytes;
    private bool _first = true;

    internal TextJoiner(TextCodec codec)
    {
        _codec = codec;
        _bytes = codec.Tokenizer.CreateByteJoiner(codec.Normalization);
    }

    /// <summary>Appends what a token adds to the text; nothing where it completes no character.</summary>
    /// <param name="text">The text so far, or any part of it.</param>
    /// <param name="id">0 to the vocabulary's count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is outside.</exception>
    public void Append(StringBuilder text, int id)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_bytes is null)
        {
            _codec.AppendTo(text, id, _first);
        }
        else
        {
            _bytes.Append(text, _codec.Vocabulary[id]);
        }

        _first = false;
    }

    /// <summary>Appends what is kept back at the end of the text: U+FFFD for a part of a character.</summary>
    /// <param name="text">The text so far, or any part of it.</param>
    public void Finish(StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _bytes?.Finish(text);
    }
}
