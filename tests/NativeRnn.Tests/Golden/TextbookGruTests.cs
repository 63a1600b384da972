using NUnit.Framework;

namespace NativeRnn.Tests.Golden;

/// <summary>The textbook's GRU, reset gate before the product, against its equations in PyTorch.</summary>
[Category("Numerics")]
internal sealed class TextbookGruTests
{
    private static readonly string[] _gates = ["z", "r", "h"]; // our order: update, reset, candidate

    [Test]
    public void Outputs_states_and_all_gradients_agree()
    {
        var golden = GoldenCase.Read("gru_reset_before_small");
        using var engine = Engine.Open(EngineChoice.Default);
        using var store = new ParameterStore(engine);
        var layer = new RecurrentLayer(store, "", "l0", new RecurrentLayerOptions
        {
            Cell = CellKind.GruResetBefore,
            Inputs = golden.Size("I"),
            Hidden = golden.Size("H"),
        });
        store.Allocate();
        store["weight_ih_l0"].SetValue(Interleaved(golden, "w_x", golden.Size("I")));
        store["weight_hh_l0"].SetValue(Interleaved(golden, "w_h", golden.Size("H")));
        store["bias_l0"].SetValue(Interleaved(golden, "b_", 1));
        using var tape = new Tape(engine);
        var (t, n, c, h) = (golden.Size("T"), golden.Size("N"), golden.Size("I"), golden.Size("H"));
        var input = tape.Input(tape.Constant(golden.Array("x"), new Shape(t, n, c)).Value);
        var state = tape.Input(tape.Constant(golden.Array("h0"), new Shape(1, 1, n, h)).Value);
        var result = layer.Forward(tape, input, state);
        Agreement.OfValues(result.Output.Value.ToArray(), golden.Array("y"), "y");
        Agreement.OfValues(result.State.Value.ToArray(), golden.Array("hn"), "hn");
        tape.AddGradient(result.Output, tape.Constant(golden.Array("gy"), new Shape(t, n, h)).Value);
        tape.AddGradient(result.State, tape.Constant(golden.Array("ghn"), new Shape(1, 1, n, h)).Value);
        tape.Backward();
        Agreement.OfGradients(input.Gradient.ToArray(), golden.Array("grad_x"), "x");
        Agreement.OfGradients(state.Gradient.ToArray(), golden.Array("grad_h0"), "h0");
        Agreement.OfGradients(store["weight_ih_l0"].Gradient.ToArray(), Interleaved(golden, "grad_w_x", c), "w_x");
        Agreement.OfGradients(store["weight_hh_l0"].Gradient.ToArray(), Interleaved(golden, "grad_w_h", h), "w_h");
        Agreement.OfGradients(store["bias_l0"].Gradient.ToArray(), Interleaved(golden, "grad_b_", 1), "b");
    }

    // [rows, 3·H] from the gates' [rows, H].
    private static float[] Interleaved(GoldenCase golden, string prefix, int rows)
    {
        var gates = _gates.Select(gate => golden.Array(prefix + gate)).ToArray();
        var hidden = gates[0].Length / rows;
        var joined = new List<float>();
        for (var row = 0; row < rows; row++)
        {
            foreach (var gate in gates)
            {
                joined.AddRange(gate.AsSpan(row * hidden, hidden));
            }
        }
        return [.. joined];
    }
}
