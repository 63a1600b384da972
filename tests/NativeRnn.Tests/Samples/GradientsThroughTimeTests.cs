using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace NativeRnn.Tests.Samples;

public partial class GradientsThroughTimeTests
{
    // Units of the drawing: processors differ in the last bits of sixty products of matrices.
    private const double Tolerance = 1.5;

    private TemporaryFolder _folder = null!;
    private string _output = null!;
    private string _drawing = null!;

    [OneTimeSetUp]
    public void Draw()
    {
        _folder = new TemporaryFolder();
        var run = ShellLine.RunSample("GradientsThroughTime", _folder.File("drawn.svg"));
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        _output = run.Output;
        _drawing = File.ReadAllText(_folder.File("drawn.svg"));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Large_weights_let_the_gradient_explode_and_small_ones_vanish()
    {
        Assert.That(First("large weights, radius 1.2"), Is.GreaterThan((1e3, 0)));
        Assert.That(First("small weights, radius 0.8").Norm, Is.LessThan(1e-3));
        Assert.That(First("the same, clipped to a norm of 1").Norm, Is.LessThan(10));
        Assert.That(First("the same, cut at step 40").Step, Is.EqualTo(41), "no gradient comes further");
    }

    [Test]
    public void The_picture_of_the_page_is_what_the_sample_draws()
    {
        string page = File.ReadAllText(RepositoryFolder.File("docs", "gradients-through-time.svg"));
        double[][] shown = Lines(page);
        Assert.That(shown, Has.Length.EqualTo(4));
        Assert.That(Lines(_drawing), Is.EqualTo(shown).Within(Tolerance));
        Assert.That(Numbers().Replace(page, ""), Is.EqualTo(Numbers().Replace(_drawing, "")));
    }

    private (double Norm, int Step) First(string name)
    {
        var found = Regex.Match(_output, $@"^{Regex.Escape(name)}: (\S+) at step (\d+), ", RegexOptions.Multiline);
        return (double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    private static double[][] Lines(string svg) =>
    [
        .. Points().Matches(svg).Select(line => line.Groups[1].Value.Split(' ', ',')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()),
    ];

    [GeneratedRegex("<polyline[^>]* points=\"([^\"]+)\"")]
    private static partial Regex Points();

    [GeneratedRegex(@"[\d.]+")]
    private static partial Regex Numbers();
}
