namespace NativeRnn;

/// <summary>How well a model recognises one label.</summary>
/// <param name="Label">Which.</param>
/// <param name="Actual">Tokens or sequences that have it.</param>
/// <param name="Predicted">Tokens or sequences that the model gives it.</param>
/// <param name="Correct">Those among both.</param>
public readonly record struct LabelScore(string Label, long Actual, long Predicted, long Correct)
{
    /// <summary>Correct / predicted; 0 where nothing was predicted.</summary>
    public double Precision => Predicted == 0 ? 0 : (double)Correct / Predicted;

    /// <summary>Correct / actual; 0 where there is none.</summary>
    public double Recall => Actual == 0 ? 0 : (double)Correct / Actual;

    /// <summary>F₁ = 2 · correct / (actual + predicted), the harmonic mean of both; 0 where there are none.</summary>
    public double F1 => Actual + Predicted == 0 ? 0 : 2.0 * Correct / (Actual + Predicted);
}
