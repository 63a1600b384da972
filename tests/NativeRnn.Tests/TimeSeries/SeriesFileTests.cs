using NUnit.Framework;

namespace NativeRnn.Tests.Series;

public class SeriesFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_column_is_read_by_name()
    {
        var series = Read("day,open,\"close, adjusted\"\n1,10.5,-2e-3\n2,11,+4\n", "close, adjusted");
        Assert.That(series.Values.ToArray(), Is.EqualTo(new[] { -0.002, 4 }));
        Assert.That(series.Channels, Is.EqualTo(new[] { "close, adjusted" }));
    }

    [Test]
    public void Columns_are_read_in_the_order_given()
    {
        var series = Read("a,b,c\n1,2,3\n4,5,6\n", "c", "a");
        Assert.That(series.Values.ToArray(), Is.EqualTo(new double[] { 3, 1, 6, 4 }));
        Assert.That((series.Count, series[1, 0]), Is.EqualTo((2, 6)));
        Assert.That(series.Channels, Is.EqualTo(new[] { "c", "a" }));
    }

    [TestCase("1.5\n2.5\n", ExpectedResult = "value: 1.5 2.5")]
    [TestCase("x\n1.5\n\n  \n2.5", ExpectedResult = "x: 1.5 2.5")]
    [TestCase("\uFEFFx\r\n1.5\r\n2.5\r\n", ExpectedResult = "x: 1.5 2.5")]
    [TestCase("\"x\"\n \"1.5\" \n2.5\n", ExpectedResult = "x: 1.5 2.5")]
    public string The_only_column_needs_no_name(string text)
    {
        var series = Read(text);
        return $"{series.Channels.Single()}: {string.Join(' ', series.Values.ToArray())}";
    }

    [TestCase("2000-01-01,1.5\n2000-01-02,2.5\n", "2", ExpectedResult = "value: 1.5 2.5")]
    [TestCase("day,x\n2000-01-01,1.5\n2000-01-02,2.5\n", "2", ExpectedResult = "x: 1.5 2.5")]
    [TestCase("day;x;y\nMonday;1.5;7\nTuesday;2.5;8\n", "x", ExpectedResult = "x: 1.5 2.5")]
    [TestCase("a\tb,c\n1.5\t7\n2.5\t8\n", "a", ExpectedResult = "a: 1.5 2.5")]
    [TestCase("2,1\n1.5,7\n2.5,8\n", "2", ExpectedResult = "2: 1.5 2.5")]
    public string A_column_may_be_a_number_and_separators_are_found(string text, string column)
    {
        var series = Read(text, column);
        return $"{series.Channels.Single()}: {string.Join(' ', series.Values.ToArray())}";
    }

    [TestCase("", null, "holds no row; write a row of numbers per line.")]
    [TestCase("x\n", null, "holds a header but no row; write a row of numbers per line.")]
    [TestCase("a,b\n1,2\n", null, "has 2 columns ('a', 'b'): say which to read, by name or by number from 1.")]
    [TestCase("a,b\n1,2\n", "c", "has no column 'c'; its first line is 'a', 'b'.")]
    [TestCase("a,b\n1,2\n", "3", "has 2 columns, so there is no column 3.")]
    [TestCase("x\n1\n\nabc\n", null, "has 'abc' in column 'x', which is no finite number with a decimal point; correct it or remove the line.", 4)]
    [TestCase("x\n1\n1,5\n", null, "has 2 columns, but the first line has one column; write numbers with a decimal point, and as many in each line.", 3)]
    [TestCase("a;b\n1,5;2\n", "a", "has '1,5' in column 'a', which is no finite number with a decimal point; correct it or remove the line.", 2)]
    [TestCase("x\n1\nNaN\n", null, "has 'NaN' in column 'x', which is no finite number with a decimal point; correct it or remove the line.", 3)]
    [TestCase("a,b\n1,\n", "b", "has no number in column 'b'; fill it in or remove the line.", 2)]
    [TestCase("a,b\n1,2\n3\n", "b", "has one column, but column 2 is to be read; complete the line or remove it.", 3)]
    [TestCase("a,b\n1,\"2\n", "b", "has a quote that is not closed or text behind one; write one row per line.", 2)]
    [TestCase("a,b\n1,\"2\"3\n", "b", "has a quote that is not closed or text behind one; write one row per line.", 2)]
    public void What_cannot_be_read_is_named_with_its_line(string text, string? column, string problem, int line = 0)
    {
        var path = _folder.File("data.csv");
        File.WriteAllText(path, text);
        var start = line == 0 ? $"The file '{path}' " : $"Line {line} of '{path}' ";
        Assert.That(
            () => TimeSeries.FromCsv(path, column is null ? null : [column]),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(start + problem));
    }

    [Test]
    public void A_column_named_twice_is_refused() =>
        Assert.That(() => Read("a,b\n1,2\n", "a", "1"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("twice"));

    [Test]
    public void What_is_written_reads_back_the_same()
    {
        var series = new TimeSeries([0.1, -1e-300, 1.0 / 3, 5e200], ["one \"1\"", "two, 2"]);
        using var text = new StringWriter();
        series.WriteCsv(text, firstIndex: 7);
        Assert.That(text.ToString(), Does.StartWith("index,\"one \"\"1\"\"\",\"two, 2\"\n7,0.1,").And.Contain("\n8,"));
        var again = Read(text.ToString(), [.. series.Channels]);
        Assert.That(again.Values.ToArray(), Is.EqualTo(series.Values.ToArray()));
        Assert.That(again.Channels, Is.EqualTo(series.Channels));
    }

    [Test]
    public void Numbers_that_make_no_rows_are_refused()
    {
        Assert.That(() => new TimeSeries([]), Throws.ArgumentException);
        Assert.That(() => new TimeSeries([1, 2, 3], ["a", "b"]), Throws.ArgumentException.With.Message.Contains("3 numbers"));
        Assert.That(() => new TimeSeries([1, double.NaN]), Throws.ArgumentException.With.Message.Contains("Row 1 holds NaN"));
        Assert.That(() => new TimeSeries([1, 2], ["a", "a"]), Throws.ArgumentException.With.Message.Contains("differ"));
    }

    [Test]
    public void The_textbooks_sine_has_its_noise()
    {
        var series = TimeSeries.NoisySine(20000, 0.2, new RandomSource(1));
        double sum = 0;
        for (var t = 0; t < series.Count; t++)
        {
            sum += Math.Pow(series[t] - Math.Sin(0.01 * (t + 1)), 2);
        }

        Assert.That(sum / series.Count, Is.EqualTo(0.04).Within(0.002));
        Assert.That(TimeSeries.NoisySine(3, 0)[2], Is.EqualTo(Math.Sin(0.03)).Within(1e-12));
    }

    private TimeSeries Read(string text, params string[] columns)
    {
        var path = _folder.File("data.csv");
        File.WriteAllText(path, text);
        return TimeSeries.FromCsv(path, columns);
    }
}
