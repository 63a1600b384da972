namespace NativeRnn;

/// <summary>How far a download is.</summary>
/// <param name="Received">Bytes that are here, those of earlier attempts included.</param>
/// <param name="Total">Bytes of the whole file; null where the server does not say.</param>
public readonly record struct DataSetProgress(long Received, long? Total);
