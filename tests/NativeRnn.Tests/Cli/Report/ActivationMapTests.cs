using System.Xml.Linq;
using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public sealed class ActivationMapTests
{
    [Test]
    public void Each_number_is_a_cell_of_its_sign_and_strength()
    {
        var figure = Map([1f, -0.5f, 0f], [float.NaN, 7f, -1f]).ToHtml();

        var paths = figure.Descendants("path").Select(path => (
            (string?)path.Attribute("class"), (string?)path.Attribute("fill-opacity"), Cells(path)));
        Assert.That(paths, Is.EqualTo(new[] { ("cold", "1", 1), ("cold", "0.5", 1), ("warm", "1", 2) }));
    }

    [Test]
    public void A_legend_says_what_the_colours_reach()
    {
        Assert.That(Names(Map([0f, 0.5f, 1f])), Is.EqualTo(new[] { "0", "0.5", "1" }));
        Assert.That(Names(Map([-1f, 0.5f, 3f])), Is.EqualTo(new[] { "−1", "0", "0.5", "1 or above" }));
        Assert.That(Names(Map([-2f, 0.5f, 1f])), Is.EqualTo(new[] { "−1 or below", "0", "0.5", "1" }));
    }

    [Test]
    public void Tokens_of_several_characters_stand_upright()
    {
        var words = Map([0f, 0f, 1f]) with { Columns = ["the", "cat", "sat"] };

        Assert.That(words.ToHtml().OfClass("token").Select(token => token.Attribute("transform")), Has.All.Not.Null);
        Assert.That(Map([0f, 0f, 1f]).ToHtml().OfClass("token").Select(token => token.Value), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    private static ActivationMap Map(params float[][] rows) =>
        new("Title", [.. rows.Select((_, i) => $"h{i}")], ["a", "b", "c"], rows);

    private static int Cells(XElement path) => ((string)path.Attribute("d")!).Count(letter => letter == 'M');

    private static string[] Names(ActivationMap map) => [.. map.ToHtml().Descendants("li").Select(item => item.Value)];
}
