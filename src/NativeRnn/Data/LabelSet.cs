namespace NativeRnn;

/// <summary>The labels that a model tells apart, each with its index.</summary>
/// <remarks>Immutable; may be used from many threads at once.</remarks>
public sealed class LabelSet
{
    private readonly Dictionary<string, int> _indices;

    /// <summary>Takes labels in their order.</summary>
    /// <param name="labels">At least one, none empty, none twice.</param>
    /// <exception cref="ArgumentException"><paramref name="labels"/> are not so.</exception>
    public LabelSet(IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string[] all = [.. labels];
        if (FindProblem(all) is { } problem)
        {
            throw new ArgumentException($"These are no labels: {problem}.", nameof(labels));
        }

        Labels = Array.AsReadOnly(all);
        _indices = new Dictionary<string, int>(all.Length, StringComparer.Ordinal);
        for (int index = 0; index < all.Length; index++)
        {
            _indices.Add(all[index], index);
        }
    }

    /// <summary>The labels by index.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many labels there are; at least 1.</summary>
    public int Count => Labels.Count;

    /// <summary>The label at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside.</exception>
    public string this[int index] => Labels[index];

    /// <summary>Looks a label up.</summary>
    /// <param name="label">Any text.</param>
    /// <param name="index">Its index; 0 where it is none of the labels.</param>
    /// <returns>Whether it is one of them.</returns>
    public bool TryGetIndex(string label, out int index) => _indices.TryGetValue(label, out index);

    /// <summary>The different ones among labels, by falling frequency, ties by first appearance.</summary>
    internal static LabelSet Of(IEnumerable<string> labels) => new(
        labels.GroupBy(label => label, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => group.Key));

    /// <summary>What keeps a list from being one of labels, or null.</summary>
    internal static string? FindProblem(IReadOnlyList<string> labels)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return labels.Count == 0 ? "there is none"
            : labels.Any(string.IsNullOrEmpty) ? "one is empty"
            : labels.FirstOrDefault(label => !seen.Add(label)) is { } twice ? $"\"{twice}\" is there twice"
            : null;
    }
}
