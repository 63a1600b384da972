using NUnit.Framework;

namespace NativeRnn.Tests.Text;

public class BytePairCodeTests
{
    // Sennrich et al. 2016, Algorithm 1: low 5 times, lower 2, newest 6, widest 3; '_' ends words as </w> does there.
    private static readonly string[] _paper =
    [
        .. Enumerable.Repeat("low_", 5), .. Enumerable.Repeat("lower_", 2), .. Enumerable.Repeat("newest_", 6),
        .. Enumerable.Repeat("widest_", 3),
    ];

    // By hand. Of es and st, 9 times each, e comes first; of lo and ow, 7 times, l does; of ew, ne and w·est, 6 times, e, then n
    // before ew; of the three pairs of widest, d. GPT-2's pieces part '_' from letters.
    [TestCase("Gpt2", "e s|es t|l o|lo w|e w|n ew|new est|d est|i dest|w idest")]
    // Of es·t and t·_, 9 times each, t comes first, a byte before a merge; so does ▁ before lo and new.
    [TestCase("SentencePiece", "e s|t _|es t_|l o|▁ lo|▁lo w|e w|n ew|▁ new|▁new est_|▁low _")]
    public void The_papers_words_give_the_merges_that_a_hand_finds(string spaces, string expected)
    {
        BytePairOptions options = new() { Merges = expected.Split('|').Length, Spaces = Enum.Parse<BytePairSpaces>(spaces) };
        Assert.That(
            string.Join('|', BytePairCode.Learn(_paper, options).Merges.Select(merge => $"{merge.Left} {merge.Right}")),
            Is.EqualTo(expected));
    }

    [Test]
    public void The_papers_words_give_the_papers_tokens()
    {
        var tokens = BytePairCode.Learn(_paper, new BytePairOptions { Merges = 10 }).Tokens.Skip(256);
        Assert.That(new[] { "es", "est", "lo", "low" }, Is.SubsetOf(tokens), "Figure and text of section 3.2");
    }

    [TestCase("aaa aaaa aaaaaaa aaaaaaaa", 20)]
    [TestCase("abababab abcabc cabcab bcabca", 30)]
    [TestCase("the cat sat on the mat; the dog's 12 cats saw 123 hats, weren't they?  \n\n the end\n", 100)]
    [TestCase("<unk> <unk> <unk>x<unk> <pad><pad><pad>", 60)]
    [TestCase("été 中文字符中文字 😀😀😀 naïve ñandú 中文 été", 60)]
    public void Learnt_merges_are_those_of_the_naive_algorithm(string text, int merges) => Assert.That(
        BytePairCode.Learn([text], new BytePairOptions { Merges = merges }).Merges,
        Is.EqualTo(NaiveBytePairs.Learn(text, merges).Select(pair => new BytePairMerge(pair.Left, pair.Right))));

    [Test]
    public void So_are_those_of_drawn_texts_with_few_letters_and_long_words([Values(1, 2, 3)] int letters)
    {
        RandomSource random = new((ulong)letters);
        for (int trial = 0; trial < 40; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, 150).Select(_ => random.Next(12) == 0 ? ' ' : (char)('a' + random.Next(letters))));
            Learnt_merges_are_those_of_the_naive_algorithm(text, 80);
        }
    }

    [Test]
    public void The_order_of_texts_does_not_matter()
    {
        string[] texts = ["one two two", "two three", "three one four"];
        Assert.That(
            BytePairCode.Learn(texts.Reverse()).Numbers, Is.EqualTo(BytePairCode.Learn(texts).Numbers).And.Not.Empty);
    }

    [Test]
    public void No_pair_reaches_over_the_end_of_a_text_or_piece() => Assert.That(
        BytePairCode.Learn(["a", "b", "a", "b", "a b", "a b"]).Merges, Is.EqualTo(new[] { new BytePairMerge("Ġ", "b") }));

    [Test]
    public void Rare_pairs_and_long_tokens_are_not_learnt()
    {
        BytePairOptions often = new() { MinFrequency = 3 };
        Assert.That(BytePairCode.Learn(["ab ab cd cd cd"], often).Tokens, Has.Member("cd").And.No.Member("ab"));
        string[] line = [new string('-', 3000)];
        Assert.That(BytePairCode.Learn(line).Tokens.Max(token => token.Length), Is.EqualTo(BytePairCode.MaxTokenBytes));
    }

    [Test]
    public void A_code_is_restored_from_its_merges()
    {
        BytePairCode code = BytePairCode.Learn(_paper, new BytePairOptions { Merges = 9 });
        BytePairCode restored = new(code.Merges, code.Spaces);
        Assert.That(restored.Tokens, Is.EqualTo(code.Tokens));
        Assert.That(restored.IsSameAs(code));
        Assert.That(restored.IsSameAs(BytePairCode.Learn(_paper, new BytePairOptions { Merges = 8 })), Is.False);
    }

    [TestCase("ab c", "Merge 1 names a token that no merge before it makes.")]
    [TestCase("a b|a b", "Merge 2 is there twice.")]
    [TestCase("a |a b", "Merge 1 names a token that no merge before it makes.")]
    [TestCase("< u|<u n|<un k|<unk >", "Merge 4 makes a token that is a mark of vocabularies.")]
    public void Merges_that_are_none_are_named(string merges, string sentence)
    {
        var pairs = merges.Split('|').Select(merge => new BytePairMerge(merge.Split(' ')[0], merge.Split(' ')[1]));
        Assert.That(
            () => new BytePairCode(pairs, BytePairSpaces.Gpt2), Throws.ArgumentException.With.Message.StartsWith(sentence));
    }

    [Test]
    public void Options_are_checked()
    {
        Assert.That(() => new BytePairOptions { Merges = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BytePairOptions { MinFrequency = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BytePairOptions { Spaces = (BytePairSpaces)2 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Learning_can_be_stopped() => Assert.That(
        () => BytePairCode.Learn(_paper, cancellation: new CancellationToken(canceled: true)),
        Throws.InstanceOf<OperationCanceledException>());
}
