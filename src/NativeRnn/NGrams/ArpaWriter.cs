using System.Globalization;
using System.Text;

namespace NativeRnn;

/// <summary>Writes back-off models as ARPA files.</summary>
internal static class ArpaWriter
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static void Write(BackoffModel model, string path)
    {
        if (model.Codec.Unit is not (TokenUnit.Char or TokenUnit.Word))
        {
            throw new NotSupportedException(
                "An ARPA file has no place for how this model's text is cut into tokens; train it on characters or words.");
        }

        AtomicFile.Write(path, FolderFlush.Flush, output =>
        {
            using var writer = new StreamWriter(output, _utf8, 1 << 16, leaveOpen: true) { NewLine = "\n" };
            Write(model, writer);
        });
    }

    private static void Write(BackoffModel model, TextWriter writer)
    {
        WriteHeader(model, writer);
        string[] tokens = [.. model.Vocabulary.Tokens.Select(ArpaText.Escape)];
        for (int level = 1; level <= model.Order; level++)
        {
            writer.WriteLine();
            writer.WriteLine(ArpaText.MarkOf(level));
            WriteLevel(model, level, tokens, writer);
        }

        writer.WriteLine();
        writer.WriteLine(ArpaText.EndMark);
    }

    private static void WriteHeader(BackoffModel model, TextWriter writer)
    {
#pragma warning disable CA1308 // the words of the command line
        string unit = model.Codec.Unit.ToString().ToLowerInvariant();
        string normalization = model.Codec.Normalization.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        writer.WriteLine($"{ArpaText.Signature} tokens={unit} normalize={normalization}");
        writer.WriteLine();
        writer.WriteLine(ArpaText.DataMark);
        for (int level = 1; level <= model.Order; level++)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ngram {level}={model.CountOf(level)}"));
        }
    }

    private static void WriteLevel(BackoffModel model, int level, string[] tokens, TextWriter writer) =>
        model.Trie.Visit(level, (node, ngram) =>
        {
            WriteNumber(writer, model.ProbabilityOf(level, node));
            char separator = '\t';
            foreach (int token in ngram)
            {
                writer.Write(separator);
                writer.Write(tokens[token]);
                separator = ' ';
            }

            double backoff = model.BackoffOf(level, node);
            if (backoff != 0)
            {
                writer.Write('\t');
                WriteNumber(writer, backoff);
            }

            writer.WriteLine();
        });

    // As many digits as bring the same number back.
    private static void WriteNumber(TextWriter writer, double value)
    {
        Span<char> digits = stackalloc char[32];
        double written = double.IsNegativeInfinity(value) ? ArpaText.LogZero : value;
        written.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        writer.Write(digits[..length]);
    }
}
