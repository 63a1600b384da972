using NUnit.Framework;

namespace NativeRnn.Tests.Distributed;

internal sealed class RowShareTests
{
    [TestCase(10, 4)]
    [TestCase(3, 4)]
    [TestCase(0, 2)]
    [TestCase(int.MaxValue, 512)]
    public void Shares_follow_each_other_cover_all_rows_and_differ_by_one_at_most(int rows, int ranks)
    {
        var end = 0;
        for (var rank = 0; rank < ranks; rank++)
        {
            var share = new RowShare(rank, ranks);
            Assert.That(share.First(rows), Is.EqualTo(end));
            Assert.That(share.Count(rows), Is.InRange(rows / ranks, rows / ranks + 1));
            end += share.Count(rows);
        }

        Assert.That(end, Is.EqualTo(rows));
    }

    [Test]
    public void Rows_of_a_state_go_to_their_places_and_come_back()
    {
        var options = new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 3, Layers = 2, Projection = 2 };
        var corpus = Training.SmallRun.Corpus();
        using var model = new LanguageModel(options, corpus.Codec);
        using var whole = model.CreateState(5);
        whole.All.CopyFrom([.. Enumerable.Range(0, (int)whole.All.Shape.Count).Select(number => (float)number)]);
        using var first = model.CreateState(2);
        using var second = model.CreateState(3);
        first.TakeRows(whole, 0);
        second.TakeRows(whole, 2);
        using var tape = new Tape(model.Engine);
        using var expected = whole.Select(tape, [2, 3, 4]);
        Assert.That(second.All.ToArray(), Is.EqualTo(expected.All.ToArray()));
        using var joined = model.CreateState(5);
        joined.PutRows(first, 0);
        joined.PutRows(second, 2);
        Assert.That(joined.All.ToArray(), Is.EqualTo(whole.All.ToArray()));
    }
}
