using System.IO.Compression;

namespace NativeRnn;

/// <summary>Puts a download's parts into their places, each as a whole or not at all.</summary>
internal static class DataSetUnpacker
{
    /// <summary>Unpacks an archive, or copies the file that is no archive.</summary>
    /// <param name="set">Whose parts they are.</param>
    /// <param name="source">The download.</param>
    /// <param name="folder">Where they go; existing ones are replaced.</param>
    /// <exception cref="InvalidDataException">The file is no archive, or lacks a part.</exception>
    internal static void Unpack(DataSet set, string source, string folder)
    {
        if (!set.IsArchive)
        {
            using FileStream content = File.OpenRead(source);
            Place(content, Path.Combine(folder, set.Parts[0].FileName));
            return;
        }

        using ZipArchive archive = Open(set, source);
        foreach (DataSetPart part in set.Parts)
        {
            using Stream content = EntryOf(archive, set, part).Open();
            Place(content, Path.Combine(folder, part.FileName));
        }
    }

    private static ZipArchive Open(DataSet set, string source)
    {
        try
        {
            return ZipFile.OpenRead(source);
        }
        catch (InvalidDataException foreign)
        {
            throw new InvalidDataException($"{source} is no zip archive, which {set.Name} comes as.", foreign);
        }
    }

    // Archives of one data set differ in the folder that they put its files into.
    private static ZipArchiveEntry EntryOf(ZipArchive archive, DataSet set, DataSetPart part) =>
        archive.Entries.FirstOrDefault(entry => entry.Name == part.Entry) ?? throw new InvalidDataException(
            $"The archive of {set.Name} holds no {part.Entry}: it is another one, or of a newer edition.");

    private static void Place(Stream content, string path)
    {
        string temporary = path + ".unpacking";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            content.CopyTo(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
