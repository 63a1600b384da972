using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how long and in which batches a translator is trained.</summary>
internal sealed class PairTrainingOptionGroup
{
    private const double AdamRate = 0.005; // Dive into Deep Learning, edition 0.17, 9.7.4

    private readonly RunOptionGroup _run = new(epochs: 30, new OptimizerOptionGroup("adam", AdamRate));
    private readonly Option<int> _batch = NumberOption.Create(
        "--batch", 64, NumberRanges.AtLeast(1), "Pairs in a batch.");
    private readonly Option<int?> _batchTokens = NumberOption.CreateOptional(
        "--batch-tokens", NumberRanges.AtLeast(2), "Fills batches to so many tokens of both sides, padding included, instead of --batch.");
    private readonly Option<int> _steps = NumberOption.Create(
        "--steps", 50, NumberRanges.AtLeast(1), "Longest source and longest target in tokens, the end token included.");
    private readonly ChoiceOption<LongPairs> _longPairs = new(
        "--long-pairs",
        "Cuts pairs longer than --steps, or skips them.",
        [("truncate", LongPairs.Truncate), ("skip", LongPairs.Skip)],
        "truncate");
    private readonly ChoiceOption<BatchOrder> _order = new(
        "--batches",
        "Pairs of similar length share a batch, so that little is padded, or pairs come shuffled as in the textbook.",
        [("bucketed", BatchOrder.Bucketed), ("shuffled", BatchOrder.Shuffled)],
        "bucketed");
    private readonly Option<double> _smoothing = NumberOption.Create(
        "--label-smoothing", 0.0, NumberRanges.FromZeroBelowOne, "Part of a target's probability that is spread over all tokens.");
    private readonly ChoiceOption<BestBy> _bestBy = new(
        "--best-by",
        "With --valid: what makes an epoch the best for --patience and --keep-best; bleu translates --valid each time.",
        [("loss", BestBy.Loss), ("bleu", BestBy.Bleu)],
        "loss");

    private enum BatchOrder
    {
        Bucketed,
        Shuffled,
    }

    internal void AddTo(Command command)
    {
        command.Add(_batch);
        command.Add(_batchTokens);
        command.Add(_steps);
        command.Add(_longPairs);
        command.Add(_order);
        command.Add(_smoothing);
        command.Add(_bestBy);
        _run.AddTo(command);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, Seq2SeqTrainingOptions stored)
    {
        conflicts.Compare(_batch, () => parsed.GetValue(_batch), stored.Batches.Batch);
        conflicts.Compare(_batchTokens, () => parsed.GetValue(_batchTokens), stored.Batches.BatchTokens);
        conflicts.Compare(_steps, () => parsed.GetValue(_steps), stored.Batches.Steps);
        conflicts.Compare(_longPairs, () => _longPairs.Read(parsed), stored.Batches.LongPairs);
        conflicts.Compare(_order, () => _order.Read(parsed) == BatchOrder.Bucketed, stored.Batches.Bucketed);
        conflicts.Compare(_smoothing, () => (float)parsed.GetValue(_smoothing), stored.LabelSmoothing);
        conflicts.Compare(_bestBy, () => _bestBy.Read(parsed), stored.BestBy);
        _run.Compare(conflicts, parsed, stored);
    }

    /// <summary>How long a resumed run lasts.</summary>
    internal ResumeOptions Changes(ParseResult parsed) => _run.Changes(parsed);

    internal Seq2SeqTrainingOptions Settings(ParseResult parsed, bool isValidated)
    {
        var bestBy = _bestBy.Read(parsed)!.Value;
        if (parsed.Has(_bestBy) && !isValidated)
        {
            throw new UsageException("--best-by needs --valid, which tells what is best.");
        }

        return _run.Settings(
            parsed,
            new Seq2SeqTrainingOptions
            {
                Batches = BatchesOf(parsed),
                LabelSmoothing = (float)parsed.GetValue(_smoothing),
                BestBy = bestBy,
            },
            isValidated);
    }

    private PairBatchOptions BatchesOf(ParseResult parsed)
    {
        var (tokens, steps) = (parsed.GetValue(_batchTokens), parsed.GetValue(_steps));
        var isBucketed = _order.Read(parsed) == BatchOrder.Bucketed;
        if (tokens is not null && !isBucketed)
        {
            throw new UsageException("--batch-tokens belongs to --batches bucketed; leave one of them out.");
        }

        if (tokens is not null && parsed.Has(_batch))
        {
            throw new UsageException("--batch-tokens replaces --batch; leave one of them out.");
        }

        if (tokens < 2L * steps)
        {
            throw new UsageException(
                $"--batch-tokens must hold one pair of the longest sentences, {2L * steps} tokens; raise it or lower --steps.");
        }

        return new PairBatchOptions
        {
            Batch = parsed.GetValue(_batch),
            BatchTokens = tokens,
            Steps = steps,
            LongPairs = _longPairs.Read(parsed)!.Value,
            Bucketed = isBucketed,
        };
    }
}
