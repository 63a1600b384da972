using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>Collects the options beside --resume that say something else than the run that is resumed.</summary>
internal sealed class ResumeConflicts(ParseResult parsed)
{
    private readonly List<string> _names = [];

    /// <summary>Notes an option if it is given and differs.</summary>
    /// <param name="option">Which.</param>
    /// <param name="given">What it says; asked for only if it is given.</param>
    /// <param name="stored">What the file says.</param>
    internal void Compare<T>(Option option, Func<T> given, T stored)
    {
        if (parsed.Has(option) && !EqualityComparer<T>.Default.Equals(given(), stored))
        {
            _names.Add(option.Name);
        }
    }

    /// <summary>Notes an option, if it is given, that only a new run can have.</summary>
    internal void Refuse(Option option)
    {
        if (parsed.Has(option))
        {
            _names.Add(option.Name);
        }
    }

    /// <summary>Fails if there is any.</summary>
    internal void Throw(string file)
    {
        if (_names.Count > 0)
        {
            throw new UsageException(
                $"--resume {file} goes on with that file's run: leave {Listed()} out, or begin a new run without --resume.");
        }
    }

    private string Listed() => _names.Count == 1
        ? _names[0]
        : $"{string.Join(", ", _names[..^1])} and {_names[^1]}";
}
