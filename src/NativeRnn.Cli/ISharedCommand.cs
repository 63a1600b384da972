namespace NativeRnn.Cli;

/// <summary>A command whose work the ranks of an MPI job share.</summary>
internal interface ISharedCommand;
