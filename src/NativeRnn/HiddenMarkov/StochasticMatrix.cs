namespace NativeRnn;

/// <summary>Distributions, one per row, with their logarithms.</summary>
internal sealed class StochasticMatrix
{
    private const double SumTolerance = 1e-6; // files and hand-written tables round

    private readonly double[] _values; // [rows, columns]
    private readonly double[] _logs; // [rows, columns]

    /// <summary>Takes rows that are right already.</summary>
    internal StochasticMatrix(double[] values, int columns)
    {
        _values = values;
        _logs = Array.ConvertAll(values, Math.Log);
        Columns = columns;
    }

    internal int Rows => _values.Length / Columns;

    internal int Columns { get; }

    internal double this[int row, int column] => _values[(row * Columns) + column];

    /// <summary>Takes a table from outside.</summary>
    /// <exception cref="ArgumentException">It has no columns, or a row is no distribution.</exception>
    internal static StochasticMatrix Of(double[,] table, string name)
    {
        int columns = table.GetLength(1);
        if (columns == 0)
        {
            throw new ArgumentException($"The {name} table must have at least one column.", name);
        }

        double[] values = new double[table.Length];
        for (int row = 0; row < table.GetLength(0); row++)
        {
            double sum = 0;
            for (int column = 0; column < columns; column++)
            {
                double value = table[row, column];
                if (!(value >= 0 && value <= 1 + SumTolerance))
                {
                    throw new ArgumentException(
                        $"Row {row} of the {name} table holds {value}; a probability must be 0 to 1.", name);
                }

                values[(row * columns) + column] = value;
                sum += value;
            }

            if (Math.Abs(sum - 1) > SumTolerance)
            {
                throw new ArgumentException($"Row {row} of the {name} table sums to {sum}; it must sum to 1.", name);
            }
        }

        return new StochasticMatrix(values, columns);
    }

    /// <summary>Rows drawn evenly from all distributions.</summary>
    internal static StochasticMatrix Draw(int rows, int columns, RandomSource random)
    {
        double[] weights = new double[rows * columns];
        foreach (ref double weight in weights.AsSpan())
        {
            weight = -Math.Log(1 - random.NextDouble()); // exponential: normalised, they are uniform on the simplex
        }

        return Normalize(weights, columns, fallback: null);
    }

    /// <summary>Rows in proportion to weights.</summary>
    /// <param name="weights">Row by row, at least 0.</param>
    /// <param name="columns">Of a row.</param>
    /// <param name="fallback">What rows of nothing but zeros become; null where there are none.</param>
    internal static StochasticMatrix Normalize(double[] weights, int columns, StochasticMatrix? fallback)
    {
        double[] values = new double[weights.Length];
        for (int row = 0; row < weights.Length / columns; row++)
        {
            double sum = 0;
            foreach (double weight in weights.AsSpan(row * columns, columns))
            {
                sum += weight;
            }

            for (int column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = sum > 0 ? weights[(row * columns) + column] / sum : fallback![row, column];
            }
        }

        return new StochasticMatrix(values, columns);
    }

    internal double Log(int row, int column) => _logs[(row * Columns) + column];

    internal double[,] ToTable()
    {
        double[,] table = new double[Rows, Columns];
        Buffer.BlockCopy(_values, 0, table, 0, sizeof(double) * _values.Length);
        return table;
    }

    /// <summary>Draws a column.</summary>
    internal int Draw(int row, RandomSource random)
    {
        double rest = random.NextDouble();
        int last = 0;
        for (int column = 0; column < Columns; column++)
        {
            if (this[row, column] > 0)
            {
                last = column;
                rest -= this[row, column];
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return last; // rounding may leave a trifle: the last possible column has it
    }
}
