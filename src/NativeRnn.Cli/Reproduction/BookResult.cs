namespace NativeRnn.Cli;

/// <summary>A number that the textbook prints, and how to come to one's own.</summary>
internal sealed record BookResult
{
    /// <summary>The edition that the numbers are from; later ones train other models.</summary>
    internal const string Edition = "0.17, PyTorch";

    /// <summary>What <c>reproduce</c> calls it.</summary>
    internal required string Name { get; init; }

    /// <summary>What is trained, in a few words.</summary>
    internal required string Title { get; init; }

    /// <summary>The section of Dive into Deep Learning, <see cref="Edition"/>, that prints the number.</summary>
    internal required string Section { get; init; }

    /// <summary>How parameters are drawn there, and here.</summary>
    internal required string Initializer { get; init; }

    /// <summary>What the number is.</summary>
    internal required string LossScale { get; init; }

    /// <summary>The number that is printed there.</summary>
    internal required double Published { get; init; }

    /// <summary>The band: the result counts as reproduced up to this number.</summary>
    /// <remarks>Above the published one by what releases of the book, seeds and rounding differ by.</remarks>
    internal required double Highest { get; init; }

    /// <summary>Digits behind the point that the book prints, and one more.</summary>
    internal required int Digits { get; init; }

    /// <summary>What it is trained on; null where the program makes it.</summary>
    internal BookText? Text { get; init; }

    /// <summary>How it is trained, as options of <see cref="Command"/> or <see cref="Program"/>, without data, epochs and seed.</summary>
    internal required string Settings { get; init; }

    /// <summary>Passes over the text.</summary>
    internal required int Epochs { get; init; }

    /// <summary>The command that trains it; null where a program does, since no command trains such a model.</summary>
    internal string? Command { get; init; }

    /// <summary>What trains it instead.</summary>
    internal string Program { get; init; } = "";

    /// <summary>What to know of the result; null for nothing.</summary>
    internal string? Note { get; init; }

    /// <summary>Trains and measures.</summary>
    internal required Func<BookRun, BookFinding> Measure { get; init; }

    /// <summary>Whether a measured number is as good as the published one, within the band.</summary>
    internal bool Holds(double measured) => measured <= Highest;

    /// <summary>The settings in one line, so that others can repeat them.</summary>
    internal string Recipe => $"{Command ?? Program} {Settings} --epochs {Epochs}";
}
