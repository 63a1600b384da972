namespace NativeRnn;

/// <summary>A text, or pairs of sentences, that can be downloaded: where it is and what it has to be.</summary>
public sealed record DataSet
{
    private readonly IReadOnlyList<Uri> _addresses = [];
    private readonly IReadOnlyList<DataSetPart> _parts = [];

    /// <summary>Its short name, which is a folder's in the cache too.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Under which terms it may be used, and whom to name.</summary>
    public required string Licence { get; init; }

    /// <summary>Where it can be downloaded, the best place first; at least one.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public required IReadOnlyList<Uri> Addresses
    {
        get => _addresses;
        init => _addresses = value is { Count: > 0 }
            ? value
            : throw new ArgumentException("A data set needs at least one address.", nameof(Addresses));
    }

    /// <summary>Bytes of the download; null where they are not known beforehand.</summary>
    public long? Bytes { get; init; }

    /// <summary>
    /// What the download is checked against; null where none was published: then the SHA-256 of the first download is
    /// recorded, and later ones are checked against that.
    /// </summary>
    public DataSetChecksum? Checksum { get; init; }

    /// <summary>Its files, the one that models learn from first.</summary>
    /// <exception cref="ArgumentException">There is none, or several without an archive that holds them.</exception>
    public required IReadOnlyList<DataSetPart> Parts
    {
        get => _parts;
        init => _parts = value is { Count: 1 } || (value is { Count: > 1 } && value.All(part => part.Entry is not null))
            ? value
            : throw new ArgumentException("A data set is one file, or an archive of several.", nameof(Parts));
    }

    /// <summary>Whether the download is a zip archive.</summary>
    public bool IsArchive => Parts[0].Entry is not null;

    /// <summary>The name of the file that is downloaded.</summary>
    internal string DownloadName => Path.GetFileName(Addresses[0].LocalPath);

    /// <summary>The part of a name; the first where none is named.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists them.</exception>
    public DataSetPart Part(string? name = null) => name is null
        ? Parts[0]
        : Parts.FirstOrDefault(part => part.Name == name) ?? throw new ArgumentException(
            $"{Name} has no part '{name}'; choose {string.Join(" or ", Parts.Select(part => part.Name))}.", nameof(name));
}
