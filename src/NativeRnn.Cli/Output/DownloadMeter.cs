using System.Diagnostics;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>Shows how far a download is: a line that changes on a terminal, a line each tenth elsewhere.</summary>
internal sealed class DownloadMeter(TextWriter output, bool isTerminal) : IProgress<DataSetProgress>
{
    private const double Megabyte = 1e6;
    private const int Shares = 10;
    private static readonly TimeSpan _refresh = TimeSpan.FromSeconds(0.2);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _shown;
    private long? _begin;
    private long _share = -1;
    private bool _isOpen;

    /// <inheritdoc/>
    public void Report(DataSetProgress value)
    {
        _begin ??= value.Received;
        var share = value.Total is > 0 and { } total ? value.Received * Shares / total : value.Received / (long)(Shares * Megabyte);
        var isDue = isTerminal
            ? _watch.Elapsed - _shown >= _refresh || value.Received == value.Total
            : share > _share;
        if (!isDue)
        {
            return;
        }

        (_shown, _share, _isOpen) = (_watch.Elapsed, share, isTerminal);
        output.Write(isTerminal ? $"\r{Describe(value)}   " : Describe(value) + output.NewLine);
        output.Flush();
    }

    /// <summary>Ends the line that changes.</summary>
    internal void Finish()
    {
        if (_isOpen)
        {
            output.WriteLine();
        }
    }

    private string Describe(DataSetProgress value)
    {
        var rate = (value.Received - _begin!.Value) / Math.Max(0.001, _watch.Elapsed.TotalSeconds);
        var (total, left) = value.Total is { } all
            ? ($" of {Number(all)}", rate > 0 ? $", {(all - value.Received) / rate:0} s left" : "")
            : ("", "");
        return $"{Number(value.Received)}{total} MB, {Number(rate)} MB/s{left}";
    }

    private static string Number(double bytes) => (bytes / Megabyte).ToString("0.0", CultureInfo.InvariantCulture);
}
