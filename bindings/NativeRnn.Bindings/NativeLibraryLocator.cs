using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace NativeRnn.Bindings;

/// <summary>Finds and loads a native library, and says what was wrong where it cannot.</summary>
/// <remarks>Usable from any thread.</remarks>
internal sealed class NativeLibraryLocator(NativeLibraryDescription wanted)
{
    private readonly Lock _search = new();
    private readonly List<NativeLibraryAttempt> _attempts = [];
    private nint _handle;

    /// <summary>What is looked for.</summary>
    internal NativeLibraryDescription Wanted => wanted;

    /// <summary>Every place that the last search looked at, in order; the last one was taken if the search succeeded.</summary>
    internal IReadOnlyList<NativeLibraryAttempt> Attempts
    {
        get
        {
            lock (_search)
            {
                return [.. _attempts];
            }
        }
    }

    /// <summary>The library, loaded by the first call that finds one that fits.</summary>
    /// <param name="assembly">The one that calls it.</param>
    /// <param name="searchPath">What its P/Invoke says about the system's own search.</param>
    /// <exception cref="DllNotFoundException">No place has one that fits; the message has the reason for each.</exception>
    internal nint Load(Assembly assembly, DllImportSearchPath? searchPath)
    {
        lock (_search)
        {
            if (_handle == 0)
            {
                _attempts.Clear();
                _handle = Environment.GetEnvironmentVariable(wanted.PathVariable) is { Length: > 0 } given
                    ? FindGiven(given)
                    : FindAnywhere(assembly, searchPath);
            }

            return _handle;
        }
    }

    // Another file than the one that was asked for would be worse than none.
    private nint FindGiven(string given)
    {
        var path = Path.GetFullPath(Directory.Exists(given) ? Path.Combine(given, wanted.FileName) : given);
        return TryFile(path, out var handle)
            ? handle
            : throw new DllNotFoundException(
                $"The native library that {wanted.PathVariable} names cannot be loaded.{Lines()}" +
                $"\nSet {wanted.PathVariable} to one that works, or to nothing to search the usual places.");
    }

    private nint FindAnywhere(Assembly assembly, DllImportSearchPath? searchPath)
    {
        foreach (var path in NativeLibraryPlaces.Of(assembly, wanted.FileName))
        {
            if (TryFile(path, out var found))
            {
                return found;
            }
        }

        return TryHost(assembly, searchPath, out var handle)
            ? handle
            : throw new DllNotFoundException(
                $"The native library {wanted.FileName} cannot be loaded.{Lines()}\n{wanted.Remedy}");
    }

    // Where a single-file program was unpacked to, load contexts of plugins, then the system. .NET looks in the usual
    // places again on its way, and a file that was cut off would end the process: so only where none of them has a file.
    // The bare name: of a path, the system would look for it in the current folder too.
    private bool TryHost(Assembly assembly, DllImportSearchPath? searchPath, out nint handle)
    {
        handle = 0;
        if (_attempts.Exists(attempt => File.Exists(attempt.Place)) ||
            !TryLoad(".NET's own search", () => NativeLibrary.Load(wanted.FileName, assembly, searchPath), out handle))
        {
            return false;
        }

        _attempts[^1] = new(PathOfLoaded(), null);
        return true;
    }

    private string Lines() => string.Concat(_attempts.Select(attempt => $"\n  {attempt}"));

    private bool TryFile(string path, out nint handle)
    {
        handle = 0;
        if (NativeFileHeader.ProblemOf(path) is not { } problem)
        {
            return TryLoad(path, () => NativeLibrary.Load(path), out handle);
        }

        _attempts.Add(new(path, problem));
        return false;
    }

    private bool TryLoad(string place, Func<nint> load, out nint handle)
    {
        var problem = ProblemOfLoading(load, out handle);
        _attempts.Add(new(place, problem));
        return problem is null;
    }

    private string? ProblemOfLoading(Func<nint> load, out nint handle)
    {
        handle = 0;
        try
        {
            handle = load();
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException or FileLoadException)
        {
            return LoadersOwnWords(failure.Message);
        }

        if (AbiProblem(handle) is not { } problem)
        {
            return null;
        }

        NativeLibrary.Free(handle);
        handle = 0;
        return problem;
    }

    private unsafe string? AbiProblem(nint handle)
    {
        if (!NativeLibrary.TryGetExport(handle, wanted.AbiFunction, out var function))
        {
            return $"another library: it has no function {wanted.AbiFunction}";
        }

        var found = ((delegate* unmanaged[Cdecl]<uint>)function)();
        return found == wanted.AbiVersion
            ? null
            : $"{(found < wanted.AbiVersion ? "an older" : "a newer")} release: its ABI version is {found}, " +
              $"{wanted.AbiVersion} is needed";
    }

    // On Unix .NET puts a line of general advice before what the loader said of each name that it tried.
    private string LoadersOwnWords(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var words = lines.Skip(lines.Length > 1 ? 1 : 0).Where(line => !SaysOnlyThatItIsAbsent(line)).Distinct();
        return string.Join("; ", words) is { Length: > 0 } said ? said : "no such file";
    }

    private bool SaysOnlyThatItIsAbsent(string line) =>
        line.EndsWith("No such file or directory", StringComparison.Ordinal) &&
        line.Split(':')[0].Contains(wanted.Name, StringComparison.Ordinal);

    private string PathOfLoaded()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().FirstOrDefault(module => module.ModuleName == wanted.FileName)?.FileName
            ?? wanted.FileName;
    }
}
