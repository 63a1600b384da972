namespace NativeRnn.Benchmarks;

/// <summary>The cases of benchmarks/pytorch and benchmarks/onnxruntime, by the same names and of the same shapes.</summary>
internal static class Cases
{
    /// <summary>Of a case of generation.</summary>
    internal const int TokensPerRun = 500;

    private static readonly int[] _firstToken = [1];

    private static readonly Dictionary<string, (CellKind Cell, int Hidden)> _generators = new()
    {
        ["generate-lstm-256"] = (CellKind.Lstm, 256),
        ["generate-lstm-512"] = (CellKind.Lstm, 512),
        ["generate-gru-256"] = (CellKind.GruResetAfter, 256),
        ["generate-gru-512"] = (CellKind.GruResetAfter, 512),
    };

    private static readonly Dictionary<string, Func<Engine, Case>> _makers = new()
    {
        ["lm-train-rnn"] = engine => LanguageModelStep(engine, CellKind.RnnTanh, layers: 1),
        ["lm-train-gru"] = engine => LanguageModelStep(engine, CellKind.GruResetAfter, layers: 1),
        ["lm-train-lstm"] = engine => LanguageModelStep(engine, CellKind.Lstm, layers: 1),
        ["lm-train-lstm-2"] = engine => LanguageModelStep(engine, CellKind.Lstm, layers: 2),
        ["words-train"] = engine => WordModelStep(engine, Precision.F32),
        ["words-train-bf16"] = engine => WordModelStep(engine, Precision.BF16),
        ["seq2seq-train-book"] = engine => Seq2SeqStep(engine, Seq2SeqWork.Book(CellKind.GruResetAfter)),
        ["seq2seq-train-gru"] = engine => Seq2SeqStep(engine, Seq2SeqWork.Large(CellKind.GruResetAfter)),
        ["seq2seq-train-lstm"] = engine => Seq2SeqStep(engine, Seq2SeqWork.Large(CellKind.Lstm)),
        ["seq2seq-train-gru-general"] = engine =>
            Seq2SeqStep(engine, Seq2SeqWork.Large(CellKind.GruResetAfter, AttentionKind.General)),
        ["seq2seq-train-lstm-general"] = engine =>
            Seq2SeqStep(engine, Seq2SeqWork.Large(CellKind.Lstm, AttentionKind.General)),
        ["beam-gru-1"] = engine => Beam(engine, CellKind.GruResetAfter, sentences: 1),
        ["beam-gru-16"] = engine => Beam(engine, CellKind.GruResetAfter, sentences: 16),
        ["beam-lstm-1"] = engine => Beam(engine, CellKind.Lstm, sentences: 1),
        ["beam-lstm-16"] = engine => Beam(engine, CellKind.Lstm, sentences: 16),
    };

    internal static IEnumerable<string> Names => _makers.Keys.Concat(_generators.Keys);

    internal static Case Make(string name, Engine engine)
    {
        if (_makers.TryGetValue(name, out var maker))
        {
            return maker(engine);
        }

        return _generators.TryGetValue(name, out var generator)
            ? Generation(Model(engine, generator))
            : throw new ArgumentException($"There is no case '{name}': choose {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>Writes the models of generation for peers that read ONNX, each under its case's name.</summary>
    internal static void ExportGenerators(Engine engine, string folder)
    {
        foreach (var (name, generator) in _generators)
        {
            using var model = Model(engine, generator);
            OnnxModel.Export(model, Path.Combine(folder, $"{name}.onnx"));
        }
    }

    /// <summary>A beam of 4 whose hypotheses all end at the last step, since random weights would end anywhere.</summary>
    internal static DecodingOptions FullLengthBeam(Seq2SeqWork work) =>
        new() { Beam = 4, MaxLength = work.Steps, MinLength = work.Steps - 1 };

    private static Case LanguageModelStep(Engine engine, CellKind cell, int layers)
    {
        var model = BenchmarkModels.LanguageModel(engine, cell, hidden: 256, layers);
        var trainer = BenchmarkModels.LanguageModelTrainer(model);
        return new Case(() => trainer.Step(), 1, model, trainer);
    }

    private static Case WordModelStep(Engine engine, Precision precision)
    {
        var model = WordModelBenchmarks.Model(engine);
        var trainer = WordModelBenchmarks.Trainer(model, precision);
        return new Case(() => trainer.Step(), 1, model, trainer);
    }

    private static LanguageModel Model(Engine engine, (CellKind Cell, int Hidden) generator) =>
        BenchmarkModels.LanguageModel(engine, generator.Cell, generator.Hidden, layers: 1);

    private static Case Generation(LanguageModel model)
    {
        var generator = new TextGenerator(model);
        var greedy = new GenerationOptions { Temperature = 0 };
        var random = new RandomSource(1);
        generator.Feed(_firstToken);
        return new Case(Run, TokensPerRun, model, generator);

        void Run()
        {
            for (var i = 0; i < TokensPerRun; i++)
            {
                _ = generator.Next(greedy, random);
            }
        }
    }

    private static Case Seq2SeqStep(Engine engine, Seq2SeqWork work)
    {
        var model = BenchmarkModels.Seq2Seq(engine, work);
        var trainer = BenchmarkModels.Seq2SeqTrainer(model, work);
        return new Case(() => trainer.Step(), 1, model, trainer);
    }

    private static Case Beam(Engine engine, CellKind cell, int sentences)
    {
        var work = Seq2SeqWork.Large(cell);
        var model = BenchmarkModels.Seq2Seq(engine, work);
        var translator = new Translator(model) { Batch = sentences };
        var texts = BenchmarkModels.RandomSentences(work, sentences);
        return new Case(() => translator.Translate(texts, FullLengthBeam(work)), sentences, model, translator);
    }
}
