using System.Text;

namespace NativeRnn.Cli;

/// <summary>Hands on what is written to it, line by line.</summary>
/// <param name="take">Receives each line without its end.</param>
internal sealed class LineWriter(Action<string> take) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            take(_line.ToString().TrimEnd('\r'));
            _line.Clear();
        }
        else
        {
            _line.Append(value);
        }
    }
}
