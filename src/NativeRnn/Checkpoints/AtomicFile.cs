namespace NativeRnn;

/// <summary>Writes a file so that, whatever happens, its path holds the old content or the whole new one.</summary>
/// <remarks>
/// The content goes to a temporary file in the same folder, is flushed to disk and renamed over the path; then
/// the folder is flushed. A failure deletes the temporary file. What a killed process leaves behind, the next
/// write to the same path removes.
/// </remarks>
internal static class AtomicFile
{
    private const string TemporarySuffix = ".saving";
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file; a link is followed.</param>
    /// <param name="flushFolder">Makes the rename itself durable; null where nothing can (tests).</param>
    /// <param name="write">Writes the content; whatever it throws comes out of here.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The path is a folder or device, the disk is full or fails.</exception>
    public static void Write(string path, Action<string>? flushFolder, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Resolve(path);
        string folder = Path.GetDirectoryName(target)!;
        CheckTarget(path, target, folder);
        try
        {
            Replace(target, folder, write);
            flushFolder?.Invoke(folder);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new UnauthorizedAccessException(
                $"{path} cannot be written: permission denied; change its folder's rights or choose another --out.",
                denied);
        }
        catch (IOException full) when (IsDiskFull(full))
        {
            throw new IOException(
                $"The disk is full: {path} was not saved; free some space or choose another --out.", full);
        }
    }

    private static string Resolve(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static void CheckTarget(string path, string target, string? folder)
    {
        if (folder is null || Directory.Exists(target) || Path.GetFileName(target).Length == 0)
        {
            throw new IOException($"{path} is a folder; choose a file name for --out.");
        }

        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"The folder {folder} does not exist; create it or choose another --out.");
        }

        // A rename would replace the device itself.
        if (!OperatingSystem.IsWindows() && folder == "/dev")
        {
            throw new IOException($"{path} is a device, not a file; choose another --out.");
        }
    }

    private static void Replace(string target, string folder, Action<Stream> write)
    {
        RemoveLeftovers(target, folder);
        string prefix = TemporaryPrefix(target);
        string temporary = Path.Combine(folder, prefix + Path.GetRandomFileName() + TemporarySuffix);
        try
        {
            using (var stream = new FileStream(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static string TemporaryPrefix(string target) => $".{Path.GetFileName(target)}.";

    private static void RemoveLeftovers(string target, string folder)
    {
        string prefix = TemporaryPrefix(target);
        var everyFile = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        foreach (string path in Directory.EnumerateFiles(folder, "*", everyFile))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && name.EndsWith(TemporarySuffix, StringComparison.Ordinal)
                && !IsBeingWritten(path))
            {
                TryDelete(path);
            }
        }
    }

    // A live writer holds the file for itself alone (FileShare.None).
    private static bool IsBeingWritten(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    // The failure that led here says more than one in cleaning up would.
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static bool IsDiskFull(IOException failure)
    {
        const int LinuxNoSpace = 28; // ENOSPC, on macOS too
        const int LinuxQuota = 122; // EDQUOT
        const int MacQuota = 69; // EDQUOT
        const int WindowsHandleDiskFull = 39; // ERROR_HANDLE_DISK_FULL
        const int WindowsDiskFull = 112; // ERROR_DISK_FULL
        int code = failure.HResult & 0xFFFF;
        return OperatingSystem.IsWindows() ? code is WindowsHandleDiskFull or WindowsDiskFull
            : OperatingSystem.IsMacOS() ? code is LinuxNoSpace or MacQuota
            : code is LinuxNoSpace or LinuxQuota;
    }
}
