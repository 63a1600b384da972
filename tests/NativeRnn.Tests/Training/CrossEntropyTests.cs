using NUnit.Framework;

namespace NativeRnn.Tests.Training;

internal sealed class CrossEntropyTests
{
    private const double Tolerance = 1e-6; // float32 exponentials

    private Engine _engine = null!;
    private Tape _tape = null!;

    [SetUp]
    public void Create()
    {
        _engine = Engine.Open(EngineChoice.Default);
        _tape = new Tape(_engine);
    }

    [TearDown]
    public void Dispose()
    {
        _tape.Dispose();
        _engine.Dispose();
    }

    [Test]
    public void Smoothing_moves_the_gradient_and_not_the_loss()
    {
        // Probabilities 3/4 and 1/4; ε = 0.2 wants 0.9 and 0.1.
        var logits = _tape.Input(_tape.Constant([MathF.Log(3), 0], new Shape(1, 2)).Value);
        var loss = CrossEntropy.Forward(_tape, logits, [0], labelSmoothing: 0.2f);
        _tape.Backward();
        Assert.That(loss.Total, Is.EqualTo(-Math.Log(0.75)).Within(Tolerance));
        Assert.That(logits.Gradient.ToArray(), Is.EqualTo([-0.15f, 0.15f]).AsCollection.Within(Tolerance));
    }

    [TestCase(-0.1f)]
    [TestCase(1f)]
    [TestCase(float.NaN)]
    public void Smoothing_outside_its_range_is_refused(float smoothing) => Assert.That(
        () => CrossEntropy.Forward(_tape, _tape.Constant([0, 0], new Shape(1, 2)), [0], labelSmoothing: smoothing),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("labelSmoothing"));
}
