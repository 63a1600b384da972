using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

internal sealed class DecodingOptionsTests
{
    private static IEnumerable<TestCaseData> Refused() =>
    [
        new TestCaseData(nameof(DecodingOptions.Beam), () => new DecodingOptions { Beam = 0 }),
        new TestCaseData(nameof(DecodingOptions.Alpha), () => new DecodingOptions { Alpha = -0.1 }),
        new TestCaseData(nameof(DecodingOptions.Alpha), () => new DecodingOptions { Alpha = double.NaN }),
        new TestCaseData(nameof(DecodingOptions.NBest), () => new DecodingOptions { NBest = 0 }),
        new TestCaseData(nameof(DecodingOptions.MaxLength), () => new DecodingOptions { MaxLength = 0 }),
        new TestCaseData(nameof(DecodingOptions.MinLength), () => new DecodingOptions { MinLength = -1 }),
        new TestCaseData(nameof(DecodingOptions.NoRepeatNGram), () => new DecodingOptions { NoRepeatNGram = -1 }),
        new TestCaseData(nameof(DecodingOptions.Temperature), () => new DecodingOptions { Temperature = -1 }),
        new TestCaseData(nameof(DecodingOptions.TopK), () => new DecodingOptions { TopK = -1 }),
        new TestCaseData(nameof(DecodingOptions.TopP), () => new DecodingOptions { TopP = 0 }),
        new TestCaseData(nameof(DecodingOptions.TopP), () => new DecodingOptions { TopP = 1.5 }),
    ];

    private static IEnumerable<TestCaseData> Contradictions() =>
    [
        new TestCaseData(new DecodingOptions { MinLength = 5, MaxLength = 5 }, "raise MaxLength to 6"),
        new TestCaseData(new DecodingOptions { Beam = 2, NBest = 3 }, "raise Beam to 3"),
        new TestCaseData(new DecodingOptions { Method = DecodingMethod.Greedy, NBest = 2 }, "use a beam"),
        new TestCaseData(new DecodingOptions { Method = (DecodingMethod)9 }, "no decoding method"),
    ];

    [TestCaseSource(nameof(Refused))]
    public void Values_outside_their_range_are_named(string name, Func<DecodingOptions> make) =>
        Assert.That(make, Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(name));

    [TestCaseSource(nameof(Contradictions))]
    public void Options_that_contradict_each_other_are_refused_with_what_to_do(DecodingOptions options, string advice) =>
        Assert.That(
            () => new SequenceDecoder(ToyModel.Tokens, options),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains(advice));

    [Test]
    public void Defaults_are_a_beam_of_4_with_the_textbooks_length_penalty()
    {
        var options = new SequenceDecoder(ToyModel.Tokens).Options;
        Assert.That(options.Method, Is.EqualTo(DecodingMethod.Beam));
        Assert.That((options.Beam, options.Alpha, options.NBest), Is.EqualTo((4, 0.75, 1)));
    }
}
