namespace NativeRnn;

/// <summary>Opens a file for reading, with errors that say what to do.</summary>
internal static class InputFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a file that a writer may meanwhile replace.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">The path is a folder, or nothing that has a length.</exception>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new CheckpointException($"{path} is a folder, not a model file.");
        }

        FileStream stream = OpenExisting(path);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new CheckpointException($"{path} is a device or pipe, not a model file.");
    }

    private static FileStream OpenExisting(string path)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException(
                $"The file {path} does not exist; check its name and folder.", path, missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new UnauthorizedAccessException(
                $"The file {path} cannot be read: permission denied; change its permissions.", denied);
        }
    }
}
