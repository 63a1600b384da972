using NUnit.Framework;

namespace NativeRnn.Tests.Layers;

/// <summary>What a pass gives each row of a batch, and the parameters.</summary>
internal sealed record LengthsResult(
    float[][] Outputs, float[][] FinalStates, float[][] InputGradients, float[][] StateGradients, float[] ParameterGradients)
{
    private const double Tolerance = 1e-5; // DESIGN, section 3: products of other batch sizes block differently

    /// <summary>Rows of this are those of the other, at the places given; parameters have the same gradient.</summary>
    internal void ExpectRowsOf(LengthsResult other, IReadOnlyList<int> places)
    {
        ExpectRows(places, other);
        ExpectNear(ParameterGradients, other.ParameterGradients, "parameters");
    }

    internal void ExpectRows(IReadOnlyList<int> places, LengthsResult other)
    {
        for (var n = 0; n < places.Count; n++)
        {
            ExpectNear(Outputs[n], other.Outputs[places[n]], $"outputs of row {n}");
            ExpectNear(FinalStates[n], other.FinalStates[places[n]], $"final state of row {n}");
            ExpectNear(InputGradients[n], other.InputGradients[places[n]], $"input gradient of row {n}");
            ExpectNear(StateGradients[n], other.StateGradients[places[n]], $"state gradient of row {n}");
        }
    }

    internal static void ExpectNear(float[] actual, float[] expected, string name)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        for (var i = 0; i < actual.Length; i++)
        {
            var tolerance = Tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance), $"{name}, number {i}");
        }
    }
}
