namespace NativeRnn.Hosting;

/// <summary>More sentences wait for a translator than may: the caller should try again later.</summary>
public sealed class QueueFullException : Exception
{
    /// <summary>Without a message of its own.</summary>
    public QueueFullException()
        : this("Too many sentences wait for the translator: try again later.")
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">One sentence that says what to do.</param>
    public QueueFullException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    /// <param name="message">One sentence that says what to do.</param>
    /// <param name="innerException">The cause.</param>
    public QueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
