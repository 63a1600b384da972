using System.Xml.Linq;
using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class BeamTreeTests
{
    private const int Eos = Vocabulary.EndIndex;

    // a ── b ── <eos>      the winner
    //  └── <eos>
    private static readonly SearchNode[] _trace =
    [
        new(0, 4, -1, -1, -1, false),
        new(1, 5, 0, -0.5f, -1.5, false),
        new(1, Eos, 0, -2, -3, true),
        new(2, Eos, 1, -0.5f, -2, true),
    ];

    [Test]
    public void Each_kept_hypothesis_is_a_box_joined_to_the_one_it_continues()
    {
        var html = Tree().ToHtml();
        Assert.That(html.OfClass("node").Count(), Is.EqualTo(4));
        Assert.That(html.OfClass("edge").Count(), Is.EqualTo(3), "the first step continues nothing");
        Assert.That(html.OfClass("token").Select(text => text.Value), Is.EqualTo(new[] { "a", "b", "<eos> ✓", "<eos> ✓" }));
        Assert.That(html.OfClass("soft").Select(text => text.Value), Is.EqualTo(
            new[] { "−1.00", "−1.50", "score −1.50", "score −0.67" }), "sums, and the scores −3 / 2 and −2 / 3 of finished ones");
    }

    [Test]
    public void Finished_ones_and_the_way_of_the_winner_are_marked()
    {
        var html = Tree().ToHtml();
        var boxes = html.OfClass("node").ToArray();
        Assert.That(Marked(boxes, "finished"), Is.EqualTo(new[] { 2, 3 }));
        Assert.That(Marked(boxes, "winner"), Is.EqualTo(new[] { 0, 1, 3 }));
        Assert.That(html.OfClass("edge").Count(edge => edge.OfClass("winner").Any()), Is.EqualTo(2));
        Assert.That(html.Descendants("title").First().Value, Does.EndWith("the best is, after 3 steps: a b <eos>."));
    }

    [Test]
    public void Boxes_of_a_step_stand_in_one_column_and_none_overlap()
    {
        var layout = new BeamLayout(_trace, _ => 6);
        Assert.That(layout[1].X, Is.EqualTo(layout[2].X).And.GreaterThan(layout[0].Right));
        Assert.That(layout[2].Y, Is.GreaterThan(layout[1].Y + BeamLayout.NodeHeight));
        Assert.That(layout.Width, Is.GreaterThan(layout[3].Right));
        Assert.That(layout.Height, Is.GreaterThan(layout[2].Y + BeamLayout.NodeHeight));
    }

    [Test]
    public void The_winner_of_a_real_search_is_its_best_hypothesis([Values(1, 2, 4)] int beam, [Values(1ul, 2ul, 3ul)] ulong seed)
    {
        SentencePair[] pairs = [new("a b c", "x y z"), new("c b a", "z y x"), new("a c", "x z")];
        var corpus = PairCorpus.FromPairs(pairs, new PairCorpusOptions { MinFrequency = 1 });
        using var model = new Seq2SeqModel(
            new Seq2SeqOptions { Cell = CellKind.Lstm, Hidden = 8, Embed = 4 },
            corpus.SourceCodec, corpus.TargetCodec, new RandomSource(seed));
        using var translator = new Translator(model);
        var options = new DecodingOptions { Beam = beam, MaxLength = 6, ReturnTrace = true };
        foreach (var result in translator.Translate(["a b c", "b", "c a b a"], options))
        {
            var best = result.Candidates[0];
            int[] winner = [.. best.Tokens.Select(token => model.Target.Vocabulary[token])];
            var html = new BeamTree(result.Source, result.Trace, winner, token => model.Target.Vocabulary[token], 0.75).ToHtml();
            string[] path = [.. html.Descendants("g").Where(node => node.OfClass("winner").Any())
                .Select(node => node.OfClass("token").Single().Value.Replace(" ✓", "", StringComparison.Ordinal))];
            Assert.That(path, Is.EqualTo(best.Tokens));
        }
    }

    private static BeamTree Tree() => new("title", _trace, [4, 5, Eos], token => token switch { 4 => "a", 5 => "b", _ => "<eos>" }, 1);

    private static int[] Marked(XElement[] boxes, string name) =>
        [.. boxes.Index().Where(box => box.Item.OfClass(name).Any()).Select(box => box.Index)];
}
