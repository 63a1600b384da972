using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NativeRnn.Hosting;
using NativeRnn.Samples.TextService;
using NUnit.Framework;

namespace NativeRnn.Tests.Hosting;

/// <summary>docs/hosting.md says what is there.</summary>
internal sealed partial class HostingPageTests
{
    private static readonly string _page = File.ReadAllText(RepositoryFolder.File("docs", "hosting.md"));

    [Test]
    public void Every_instrument_has_its_line_and_no_line_is_without_one()
    {
        RuntimeHelpers.RunClassConstructor(typeof(Telemetry).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(HostingTelemetry).TypeHandle);
        var instruments = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is Telemetry.Name or HostingTelemetry.Name)
                {
                    instruments.Add(instrument.Name);
                }
            },
        };
        listener.Start();
        Assert.That(InstrumentLine().Matches(_page).Select(line => line.Groups[1].Value), Is.EquivalentTo(instruments));
    }

    [Test]
    public void Every_limit_of_the_sample_has_its_line_with_its_default()
    {
        var defaults = new ServiceLimits();
        foreach (var limit in typeof(ServiceLimits).GetProperties())
        {
            Assert.That(_page, Does.Contain($"| `{limit.Name}` | {limit.GetValue(defaults)} |"));
        }
    }

    [GeneratedRegex(@"^\| `(nativernn\.[a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentLine();
}
