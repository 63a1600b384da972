using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class SeriesDamageTests
{
    private static readonly (string Problem, Action<Header> Damage)[] _damages =
    [
        ("its kind of time-series model 9 is unknown", header => header.TimeSeries.Kind = (SeriesModel)9),
        ("its cell kind 0 is unknown", header => header.TimeSeries.Cell = Cell.Unspecified),
        ("its window is 0 rows", header => header.TimeSeries.Window = 0),
        ("its hidden size is -1", header => header.TimeSeries.Hidden = -1),
        ("its number of layers is 0", header => header.TimeSeries.Layers = 0),
        ("its series has no channel", header => header.TimeSeries.Channels.Clear()),
        ("its channels' names are empty or repeat", header => header.TimeSeries.Channels.Add(header.TimeSeries.Channels[0])),
        ("its channel \"x\" cannot be normalised", header => header.TimeSeries.Channels[0].Deviation = 0),
        ("its channel \"x\" cannot be normalised", header => header.TimeSeries.Channels[0].Mean = double.NaN),
        ("a time-series model has no vocabulary", header => header.Text = new TextSettings()),
        ("the file is damaged", header => header.TimeSeries.Window = 1 << 30),
        ("the file is damaged", header => header.TimeSeries.Layers = 1 << 30),
    ];

    private SeriesSample _run = null!;

    [OneTimeSetUp]
    public void Save() => _run = new SeriesSample(SeriesModelKind.Mlp);

    [OneTimeTearDown]
    public void Dispose() => _run.Dispose();

    [TestCaseSource(nameof(_damages))]
    public void A_header_that_does_not_fit_is_refused_by_name((string Problem, Action<Header> Damage) damage)
    {
        var records = CheckpointSamples.SplitRecords(_run.File);
        var header = Header.Parser.ParseFrom(records[0]);
        damage.Damage(header);
        records[0] = header.ToByteArray();
        Assert.That(
            () => _run.Load(CheckpointSamples.Mended([.. records])),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(damage.Problem));
    }

    [Test]
    public void The_undamaged_file_loads_and_goes_on()
    {
        Assert.That(_run.Load(_run.File), Has.Some.Not.Zero);
        Assert.That(_run.Resume(_run.File), Is.EqualTo(5));
    }
}
