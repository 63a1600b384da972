using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

[TestFixture]
public class BenchCommandTests
{
    [Test]
    public void It_times_training_and_generation_and_the_figures_of_a_line_agree([Values("f32", "bf16")] string precision)
    {
        var lines = CliRun.Of("bench", "--seconds", "0.001", "--precision", precision, "--json").JsonLines().ToList();
        Assert.That(lines.Select(line => line.GetProperty("work").GetString()), Is.EqualTo(new[]
        {
            "train-rnn-256", "train-gru-256", "train-lstm-256", "train-lstm-256-2",
            "generate-gru-256", "generate-gru-512", "generate-lstm-256", "generate-lstm-512",
        }));
        foreach (var line in lines)
        {
            var tokens = line.GetProperty("work").GetString()!.StartsWith("train", StringComparison.Ordinal) ? 32 * 35 : 1;
            var milliseconds = line.GetProperty("milliseconds").GetDouble();
            Assert.That(milliseconds, Is.Positive);
            Assert.That(
                line.GetProperty("tokens_per_second").GetDouble(), Is.EqualTo(tokens / milliseconds * 1000).Within(1e-6).Percent);
            Assert.That(line.GetProperty("precision").GetString(), Is.EqualTo(precision));
        }
    }

    [Test]
    public void People_get_a_table_below_what_it_was_measured_on()
    {
        var lines = CliRun.Of("bench", "--seconds", "0.001", "--threads", "1").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(10));
        Assert.That(lines[0], Does.Contain("1 thread").And.Contain(NativeLibraryInfo.OneDnnVersion));
    }

    [Test]
    public void A_time_of_nothing_is_refused() =>
        Assert.That(CliRun.Of("bench", "--seconds", "0").Code, Is.EqualTo(2));
}
