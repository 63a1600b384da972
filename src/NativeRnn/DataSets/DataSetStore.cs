namespace NativeRnn;

/// <summary>The data sets on this machine: each in a folder of its own within the user's cache folder.</summary>
/// <remarks>
/// A download goes to a file <c>.part</c>, which stays where it is cut, cancelled or killed: the next one goes on
/// from there, if the server still has the same file. Only what has the right checksum becomes a data set, by a rename.
/// </remarks>
public sealed class DataSetStore
{
    /// <summary>Names a server that has the files of all data sets, by their names; it is asked before their own.</summary>
    public const string MirrorVariable = "NATIVERNN_DATA_MIRROR";

    private static readonly TimeSpan _defaultPatience = TimeSpan.FromSeconds(30);
    private readonly TimeSpan _patience = _defaultPatience;

    /// <summary>A store in a folder.</summary>
    /// <param name="folder">
    /// Made when something is put into it. Default null: <c>data</c> in the folder that NATIVERNN_CACHE_DIR names, or else
    /// in the user's: <c>%LOCALAPPDATA%\nativernn\cache</c>, <c>~/Library/Caches/nativernn</c>,
    /// <c>$XDG_CACHE_HOME/nativernn</c> or <c>~/.cache/nativernn</c>.
    /// </param>
    /// <exception cref="IOException">No environment variable says where the user's files are.</exception>
    public DataSetStore(string? folder = null)
    {
        Folder = Path.GetFullPath(folder ?? Path.Combine(UserCacheFolder.Path, "data"));
    }

    /// <summary>Where the data sets are, each in a folder of its name.</summary>
    public string Folder { get; }

    /// <summary>
    /// A server to ask first, by the names of the files: <c>http://host/folder/</c>; default: what
    /// <see cref="MirrorVariable"/> says.
    /// </summary>
    public Uri? Mirror { get; init; } = MirrorOfEnvironment();

    /// <summary>How long a server may stay silent; 30 seconds by default, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public TimeSpan Patience
    {
        get => _patience;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Patience));
            _patience = value;
        }
    }

    /// <summary>Where a data set's file is, or null where it has not been downloaded.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="part">Such as <c>valid</c>; default null: what models learn from.</param>
    /// <exception cref="ArgumentException">The data set has no such part.</exception>
    public string? Find(DataSet set, string? part = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        string path = Path.Combine(FolderOf(set), set.Part(part).FileName);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Downloads a data set that is not here yet, or the rest of it.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="progress">Told of the bytes that are here.</param>
    /// <param name="cancellation">Stops it; what has come stays for the next attempt.</param>
    /// <returns>The path of its first part.</returns>
    /// <exception cref="IOException">
    /// There is no network, no server has the file, the connection broke, or the disk is full; what has come stays.
    /// </exception>
    /// <exception cref="InvalidDataException">The file is not the one that it should be; it is deleted.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<string> DownloadAsync(
        DataSet set, IProgress<DataSetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (IsHere(set))
        {
            return Find(set)!;
        }

        string path = Path.Combine(Directory.CreateDirectory(FolderOf(set)).FullName, set.DownloadName + ".part");
        using (var file = new PartialFile(path))
        {
            using var client = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = Patience });
            await new DataSetDownload(set, client, Patience)
                .RunAsync(AddressesOf(set), file, progress, cancellation).ConfigureAwait(false);
        }

        try
        {
            Accept(set, path, "download");
        }
        catch (InvalidDataException)
        {
            PartialFile.Delete(path);
            throw;
        }

        PartialFile.Delete(path);
        return Find(set)!;
    }

    /// <summary>Takes a data set from a file that was got elsewhere.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="file">The file as its address serves it: the archive, where it is one. It stays as it is.</param>
    /// <returns>The path of the data set's first part.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It has another checksum, or is not the archive that it should be.</exception>
    public string Place(DataSet set, string file)
    {
        ArgumentNullException.ThrowIfNull(set);
        Utf8File.RequireFile(file);
        Directory.CreateDirectory(FolderOf(set));
        Accept(set, file, "file");
        return Find(set)!;
    }

    /// <summary>The SHA-256 of the download that a data set without a published checksum was first made of; null for none.</summary>
    internal DataSetChecksum? RecordedOf(DataSet set)
    {
        string record = RecordPathOf(set);
        return File.Exists(record)
            ? new DataSetChecksum(ChecksumKind.Sha256, File.ReadAllText(record).Split(' ')[0])
            : null;
    }

    private static Uri? MirrorOfEnvironment() =>
        Environment.GetEnvironmentVariable(MirrorVariable) is { Length: > 0 } value
            ? Uri.TryCreate(value.TrimEnd('/') + "/", UriKind.Absolute, out Uri? mirror) && mirror.Scheme.StartsWith("http", StringComparison.Ordinal)
                ? mirror
                : throw new IOException($"{MirrorVariable} is '{value}', not an address such as http://host/folder.")
            : null;

    private bool IsHere(DataSet set) => set.Parts.All(part => Find(set, part.Name) is not null);

    private IReadOnlyList<Uri> AddressesOf(DataSet set) =>
        Mirror is null ? set.Addresses : [new Uri(Mirror, set.DownloadName), .. set.Addresses];

    private string FolderOf(DataSet set) => Path.Combine(Folder, set.Name);

    private string RecordPathOf(DataSet set) => Path.Combine(FolderOf(set), set.DownloadName + ".sha256");

    private void Accept(DataSet set, string file, string what)
    {
        DataSetChecksum? expected = set.Checksum ?? RecordedOf(set);
        DataSetChecksum actual = DataSetChecksum.Of(expected?.Kind ?? ChecksumKind.Sha256, file);
        if (expected is not null && actual != expected)
        {
            throw Mismatch(set, what, actual, expected);
        }

        DataSetUnpacker.Unpack(set, file, FolderOf(set));
        if (expected is null)
        {
            File.WriteAllText(RecordPathOf(set), $"{actual.Hex}  {set.DownloadName}\n"); // as sha256sum writes it
        }
    }

    private InvalidDataException Mismatch(DataSet set, string what, DataSetChecksum actual, DataSetChecksum expected) => new(
        set.Checksum is not null
            ? $"The {what} is not {set.Name}: its checksum is {actual}, not {expected}; it is damaged or another edition."
            : $"The {what} is not the {set.Name} of the first download: its checksum is {actual}, not {expected}; delete "
                + $"{RecordPathOf(set)} to take it nevertheless.");
}
