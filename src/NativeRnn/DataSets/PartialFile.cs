using System.Globalization;
using System.Net.Http.Headers;

namespace NativeRnn;

/// <summary>The part of a download that is here already, and what a later attempt has to know to go on with it.</summary>
/// <remarks>Beside <c>NAME.part</c> lies <c>NAME.part.state</c>: the address, the server's validator and the whole length.</remarks>
internal sealed class PartialFile : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private readonly string _statePath;
    private readonly FileStream _stream;
    private (string Address, string Validator, long? Total)? _state;

    /// <summary>Opens or creates it.</summary>
    /// <exception cref="IOException">Another process is downloading to it, or the folder cannot be written.</exception>
    internal PartialFile(string path)
    {
        Path = path;
        _statePath = path + ".state";
        try
        {
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, BufferBytes);
        }
        catch (IOException inUse) when (File.Exists(path))
        {
            throw new IOException($"{path} is in use: another download of it is running; wait for its end.", inUse);
        }

        _state = ReadState();
        if (_state is null)
        {
            _stream.SetLength(0);
        }

        _stream.Seek(0, SeekOrigin.End);
    }

    internal string Path { get; }

    internal long Length => _stream.Length;

    /// <summary>Whether the file is here as a whole, as far as the server has told.</summary>
    internal bool IsComplete => _state is { Total: { } total } && Length == total;

    /// <summary>Bytes of the whole file, where the server told.</summary>
    internal long? Total => _state?.Total;

    /// <summary>Asks for the rest only, provided that the server still has the same file.</summary>
    internal void AskForRest(HttpRequestMessage request)
    {
        if (Length == 0 || _state is not { } state || state.Address != request.RequestUri!.AbsoluteUri)
        {
            return;
        }

        request.Headers.Range = new RangeHeaderValue(Length, null);
        request.Headers.TryAddWithoutValidation("If-Range", state.Validator);
    }

    /// <summary>Forgets what is here, for a file that comes from its beginning.</summary>
    internal void Restart(Uri address, HttpResponseMessage response)
    {
        _stream.SetLength(0);
        _state = ValidatorOf(response) is { } validator
            ? (address.AbsoluteUri, validator, response.Content.Headers.ContentLength)
            : null;
        WriteState();
    }

    /// <summary>Throws away what is here.</summary>
    internal void Forget()
    {
        _stream.SetLength(0);
        _state = null;
        WriteState();
    }

    /// <summary>Adds bytes behind those that are here.</summary>
    internal ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        _stream.WriteAsync(bytes, cancellation);

    /// <summary>Hands all that has come to the disk.</summary>
    internal void Flush() => _stream.Flush(flushToDisk: true);

    /// <summary>Lets go of the file; it stays.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>Removes the file and what is known of it.</summary>
    internal static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(path + ".state");
    }

    // A weak tag only says that two files mean the same: their bytes may differ (RFC 9110, 13.1.5).
    private static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag
        : response.Content.Headers.LastModified is { } date ? date.ToString("R", CultureInfo.InvariantCulture)
        : null;

    private (string Address, string Validator, long? Total)? ReadState()
    {
        if (!File.Exists(_statePath))
        {
            return null;
        }

        string[] lines = File.ReadAllLines(_statePath);
        return lines.Length == 3
            ? (lines[0], lines[1], long.TryParse(lines[2], CultureInfo.InvariantCulture, out long total) ? total : null)
            : null;
    }

    private void WriteState()
    {
        if (_state is not { } state)
        {
            File.Delete(_statePath);
            return;
        }

        string total = state.Total?.ToString(CultureInfo.InvariantCulture) ?? "";
        File.WriteAllLines(_statePath, [state.Address, state.Validator, total]);
    }
}
