// Trains a tagger and a classifier on a little English, and shows why the tagger reads both ways.
using System.Globalization;
using NativeRnn;
using NativeRnn.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var random = new RandomSource(1);

var training = LabelledSequences.FromSentences(HouseGrammar.TaggedSentences(400, random));
var validation = LabelledSequences.FromSentences(
    HouseGrammar.TaggedSentences(100, random), training.Codec, training.Labels);

Console.WriteLine("Parts of speech, where the next word tells what 'clean' is:");
using var tagger = TrainTagger(isBidirectional: true);
using var forward = TrainTagger(isBidirectional: false);
ShowTags("clean the oven and warm room and dry the cup");

Console.WriteLine();
Console.WriteLine("What a sentence is for:");
using var classifier = TrainClassifier();
foreach (var text in new[] { "is the lamp warm", "the lamp is warm", "warm the lamp", "clean the piano" })
{
    var made = classifier.Classify(text);
    Console.WriteLine($"  {text,-18} {made.Label} ({made.Probability:P1})");
}

SequenceTagger TrainTagger(bool isBidirectional)
{
    var options = new SequenceTaggerOptions { Cell = CellKind.Lstm, IsBidirectional = isBidirectional };
    var model = new SequenceTagger(options, training.Codec, training.Labels);
    using var trainer = new SequenceLabellerTrainer(
        model, training, new SequenceLabellerTrainingOptions { Epochs = 8 });
    trainer.Fit(validation);
    var scores = SequenceLabellerEvaluator.Evaluate(model, validation);
    Console.WriteLine($"  {(isBidirectional ? "both ways" : "forward only")}: {scores.Accuracy:P1} of the words right");
    foreach (var label in scores.Labels)
    {
        Console.WriteLine($"    {label.Label,-5} F1 {label.F1:F3}, precision {label.Precision:F3}, recall {label.Recall:F3}");
    }
    return model;
}

void ShowTags(string sentence)
{
    var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.nrnn");
    tagger.Save(path);
    using var loaded = SequenceTagger.Load(path); // as another program would, later
    File.Delete(path);
    Console.WriteLine($"  {string.Join(' ', loaded.Tag(sentence).Select(token => $"{token.Token}/{token.Tag}"))}");
    Console.WriteLine($"  {string.Join(' ', forward.Tag(sentence).Select(token => $"{token.Token}/{token.Tag}"))} (forward only)");
}

SequenceClassifier TrainClassifier()
{
    var data = LabelledSequences.FromTexts(HouseGrammar.LabelledTexts(200, random));
    var model = new SequenceClassifier(
        new SequenceClassifierOptions { Cell = CellKind.GruResetAfter, EmbedDropout = 0.1f }, data.Codec, data.Labels);
    using var trainer = new SequenceLabellerTrainer(
        model, data, new SequenceLabellerTrainingOptions { Epochs = 8 });
    trainer.Fit();
    return model;
}
