namespace NativeRnn.Cli;

/// <summary>Where the hypotheses of a beam stand: a column for each step, the likeliest on top.</summary>
internal sealed class BeamLayout
{
    internal const double NodeHeight = 40;
    private const double Margin = 4; // half of the thickest line, and some
    private const double RowHeight = NodeHeight + 14;
    private const double ColumnGap = 34;
    private const double CharacterWidth = 7.5; // of a font of 13 pixels, about
    private const double Padding = 10; // left and right of a text
    private readonly List<Box> _boxes = [];

    /// <summary>Lays a trace out.</summary>
    /// <param name="trace">Parents before their children, the steps rising.</param>
    /// <param name="charactersOf">How many characters the longest line in a box has.</param>
    internal BeamLayout(IReadOnlyList<SearchNode> trace, Func<SearchNode, int> charactersOf)
    {
        var x = Margin;
        foreach (var column in trace.GroupBy(node => node.Step))
        {
            var width = column.Max(charactersOf) * CharacterWidth + 2 * Padding;
            var y = Margin;
            foreach (var _ in column)
            {
                _boxes.Add(new Box(x, y, width));
                Height = Math.Max(Height, y + NodeHeight + Margin);
                y += RowHeight;
            }

            Width = x + width + Margin;
            x += width + ColumnGap;
        }
    }

    internal double Width { get; private set; }

    internal double Height { get; private set; }

    /// <summary>Where a node of the trace stands.</summary>
    internal Box this[int node] => _boxes[node];

    internal readonly record struct Box(double X, double Y, double Width)
    {
        internal double Right => X + Width;

        internal double Middle => Y + NodeHeight / 2;
    }
}
