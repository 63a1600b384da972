namespace NativeRnn.Cli;

/// <summary>The precisions that this version computes with.</summary>
internal enum Precision
{
    F32,
}
