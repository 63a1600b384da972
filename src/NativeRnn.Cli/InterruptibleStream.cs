namespace NativeRnn.Cli;

/// <summary>Reads a stream, and gives up waiting for more when it is cancelled.</summary>
/// <param name="stream">Disposed with it; a read that is given up goes on in the background.</param>
/// <param name="cancellation">Ends a read that waits.</param>
internal sealed class InterruptibleStream(Stream stream, CancellationToken cancellation) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public override int Read(byte[] buffer, int offset, int count) => stream
        .ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None)
        .AsTask()
        .WaitAsync(cancellation)
        .GetAwaiter()
        .GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
