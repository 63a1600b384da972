namespace NativeRnn;

/// <summary>A model or weights file that cannot be read: foreign, newer, truncated, corrupted or malformed.</summary>
/// <remarks>
/// The message names the file, what is wrong, and where: the record and its byte offset in a checkpoint, the
/// tensor or the part of the header in a safetensors file. What was read before is not a model: throw it away.
/// A file that does not exist is a <see cref="FileNotFoundException"/> instead.
/// </remarks>
public sealed class CheckpointException : IOException
{
    /// <summary>Creates the exception with a general message.</summary>
    public CheckpointException()
        : this("The file is not a readable model file.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence: which file, what is wrong with it and where.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the failure that led to it.</summary>
    /// <param name="message">One sentence: which file, what is wrong with it and where.</param>
    /// <param name="innerException">The failure underneath.</param>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
