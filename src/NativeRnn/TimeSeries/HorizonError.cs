namespace NativeRnn;

/// <summary>How far predictions a number of steps ahead are off, in the series' own units.</summary>
/// <param name="Channel">Whose numbers.</param>
/// <param name="Horizon">k: the row at t is predicted from rows up to t − k, those between being predictions themselves.</param>
/// <param name="MeanSquaredError">Mean of (x̂_t − x_t)².</param>
/// <param name="LastValueError">The same for the simplest prediction, x̂_t = x_{t−k}: what a model has to beat.</param>
/// <param name="Count">Rows that it is the mean over.</param>
public sealed record HorizonError(
    string Channel, int Horizon, double MeanSquaredError, double LastValueError, long Count);
