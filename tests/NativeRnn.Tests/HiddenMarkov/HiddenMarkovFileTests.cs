using NUnit.Framework;

namespace NativeRnn.Tests.HiddenMarkov;

public class HiddenMarkovFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_saved_model_comes_back_bit_for_bit()
    {
        var model = HiddenMarkovModel.Draw(3, 4, new RandomSource(1));
        string path = _folder.File("model.json");
        model.Save(path);
        HiddenMarkovModel loaded = HiddenMarkovModel.Load(path);
        Assert.That(loaded.Initial, Is.EqualTo(model.Initial));
        Assert.That(loaded.Transition, Is.EqualTo(model.Transition));
        Assert.That(loaded.Emission, Is.EqualTo(model.Emission));
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "model.json" }));
    }

    [TestCase("", "holds no hidden Markov model")]
    [TestCase("[1]", "holds no hidden Markov model")]
    [TestCase("{\"initial\":[1]}", "holds no hidden Markov model")]
    [TestCase("{\"initial\":[\"a\"],\"transition\":[[1]],\"emission\":[[1]]}", "holds no hidden Markov model")]
    [TestCase(
        "{\"initial\":[1],\"transition\":[[1]],\"emission\":[[0.5,0.6]]}", "Row 0 of the emission table sums to 1.1; it must sum to 1.")]
    [TestCase(
        "{\"initial\":[1,0],\"transition\":[[1,0],[1]],\"emission\":[[1],[1]]}", "Row 1 of a table has 1 numbers, the first one 2.")]
    public void What_is_no_model_is_refused(string content, string reason)
    {
        string path = _folder.File("model.json");
        File.WriteAllText(path, content);
        Assert.That(
            () => HiddenMarkovModel.Load(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(reason));
    }
}
