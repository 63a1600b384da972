namespace NativeRnn.Samples;

/// <summary>A line of the drawing.</summary>
/// <param name="Name">What is written beside it.</param>
/// <param name="Norms">‖∂L/∂h_t‖₂ for t = 0 … T; 0 where no gradient came.</param>
internal sealed record GradientCurve(string Name, double[] Norms);
