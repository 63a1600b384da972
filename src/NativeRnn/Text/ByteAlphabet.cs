namespace NativeRnn;

/// <summary>Writes each byte as one visible character, so that any bytes can be a token of a vocabulary.</summary>
/// <remarks>
/// Printable Latin-1 characters stand for their own byte, U+0100 and those behind it for the others in order, as GPT-2
/// has it (Radford et al. 2019, bytes_to_unicode); with SentencePiece's spaces, U+2581 stands for the space.
/// </remarks>
internal sealed class ByteAlphabet
{
    /// <summary>How many bytes there are.</summary>
    internal const int Count = 256;

    private const char FirstStandIn = '\u0100';
    private const char MetaSpace = '\u2581';
    private static readonly ByteAlphabet _gpt2 = new(' ', (char)(FirstStandIn + ' '));
    private static readonly ByteAlphabet _sentencePiece = new(' ', MetaSpace);

    private readonly char[] _chars = new char[Count]; // by byte
    private readonly int[] _numbers = new int[Count]; // by byte
    private readonly string[] _tokens = new string[Count]; // by number
    private readonly Dictionary<char, byte> _bytes = [];

    private ByteAlphabet(char space, char spaceShown)
    {
        int standIns = 0;
        for (int value = 0; value < Count; value++)
        {
            _chars[value] = IsShown(value) ? (char)value : (char)(FirstStandIn + standIns++);
        }

        _numbers = Numbers(_chars);
        _chars[space] = spaceShown;
        for (int value = 0; value < Count; value++)
        {
            _bytes.Add(_chars[value], (byte)value);
            _tokens[_numbers[value]] = _chars[value].ToString();
        }
    }

    /// <summary>One token per byte, in the order of GPT-2's characters.</summary>
    internal IReadOnlyList<string> Tokens => _tokens;

    internal static ByteAlphabet For(BytePairSpaces spaces) =>
        spaces == BytePairSpaces.SentencePiece ? _sentencePiece : _gpt2;

    /// <summary>The index of a byte's token in <see cref="Tokens"/>.</summary>
    internal int NumberOf(byte value) => _numbers[value];

    internal bool TryGetByte(char shown, out byte value) => _bytes.TryGetValue(shown, out value);

    private static bool IsShown(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

    private static int[] Numbers(char[] chars)
    {
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(value => chars[value])];
        int[] numbers = new int[Count];
        for (int number = 0; number < Count; number++)
        {
            numbers[order[number]] = number;
        }

        return numbers;
    }
}
