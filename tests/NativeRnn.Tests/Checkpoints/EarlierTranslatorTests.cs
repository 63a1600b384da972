using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Translators' files of earlier versions stay readable: each is stored as it was written then.</summary>
[Category("Golden")]
internal sealed class EarlierTranslatorTests
{
    private const double Rounding = 1e-5; // other processors round differently; what is stored is exact

    private static readonly string _file =
        Path.Combine(AppContext.BaseDirectory, "Golden", "checkpoint_v1_translator.nrnn");

    // As Golden/README.md has them.
    private static readonly SentencePair[] _pairs =
    [
        new("the lamp is lit .", "la lampe est allumée ."),
        new("the ship is far .", "le bateau est loin ."),
        new("the night is long .", "la nuit est longue ."),
        new("the lamp is far .", "la lampe est loin ."),
        new("the ship is lit .", "le bateau est allumé ."),
        new("it is night .", "il fait nuit ."),
        new("the night is lit .", "la nuit est allumée ."),
        new("the ship sails .", "le bateau vogue ."),
        new("the lamp burns .", "la lampe brûle ."),
        new("it burns .", "il brûle ."),
    ];

    [Test]
    public void Version_1_tells_its_translator()
    {
        var info = CheckpointInfo.Read(_file);
        Assert.That((info.FormatVersion, info.WrittenBy), Is.EqualTo((1, "0.1.0")));
        Assert.That(info.Seq2Seq, Is.EqualTo(new Seq2SeqOptions
        {
            Cell = CellKind.GruResetAfter,
            Hidden = 3,
            Layers = 2,
            Embed = 2,
            Dropout = 0.25f,
            EmbedDropout = 0.125f,
            Bias = Bias.Pair,
            IsBidirectional = true,
            Attention = AttentionKind.Additive,
        }));
        Assert.That(
            string.Join(' ', info.Codec.Vocabulary.Tokens),
            Is.EqualTo("<unk> <pad> <bos> <eos> . the is lamp lit ship night far it burns long sails"));
        Assert.That(
            string.Join(' ', info.TargetCodec!.Vocabulary.Tokens),
            Is.EqualTo("<unk> <pad> <bos> <eos> . est la lampe le bateau nuit allumée loin il brûle longue allumé fait vogue"));
        foreach (var codec in new[] { info.Codec, info.TargetCodec })
        {
            Assert.That((codec.Normalization, codec.Unit), Is.EqualTo((Normalization.Separated, TokenUnit.Word)));
        }
    }

    [Test]
    public void Version_1_tells_its_run()
    {
        var run = CheckpointInfo.Read(_file).Training!;
        Assert.That((run.StepsDone, run.EpochsDone, run.StepsInEpoch), Is.EqualTo((18L, 3, 3L)));
        Assert.That((run.Seed, run.Threads, run.Tokens, run.Pairs), Is.EqualTo((5UL, 1, 90L, 10L)));
        Assert.That(run.BestValidation, Is.EqualTo(new BestValidation(1.9028495968873627, 3, 15, 6.2401954419369146)));
        Assert.That(run.Options, Is.EqualTo(new Seq2SeqTrainingOptions
        {
            Batches = new PairBatchOptions { Batch = 64, BatchTokens = 24, Steps = 6, LongPairs = LongPairs.Skip },
            LabelSmoothing = 0.1f,
            BestBy = BestBy.Bleu,
            Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.1 },
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Period = 2, Factor = 0.1 },
            Patience = 5,
            Epochs = int.MaxValue,
            MaxSteps = 18,
        }));
    }

    [Test]
    public void Version_1_gives_its_translator()
    {
        using var model = Seq2SeqModel.Load(_file);
        Assert.That(model.Parameters["encoder.embedding.weight"].Value.ToArray()[^2..], Is.EqualTo(new[] { 0.1682424f, -0.87878585f }));
        Assert.That(model.Parameters["decoder.linear.bias"].Value.ToArray()[^2..], Is.EqualTo(new[] { -0.51228416f, -0.7015256f }));
        Assert.That(Seq2SeqEvaluator.Evaluate(model, Pairs(model)).Mean, Is.EqualTo(1.7768216132943733).Within(Rounding));
        Assert.That(model.Translate("the lamp is lit ."), Is.EqualTo("la brûle.."));
    }

    [Test]
    public void Version_1_goes_on()
    {
        using var model = Seq2SeqModel.Load(_file);
        using var trainer = Seq2SeqTrainer.Resume(_file, Pairs(model), new ResumeOptions { MaxSteps = 21 });
        using var resumed = trainer.Model;
        double[] losses = [2.0037835650418874, 1.7585708729299803, 2.0415147043975344];
        foreach (var loss in losses)
        {
            Assert.That(trainer.Step().Loss, Is.EqualTo(loss).Within(Rounding));
        }
        Assert.That(trainer.IsFinished);
    }

    private static PairCorpus Pairs(Seq2SeqModel model) => PairCorpus.FromPairs(_pairs, model.Source, model.Target);
}
