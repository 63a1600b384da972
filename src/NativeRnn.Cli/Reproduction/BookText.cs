using System.Security.Cryptography;

namespace NativeRnn.Cli;

/// <summary>A text that the book trains on, and where it may lie.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Set">What <c>data get</c> downloads it as.</param>
/// <param name="Names">File names within the data folder, the likeliest first.</param>
internal sealed record BookText(string Title, DataSet Set, IReadOnlyList<string> Names)
{
    /// <summary>The Time Machine, as the book cuts it.</summary>
    internal static BookText TimeMachine { get; } = new(
        "The Time Machine", DataSetCatalog.TimeMachine, ["timemachine.txt", "timemachine/timemachine.txt"]);

    /// <summary>Tatoeba's English–French pairs, shortest first.</summary>
    internal static BookText Pairs { get; } = new(
        "Tatoeba's English-French pairs",
        DataSetCatalog.EnglishFrench,
        ["fra-eng/fra-eng.tsv", "fra-eng/train.tsv", "fra-eng/fra.txt", "fra-eng.tsv", "fra.txt", "train.tsv"]);

    /// <summary>Where it lies.</summary>
    /// <param name="place">
    /// The file itself, or a folder that holds it under one of its names; null for where <c>data get</c> puts it.
    /// </param>
    /// <exception cref="FileNotFoundException">It does not lie there; the message says what to do.</exception>
    internal string Find(string? place)
    {
        if (place is null)
        {
            return new DataSetStore().Find(Set) ?? throw new FileNotFoundException(
                $"This needs {Title}: 'nativernn data get {Set.Name}' downloads it, or name the folder that holds {Names[0]}, "
                + "or the file, with --data-dir.");
        }

        if (File.Exists(place))
        {
            return place;
        }

        return Names.Select(name => Path.Combine(place, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"This needs {Title}, but '{place}' holds none of {string.Join(", ", Names)}; give another --data-dir.");
    }

    /// <summary>
    /// Whether a file is the one that the published numbers come from; true where its checksum is that of an archive around it.
    /// </summary>
    internal bool IsOriginal(string path)
    {
        if (Set.IsArchive || Set.Checksum is not { Kind: ChecksumKind.Sha256 } expected)
        {
            return true;
        }

        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == expected.Hex;
    }
}
