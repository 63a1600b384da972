using System.Globalization;

namespace NativeRnn.Benchmarks;

/// <summary>Comparisons as a table, and which targets hold.</summary>
internal static class ComparisonTable
{
    internal static void WriteHeading(TextWriter output) =>
        output.WriteLine($"{"work",-48} {"ours",9} {"bare",9} {"that is",15} {"target",8} holds");

    internal static void WriteRow(TextWriter output, Comparison row) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Name,-48} {row.Ours,9:F4} {row.Floor,9:F4} {row.Value,7:F2} {row.Unit,-7} {TargetOf(row),8} {WordFor(row.Holds)}"));

    /// <summary>One line for each target: what came furthest from it, and how many of its comparisons hold.</summary>
    internal static void WriteTargets(TextWriter output, IReadOnlyCollection<GroupResult> results)
    {
        output.WriteLine();
        output.WriteLine($"{"group",-11} {"target",16} {"worst",16} {"hold",9}  which");
        var targets = results
            .Where(result => result.Comparison.Target is not null)
            .GroupBy(result => (result.Group, result.Comparison.Target, result.Comparison.Unit));
        foreach (var target in targets)
        {
            WriteTarget(output, target.Key.Group, [.. target.Select(result => result.Comparison)]);
        }
    }

    private static void WriteTarget(TextWriter output, string group, Comparison[] rows)
    {
        var worst = rows.MaxBy(row => row.MoreIsBetter ? -row.Value : row.Value)!;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{group,-11} {TargetOf(worst),8} {worst.Unit,-7} {worst.Value,8:F2} {worst.Unit,-7} "
            + $"{rows.Count(row => row.Holds is true),3} of {rows.Length,2}  {worst.Name}"));
    }

    private static string TargetOf(Comparison row) => row.Target is { } target
        ? string.Create(CultureInfo.InvariantCulture, $"{(row.MoreIsBetter ? ">=" : "<=")} {target:0.##}")
        : "";

    private static string WordFor(bool? holds) => holds switch
    {
        true => "yes",
        false => "no",
        null => "",
    };
}
