using System.Diagnostics;

namespace NativeRnn.Benchmarks;

/// <summary>Translators: what a training step costs beyond its primitives, and a search beyond its model.</summary>
internal static class Seq2SeqBenchmarks
{
    private const int BookStepsPerRound = 100;
    private const int LargeStepsPerRound = 3;
    private const double FixedCostTarget = 300; // microseconds
    private const double SearchShareTarget = 10; // percent

    /// <summary>The book's step, next to the recurrent primitives that it cannot do without.</summary>
    internal static IEnumerable<Comparison> FixedCosts(Engine engine, Floor floor)
    {
        foreach (var cell in new[] { CellKind.GruResetBefore, CellKind.GruResetAfter })
        {
            var work = Seq2SeqWork.Book(cell);
            using var model = BenchmarkModels.Seq2Seq(engine, work);
            using var trainer = BenchmarkModels.Seq2SeqTrainer(model, work);
            yield return Comparison.Measure(
                $"book's seq2seq step, {cell}",
                Yardstick.Excess,
                FixedCostTarget,
                () => Comparison.Time(BookStepsPerRound, () => trainer.Step()),
                () => Layers(work, floor, BookStepsPerRound));
        }
    }

    /// <summary>A step of a translator of useful size, next to its recurrent primitives and output products.</summary>
    internal static IEnumerable<Comparison> LargeSteps(Engine engine, Floor floor)
    {
        foreach (var cell in new[] { CellKind.GruResetAfter, CellKind.Lstm })
        {
            var work = Seq2SeqWork.Large(cell);
            using var model = BenchmarkModels.Seq2Seq(engine, work);
            using var trainer = BenchmarkModels.Seq2SeqTrainer(model, work);
            yield return Comparison.Measure(
                $"large seq2seq step, {cell}",
                Yardstick.Ratio,
                target: null,
                () => Comparison.Time(LargeStepsPerRound, () => trainer.Step()),
                () => Layers(work, floor, LargeStepsPerRound) + OutputProducts(work, floor));
        }
    }

    /// <summary>How much of a beam search is ranking and bookkeeping: what happens outside of the model.</summary>
    internal static IEnumerable<Comparison> SearchShares(Engine engine)
    {
        foreach (var precision in new[] { Precision.F32, Precision.BF16 })
        {
            foreach (var sentences in new[] { 1, 16 })
            {
                yield return SearchShare(engine, precision, sentences);
            }
        }
    }

    private static Comparison SearchShare(Engine engine, Precision precision, int sentences)
    {
        var work = Seq2SeqWork.Large(CellKind.GruResetAfter);
        using var model = BenchmarkModels.Seq2Seq(engine, work);
        using var scorer = new TimedScorer(model, new InferenceOptions { Precision = precision });
        var decoder = new SequenceDecoder(
            new SearchTokens(Vocabulary.BeginIndex, Vocabulary.EndIndex) { Forbidden = new[] { Vocabulary.PaddingIndex } },
            Cases.FullLengthBeam(work));
        var searchTime = 0.0;
        return Comparison.Measure(
            $"top-k and bookkeeping, {sentences} at a time, {precision}",
            Yardstick.Share,
            SearchShareTarget,
            () => searchTime,
            () =>
            {
                scorer.Read(work, sentences);
                var start = Stopwatch.GetTimestamp();
                _ = decoder.Decode(scorer);
                searchTime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                return scorer.Time.TotalMilliseconds;
            });
    }

    // Encoder and decoder; the decoder's first layer also reads the context.
    private static double Layers(Seq2SeqWork work, Floor floor, int repetitions)
    {
        var options = work.Model;
        var total = 0.0;
        foreach (var firstInputs in new[] { options.Embed, options.Embed + options.Hidden })
        {
            for (var l = 0; l < options.Layers; l++)
            {
                total += floor.Train(
                    options.Cell, work.Steps, Seq2SeqWork.Batch, l == 0 ? firstInputs : options.Hidden, options.Hidden, repetitions);
            }
        }
        return total;
    }

    // Logits, and the gradients of features and weights.
    private static double OutputProducts(Seq2SeqWork work, Floor floor)
    {
        var rows = work.Steps * Seq2SeqWork.Batch;
        return floor.Linear(rows, work.Model.Hidden, work.Words, LargeStepsPerRound)
            + floor.Linear(rows, work.Words, work.Model.Hidden, LargeStepsPerRound)
            + floor.Linear(work.Model.Hidden, rows, work.Words, LargeStepsPerRound);
    }
}
