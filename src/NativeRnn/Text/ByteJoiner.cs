using System.Text;

namespace NativeRnn;

/// <summary>Joins tokens that are bytes into text, and keeps the bytes of a character back until it is whole.</summary>
internal sealed class ByteJoiner(BytePairSpaces spaces, Normalization normalization, bool isLineStart)
{
    private readonly ByteAlphabet _alphabet = ByteAlphabet.For(spaces);
    private readonly System.Text.Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] _bytes = new byte[BytePairCode.MaxTokenBytes];
    private readonly char[] _chars = new char[BytePairCode.MaxTokenBytes + 4]; // and what was kept back
    private bool _isLineStart = isLineStart;
    private bool _hasSpace; // that a character is to follow which no space was put before

    /// <summary>Appends what a token completes.</summary>
    internal void Append(StringBuilder text, string token)
    {
        int count = 0;
        foreach (char shown in token)
        {
            if (count == _bytes.Length)
            {
                Decode(text, _bytes, flush: false);
                count = 0;
            }

            count += _alphabet.TryGetByte(shown, out _bytes[count]) ? 1 : 0;
        }

        Decode(text, _bytes.AsSpan(0, count), flush: false);
    }

    /// <summary>Appends what is kept back: U+FFFD for part of a character.</summary>
    internal void Finish(StringBuilder text)
    {
        Decode(text, [], flush: true);
        text.Append(_hasSpace ? " " : "");
        _hasSpace = false;
    }

    private void Decode(StringBuilder text, ReadOnlySpan<byte> bytes, bool flush)
    {
        int count = _decoder.GetChars(bytes, _chars, flush);
        foreach (char character in _chars.AsSpan(0, count))
        {
            Append(text, character);
        }
    }

    private void Append(StringBuilder text, char character)
    {
        bool isFirstSpace = spaces == BytePairSpaces.SentencePiece && _isLineStart && character == ' ';
        _isLineStart = character == '\n';
        if (isFirstSpace)
        {
            return;
        }

        if (normalization != Normalization.Separated)
        {
            text.Append(character);
            return;
        }

        text.Append(_hasSpace && !TextNormalizer.IsSeparated(character) ? " " : "");
        _hasSpace = character == ' ';
        text.Append(_hasSpace ? "" : character.ToString());
    }
}
