using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn.Tests.Checkpoints.Onnx;

/// <summary>RNN, GRU and LSTM as ONNX defines them (docs/Operators.md), forward, one row and one unit at a time.</summary>
internal sealed class OnnxRecurrence
{
    private readonly NodeProto _node;
    private readonly OnnxTensor _x; // [T, N, C]
    private readonly double[] _w; // [G·H, C]
    private readonly double[] _r; // [G·H, H]
    private readonly double[] _b; // [2·G·H]
    private readonly double[] _p; // [3·H], of the LSTM's gates i, o, f
    private readonly int _hidden;

    private OnnxRecurrence(NodeProto node, OnnxTensor?[] inputs, int direction)
    {
        (_node, _x) = (node, inputs[0]!);
        _hidden = (int)node.Attribute.Find("hidden_size")!.I;
        _w = Part(inputs[1]!, direction);
        _r = Part(inputs[2]!, direction);
        _p = inputs.Length > 7 ? Part(inputs[7]!, direction) : new double[3 * _hidden];
        _b = inputs[3] is { } biases ? Part(biases, direction) : new double[2 * inputs[1]!.Shape[1]];
    }

    private int Width => _b.Length / 2;

    /// <summary>Y [T, D, N, H], Y_h and for the LSTM Y_c [D, N, H].</summary>
    public static OnnxTensor[] Run(NodeProto node, OnnxTensor?[] inputs)
    {
        var (steps, batch, hidden) = (inputs[0]!.Shape[0], inputs[0]!.Shape[1], (int)node.Attribute.Find("hidden_size")!.I);
        var directions = node.Attribute.Find("direction")?.S.ToStringUtf8() switch
        {
            null => 1,
            "bidirectional" => 2,
            var other => throw new NotSupportedException(other),
        };
        var sequence = OnnxTensor.Zeros(steps, directions, batch, hidden);
        OnnxTensor[] states = [.. Enumerable.Range(5, node.OpType == "LSTM" ? 2 : 1).Select(i => inputs.Length > i && inputs[i] is not null
            ? inputs[i]! with { Values = [.. inputs[i]!.Values] }
            : OnnxTensor.Zeros(directions, batch, hidden))];
        for (var d = 0; d < directions; d++)
        {
            var layer = new OnnxRecurrence(node, inputs, d);
            for (var n = 0; n < batch; n++)
            {
                var valid = inputs[4] is { } lengths ? (int)lengths.Values[n] : steps;
                layer.RunRow(d, n, valid, sequence, states);
            }
        }
        return [sequence, .. states];
    }

    private void RunRow(int direction, int row, int steps, OnnxTensor sequence, OnnxTensor[] states)
    {
        var (batch, inputs) = (_x.Shape[1], _x.Shape[2]);
        var place = (direction * batch + row) * _hidden;
        for (var i = 0; i < steps; i++)
        {
            var t = direction == 0 ? i : steps - 1 - i;
            double[][] before = [.. states.Select(state => state.Values[place..(place + _hidden)])];
            var next = Step(_x.Values.AsSpan((t * batch + row) * inputs, inputs), before);
            next[0].CopyTo(sequence.Values, ((t * sequence.Shape[1] + direction) * batch + row) * _hidden);
            for (var s = 0; s < next.Length; s++)
            {
                next[s].CopyTo(states[s].Values, place);
            }
        }
    }

    private static double[] Part(OnnxTensor whole, int direction) =>
        [.. whole.Values.Chunk(whole.Values.Length / whole.Shape[0]).ElementAt(direction)];

    private double[][] Step(ReadOnlySpan<double> x, double[][] state)
    {
        var xs = x.ToArray();
        return _node.OpType switch
        {
            "RNN" => [Units(j => Activation(Input(0, j, xs) + Recurrent(0, j, state[0])))],
            "GRU" => [Gru(xs, state[0])],
            _ => Lstm(xs, state[0], state[1]),
        };
    }

    private double[] Gru(double[] x, double[] h)
    {
        var z = Units(j => Logistic(Input(0, j, x) + Recurrent(0, j, h)));
        var r = Units(j => Logistic(Input(1, j, x) + Recurrent(1, j, h)));
        double[] reset = [.. h.Zip(r, (a, b) => a * b)];
        var after = _node.Attribute.Find("linear_before_reset")?.I == 1;
        var candidate = Units(j => Math.Tanh(
            Input(2, j, x) + (after ? r[j] * Recurrent(2, j, h) : Recurrent(2, j, reset))));
        return Units(j => (1 - z[j]) * candidate[j] + z[j] * h[j]);
    }

    private double[][] Lstm(double[] x, double[] h, double[] c)
    {
        var gates = Enumerable.Range(0, 4).Select(g => Units(j => Input(g, j, x) + Recurrent(g, j, h))).ToArray(); // i, o, f, c
        var cell = Units(j => Logistic(gates[2][j] + Peep(2, j, c)) * c[j] + Logistic(gates[0][j] + Peep(0, j, c)) * Math.Tanh(gates[3][j]));
        return [Units(j => Logistic(gates[1][j] + Peep(1, j, cell)) * Math.Tanh(cell[j])), cell];
    }

    private double Peep(int gate, int unit, double[] c) => _p[gate * _hidden + unit] * c[unit];

    private double[] Units(Func<int, double> unit) => [.. Enumerable.Range(0, _hidden).Select(unit)];

    private double Input(int gate, int unit, double[] x) => Row(_w, gate, unit, x) + _b[gate * _hidden + unit];

    private double Recurrent(int gate, int unit, double[] h) => Row(_r, gate, unit, h) + _b[Width + gate * _hidden + unit];

    private double Row(double[] weights, int gate, int unit, double[] input) =>
        input.Select((value, i) => value * weights[(gate * _hidden + unit) * input.Length + i]).Sum();

    private double Activation(double value) => _node.Attribute.Find("activations")?.Strings[0].ToStringUtf8() switch
    {
        null or "Tanh" => Math.Tanh(value),
        "Relu" => Math.Max(0, value),
        var other => throw new NotSupportedException(other),
    };

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));
}
