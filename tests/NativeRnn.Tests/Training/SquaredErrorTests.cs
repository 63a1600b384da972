using NativeRnn.Tests.Tensors;
using NUnit.Framework;

namespace NativeRnn.Tests.Training;

[Category("Numerics")]
internal sealed class SquaredErrorTests
{
    private static readonly TimeSeries _series = new(
        [.. DifferenceCheck.Numbers(40, 3).Select(value => (double)(3 * value))], ["a", "b"]);

    [Test]
    public void The_loss_is_the_sum_of_squares()
    {
        using var tape = new Tape(Engine.Default, isTraining: false);
        var loss = SquaredError.Forward(tape, tape.Constant([1, 2, 3, 4], new Shape(2, 2)), [1, 4, 3, 1]);
        Assert.That(loss, Is.EqualTo(new Loss(0 + 4 + 0 + 9, 4)));
        Assert.That(loss.Mean, Is.EqualTo(3.25));
    }

    [Test]
    public void The_gradient_is_that_of_the_mean()
    {
        var point = DifferenceCheck.Numbers(12, 1);
        var targets = DifferenceCheck.Numbers(12, 2);
        using var tape = new Tape(Engine.Default);
        var predictions = Input(tape, point);
        SquaredError.Forward(tape, predictions, targets);
        tape.Backward();
        var gradient = predictions.Gradient.ToArray();
        for (var i = 0; i < point.Length; i++)
        {
            Assert.That(gradient[i], Is.EqualTo(2 * (point[i] - targets[i]) / 12).Within(1e-7));
        }

        DifferenceCheck.Expect(
            point,
            gradient,
            values =>
            {
                tape.Reset();
                return SquaredError.Forward(tape, Input(tape, values), targets).Mean;
            },
            "predictions");
    }

    [TestCase(SeriesModelKind.Linear, CellKind.RnnTanh, 1)]
    [TestCase(SeriesModelKind.Mlp, CellKind.RnnTanh, 2)]
    [TestCase(SeriesModelKind.Recurrent, CellKind.RnnTanh, 1)]
    [TestCase(SeriesModelKind.Recurrent, CellKind.GruResetAfter, 2)]
    [TestCase(SeriesModelKind.Recurrent, CellKind.Lstm, 1)]
    public void Every_parameter_of_a_model_receives_its_gradient(SeriesModelKind kind, CellKind cell, int layers)
    {
        using var model = new TimeSeriesModel(
            new TimeSeriesModelOptions { Kind = kind, Cell = cell, Layers = layers, Window = 3, Hidden = 5 }, _series, new RandomSource(4));
        var windows = new SeriesWindows(model, _series);
        var rows = new[] { 3, 7, 19, 8 };
        var targets = new float[8];
        windows.CopyTargets(rows, targets);
        using var tape = new Tape(model.Engine);
        double Mean()
        {
            tape.Reset();
            return SquaredError.Forward(tape, model.Network.Forward(tape, windows.Inputs(tape, rows)), targets).Mean;
        }

        Mean();
        tape.Backward();
        foreach (var parameter in model.Parameters.Parameters)
        {
            var point = parameter.Value.ToArray();
            DifferenceCheck.Expect(
                point,
                parameter.Gradient.ToArray(),
                values =>
                {
                    parameter.Value.CopyFrom(values);
                    model.Parameters.MarkChanged();
                    return Mean();
                },
                parameter.Name);
            parameter.Value.CopyFrom(point);
        }
    }

    [Test]
    public void Targets_of_another_number_are_refused()
    {
        using var tape = new Tape(Engine.Default);
        Assert.That(
            () => SquaredError.Forward(tape, Input(tape, [1, 2, 3, 4]), [1]),
            Throws.ArgumentException.With.Message.Contains("4 targets, not 1"));
    }

    private static Variable Input(Tape tape, float[] values)
    {
        var tensor = tape.Take(new Shape(values.Length / 2, 2));
        tensor.CopyFrom(values);
        return tape.Input(tensor);
    }
}
