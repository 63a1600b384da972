using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Text;

/// <summary>The numbers that Dive into Deep Learning (0.17, sections 8.2 and 8.3) prints for its text.</summary>
public class TimeMachineTests
{
    private static Corpus Read(TokenUnit unit, int? maxTokens = null) => Corpus.FromFile(
        SharedFolder.File("data", "timemachine.txt"),
        new CorpusOptions { Normalization = Normalization.Letters, Unit = unit, MaxTokens = maxTokens });

    [Test]
    public void Its_characters_are_170580_over_a_vocabulary_of_28()
    {
        Corpus corpus = Read(TokenUnit.Char);
        Assert.That(corpus.Tokens.Length, Is.EqualTo(170580));
        Assert.That(corpus.Vocabulary.Count, Is.EqualTo(28));
        Assert.That(
            corpus.Codec.Decode(corpus.Tokens.Span[..40]), Is.EqualTo("the time machine by h g wellsithe time t"));
    }

    [TestCase("lm_lstm_sgd.json")]
    [TestCase("lm_gru_adam.json")]
    public void Its_vocabulary_has_the_order_of_the_reference_runs(string run)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.File("golden", run)));
        string?[] expected = [.. golden.RootElement.GetProperty("vocab").EnumerateArray().Select(e => e.GetString())];
        Corpus corpus = Read(TokenUnit.Char, golden.RootElement.GetProperty("max_tokens").GetInt32());
        Assert.That(corpus.Vocabulary.Tokens, Is.EqualTo(expected));
        Assert.That(corpus.Tokens.Length, Is.EqualTo(3000));
    }

    [Test]
    public void Its_most_frequent_words_are_those_of_the_book()
    {
        Vocabulary vocabulary = Read(TokenUnit.Word).Vocabulary;
        IEnumerable<string> top = vocabulary.Tokens.Zip(vocabulary.Frequencies!, (token, count) => $"{token} {count}");
        Assert.That(top.Skip(1).Take(10), Is.EqualTo(new[]
        {
            "the 2261", "i 1267", "and 1245", "of 1155", "a 816", "to 695", "was 552", "in 541", "that 443", "my 440",
        }));
        Assert.That(vocabulary.Count, Is.EqualTo(4580));
    }
}
