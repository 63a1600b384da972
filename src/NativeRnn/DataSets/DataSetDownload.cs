using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NativeRnn;

/// <summary>Brings a data set's file here, or the rest of it, from the first of its addresses that serves it.</summary>
/// <param name="set">What is downloaded.</param>
/// <param name="client">Asks the servers.</param>
/// <param name="patience">How long a server may stay silent.</param>
internal sealed class DataSetDownload(DataSet set, HttpMessageInvoker client, TimeSpan patience)
{
    private const int BufferBytes = 1 << 16;
    private const int Attempts = 3; // each must bring some bytes

    /// <summary>Downloads to a file, which on failure or cancellation keeps what has come.</summary>
    /// <param name="addresses">Where to try, in order.</param>
    /// <param name="file">What is here already.</param>
    /// <param name="progress">Told of what is here.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">No address served it, or the connection broke again and again.</exception>
    internal async Task RunAsync(
        IReadOnlyList<Uri> addresses,
        PartialFile file,
        IProgress<DataSetProgress>? progress,
        CancellationToken cancellation)
    {
        IOException? failure = null;
        foreach (Uri address in addresses)
        {
            try
            {
                await FromAsync(address, file, progress, cancellation).ConfigureAwait(false);
                return;
            }
            catch (IOException unserved)
            {
                failure ??= unserved; // the best place's
            }
        }

        throw failure!;
    }

    private async Task FromAsync(
        Uri address, PartialFile file, IProgress<DataSetProgress>? progress, CancellationToken cancellation)
    {
        for (int attempt = 1; !file.IsComplete; attempt++)
        {
            long before = file.Length;
            try
            {
                await ReceiveAsync(address, file, progress, cancellation).ConfigureAwait(false);
                return;
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError != HttpRequestError.ResponseEnded)
            {
                throw Unreachable(address, refused);
            }
            catch (Exception broken) when (broken is HttpRequestException or HttpIOException or TimeoutException)
            {
                if (attempt == Attempts || file.Length == before)
                {
                    throw Broken(address, file, broken);
                }
            }
        }
    }

    private async Task ReceiveAsync(
        Uri address, PartialFile file, IProgress<DataSetProgress>? progress, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "NativeRnn"); // some servers refuse requests without
        file.AskForRest(request);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(patience);
        try
        {
            using HttpResponseMessage response =
                await client.SendAsync(request, silence.Token).ConfigureAwait(false);
            Begin(address, file, response);
            await CopyAsync(response, file, progress, silence).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {patience.TotalSeconds:0} seconds");
        }
        finally
        {
            file.Flush();
        }
    }

    // 206 goes on behind what is here; 200 means that the server has another file by now, or knows no ranges.
    private static void Begin(Uri address, PartialFile file, HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.OK
            || (response.StatusCode == HttpStatusCode.PartialContent
                && response.Content.Headers.ContentRange?.From is 0 or null))
        {
            file.Restart(address, response);
        }
        else if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            file.Forget();
            throw new HttpIOException(HttpRequestError.ResponseEnded); // the next attempt begins anew
        }
        else if (response.StatusCode != HttpStatusCode.PartialContent
            || response.Content.Headers.ContentRange!.From != file.Length)
        {
            throw new HttpRequestException(
                HttpRequestError.InvalidResponse,
                $"it answered {(int)response.StatusCode} {response.ReasonPhrase}",
                statusCode: response.StatusCode);
        }
    }

    private async Task CopyAsync(
        HttpResponseMessage response, PartialFile file, IProgress<DataSetProgress>? progress, CancellationTokenSource silence)
    {
        long? total = file.Length + response.Content.Headers.ContentLength ?? file.Total ?? set.Bytes;
        using Stream body = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        byte[] buffer = new byte[BufferBytes];
        progress?.Report(new DataSetProgress(file.Length, total));
        while (await ReadAsync(body, buffer, silence.Token).ConfigureAwait(false) is > 0 and int count)
        {
            await file.WriteAsync(buffer.AsMemory(0, count), silence.Token).ConfigureAwait(false);
            silence.CancelAfter(patience);
            progress?.Report(new DataSetProgress(file.Length, total));
        }
    }

    // A reset connection is told from a full disk here.
    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException broken) when (broken is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, broken.Message, broken);
        }
    }

    private IOException Unreachable(Uri address, HttpRequestException reason)
    {
        string why = reason switch
        {
            { StatusCode: not null } => reason.Message,
            { HttpRequestError: HttpRequestError.NameResolutionError } =>
                $"{address.Host} cannot be found; is there a network?",
            { InnerException: SocketException socket } => $"{address.Host} cannot be reached ({socket.Message})",
            _ => reason.Message.TrimEnd('.'),
        };
        return new IOException(
            $"{set.Name} cannot be downloaded from {address}: {why}. {Elsewhere}", reason);
    }

    private IOException Broken(Uri address, PartialFile file, Exception reason) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The download of {set.Name} from {address} broke off after {file.Length:N0} bytes"
            + $"{(reason is TimeoutException ? $" ({reason.Message})" : "")}; start it again, and it goes on from there. {Elsewhere}"),
        reason);

    private string Elsewhere =>
        $"A copy from elsewhere can be placed with 'nativernn data get {set.Name} --from FILE'.";
}
