using System.Security.Cryptography;

namespace NativeRnn.Cli;

/// <summary>A text that the book trains on, and where it may lie.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Names">File names within the data folder, the likeliest first.</param>
/// <param name="Checksum">SHA-256 of the file that the book uses; null where any selection will do.</param>
internal sealed record BookText(string Title, IReadOnlyList<string> Names, string? Checksum = null)
{
    /// <summary>The Time Machine, as the book cuts it.</summary>
    internal static BookText TimeMachine { get; } = new(
        "The Time Machine",
        ["timemachine.txt", "timemachine/timemachine.txt"],
        "8424dbd9532ac81f7e5f0b6add90e6952baea29158309d7d1bf3884f4e12c516");

    /// <summary>Tatoeba's English–French pairs, shortest first.</summary>
    internal static BookText Pairs { get; } = new(
        "Tatoeba's English-French pairs",
        ["fra-eng/fra-eng.tsv", "fra-eng/train.tsv", "fra-eng/fra.txt", "fra-eng.tsv", "fra.txt", "train.tsv"]);

    /// <summary>Where it lies.</summary>
    /// <param name="place">The file itself, or a folder that holds it under one of its names; null where none was given.</param>
    /// <exception cref="FileNotFoundException">It does not lie there; the message says what to do.</exception>
    internal string Find(string? place)
    {
        if (place is null)
        {
            throw new FileNotFoundException(
                $"This needs {Title}; give the folder that holds {Names[0]}, or the file, with --data-dir.");
        }

        if (File.Exists(place))
        {
            return place;
        }

        return Names.Select(name => Path.Combine(place, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"This needs {Title}, but '{place}' holds none of {string.Join(", ", Names)}; give another --data-dir.");
    }

    /// <summary>Whether a file is the one that the published numbers come from; true where any selection will do.</summary>
    internal bool IsOriginal(string path)
    {
        using var content = File.OpenRead(path);
        return Checksum is null || Convert.ToHexStringLower(SHA256.HashData(content)) == Checksum;
    }
}
