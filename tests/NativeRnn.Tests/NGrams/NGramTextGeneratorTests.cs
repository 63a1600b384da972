using NUnit.Framework;

namespace NativeRnn.Tests.NGrams;

public class NGramTextGeneratorTests
{
    [Test]
    public void A_text_that_goes_on_in_one_way_only_is_continued_so()
    {
        Corpus corpus = Corpus.FromText("abcabcabcabc");
        NGramModel model = NGramModel.Train(
            corpus, new NGramOptions { Order = 2, Smoothing = NGramSmoothing.Laplace, Epsilon = [0] });
        Assert.That(Generate(model, "ab", new GenerationOptions { Length = 7 }), Is.EqualTo("cabcabc"));
    }

    [Test]
    public void Draws_follow_the_seed_and_words_are_separated()
    {
        NGramModel model = NGramModel.Train(NGramTexts.Words(NGramTexts.Cat));
        string first = Generate(model, "the", new GenerationOptions { Length = 40, Seed = 1 });
        Assert.That(Generate(model, "the", new GenerationOptions { Length = 40, Seed = 1 }), Is.EqualTo(first));
        Assert.That(Generate(model, "the", new GenerationOptions { Length = 40, Seed = 2 }), Is.Not.EqualTo(first));
        Assert.That(first.Split(' '), Has.Length.EqualTo(41), "a space before each word");
    }

    [Test]
    public void Draws_have_the_models_frequencies()
    {
        const int Draws = 40000;
        const double FourSigma = 4 * 0.0025; // sqrt(p (1 − p) / draws) is at most 0.0025
        Corpus corpus = Corpus.FromText("aaaaabbbc");
        NGramModel model = NGramModel.Train(
            corpus, new NGramOptions { Order = 1, Smoothing = NGramSmoothing.Laplace, Epsilon = [0] });
        string text = Generate(model, "a", new GenerationOptions { Length = Draws });
        Assert.That(text.Count(letter => letter == 'a') / (double)Draws, Is.EqualTo(5.0 / 9).Within(FourSigma));
        Assert.That(text.Count(letter => letter == 'c') / (double)Draws, Is.EqualTo(1.0 / 9).Within(FourSigma));
        string colder = Generate(model, "a", new GenerationOptions { Length = Draws, Temperature = 0.5 });
        Assert.That(colder.Count(letter => letter == 'b') / (double)Draws, Is.EqualTo(9.0 / 35).Within(FourSigma));
        string topTwo = Generate(model, "a", new GenerationOptions { Length = Draws, TopK = 2 });
        Assert.That(topTwo, Does.Not.Contain("c"));
        Assert.That(topTwo.Count(letter => letter == 'b') / (double)Draws, Is.EqualTo(3.0 / 8).Within(FourSigma));
        Assert.That(Generate(model, "a", new GenerationOptions { Length = 99, TopP = 0.5 }), Is.EqualTo(new string('a', 99)));
        Assert.That(Generate(model, "a", new GenerationOptions { Length = 99, Temperature = 0 }), Is.EqualTo(new string('a', 99)));
    }

    [Test]
    public void A_prompt_without_a_token_is_refused()
    {
        NGramModel model = NGramModel.Train(NGramTexts.Words(NGramTexts.Cat));
        Assert.That(() => NGramTextGenerator.Stream(model, " "), Throws.ArgumentException);
    }

    private static string Generate(NGramModel model, string prompt, GenerationOptions options) =>
        string.Concat(NGramTextGenerator.Stream(model, prompt, options));
}
