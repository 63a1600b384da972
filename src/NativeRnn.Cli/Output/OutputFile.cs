using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>Finds out before long work whether its result can be saved.</summary>
internal static class OutputFile
{
    // That of files being saved: the next save to the path removes what a killed process leaves of them.
    private const string ProbeSuffix = ".saving";

    /// <summary>Fails unless a file of a size can be written at a path.</summary>
    /// <param name="path">Where the result will go; an existing file stays as it is.</param>
    /// <param name="bytes">How large it will be, about.</param>
    /// <param name="option">The option that names the path.</param>
    /// <exception cref="IOException">The folder is missing or full, or the path is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    internal static void RequireRoom(string path, long bytes = 0, string option = "--out")
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || Directory.Exists(path) || Path.GetFileName(path).Length == 0)
        {
            throw new IOException($"{path} is a folder; choose a file name for {option}.");
        }

        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"The folder {folder} does not exist; create it or choose another {option}.");
        }

        Probe(path, folder, bytes, option);
    }

    /// <summary>Fails unless a run can be saved where it is to be; nothing is checked where it is not saved.</summary>
    internal static void RequireRoom(CheckpointOptions? saving, long bytes = 0)
    {
        if (saving is not null)
        {
            RequireRoom(saving.Path, bytes);
        }
    }

    /// <summary>Fails where the result would replace the file that it is made of.</summary>
    internal static void RequireOther(string path, string source)
    {
        if (Path.GetFullPath(path) == Path.GetFullPath(source))
        {
            throw new UsageException($"--out is the file that is read; choose another name than {path}.");
        }
    }

    /// <summary>Fails where a run would be saved over a file that it reads.</summary>
    /// <param name="saving">Null where nothing is saved.</param>
    /// <param name="source">Null where none is read.</param>
    internal static void RequireOther(CheckpointOptions? saving, string? source)
    {
        if (saving is not null && source is not null)
        {
            RequireOther(saving.Path, source);
        }
    }

    private static void Probe(string path, string folder, long bytes, string option)
    {
        var probe = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}{ProbeSuffix}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = bytes,
        };
        try
        {
            new FileStream(probe, options).Dispose();
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new UnauthorizedAccessException(
                $"{path} cannot be written: permission denied; change its folder's rights or choose another {option}.",
                denied);
        }
        catch (IOException failure)
        {
            throw new IOException($"{path} cannot be written: {Reason(failure, bytes, option)}", failure);
        }
    }

    // The message of .NET names the probe, which is nothing that the user knows of.
    private static string Reason(IOException failure, long bytes, string option) => bytes > 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"its disk has no room for {bytes:N0} bytes; free some space or choose another {option}.")
        : $"{failure.Message.TrimEnd('.')}; choose another {option}.";
}
