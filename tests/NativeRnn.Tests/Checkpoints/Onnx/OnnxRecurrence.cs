using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn.Tests.Checkpoints.Onnx;

/// <summary>RNN, GRU and LSTM as ONNX defines them (docs/Operators.md), forward, one row and one unit at a time.</summary>
internal sealed class OnnxRecurrence
{
    private readonly NodeProto _node;
    private readonly OnnxTensor _x; // [T, N, C]
    private readonly OnnxTensor _w; // [1, G·H, C]
    private readonly OnnxTensor _r; // [1, G·H, H]
    private readonly double[] _b; // [2·G·H]
    private readonly int _hidden;

    private OnnxRecurrence(NodeProto node, OnnxTensor?[] inputs)
    {
        (_node, _x, _w, _r) = (node, inputs[0]!, inputs[1]!, inputs[2]!);
        _hidden = (int)node.Attribute.Find("hidden_size")!.I;
        _b = inputs[3]?.Values ?? new double[2 * _w.Shape[1]];
    }

    /// <summary>Y [T, 1, N, H], Y_h and for the LSTM Y_c [1, N, H].</summary>
    public static OnnxTensor[] Run(NodeProto node, OnnxTensor?[] inputs)
    {
        var layer = new OnnxRecurrence(node, inputs);
        var (steps, batch, hidden) = (layer._x.Shape[0], layer._x.Shape[1], layer._hidden);
        var sequence = OnnxTensor.Zeros(steps, 1, batch, hidden);
        OnnxTensor[] states = [.. inputs[5..].Select(state => state! with { Values = [.. state.Values] })];
        for (var n = 0; n < batch; n++)
        {
            for (var t = 0; t < (int)inputs[4]!.Values[n]; t++)
            {
                double[][] row = [.. states.Select(state => state.Values[(n * hidden)..((n + 1) * hidden)])];
                var next = layer.Step(layer._x.Values.AsSpan((t * batch + n) * layer._x.Shape[2], layer._x.Shape[2]), row);
                next[0].CopyTo(sequence.Values, (t * batch + n) * hidden);
                for (var s = 0; s < next.Length; s++)
                {
                    next[s].CopyTo(states[s].Values, n * hidden);
                }
            }
        }
        return [sequence, .. states];
    }

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
        var cell = Units(j => Logistic(gates[2][j]) * c[j] + Logistic(gates[0][j]) * Math.Tanh(gates[3][j]));
        return [Units(j => Logistic(gates[1][j]) * Math.Tanh(cell[j])), cell];
    }

    private double[] Units(Func<int, double> unit) => [.. Enumerable.Range(0, _hidden).Select(unit)];

    private double Input(int gate, int unit, double[] x) => Row(_w, gate, unit, x) + _b[gate * _hidden + unit];

    private double Recurrent(int gate, int unit, double[] h) => Row(_r, gate, unit, h) + _b[_w.Shape[1] + gate * _hidden + unit];

    private double Row(OnnxTensor weights, int gate, int unit, double[] input) =>
        input.Select((value, i) => value * weights.Values[(gate * _hidden + unit) * input.Length + i]).Sum();

    private double Activation(double value) => _node.Attribute.Find("activations")?.Strings[0].ToStringUtf8() switch
    {
        null or "Tanh" => Math.Tanh(value),
        "Relu" => Math.Max(0, value),
        var other => throw new NotSupportedException(other),
    };

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));
}
