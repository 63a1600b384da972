namespace NativeRnn.Samples;

/// <summary>A little English about a house.</summary>
/// <remarks>
/// Words such as "clean" are verbs before "the" and adjectives before a noun. Both come equally often behind the same
/// words, so that only the next word tells: who reads forward alone must guess.
/// </remarks>
internal static class HouseGrammar
{
    internal const string Adjective = "ADJ";
    internal const string Verb = "VERB";
    internal const string Statement = "statement";
    internal const string Question = "question";
    internal const string Order = "order";

    private static readonly string[] _ambiguous = ["clean", "open", "empty", "warm", "dry", "cool"];
    private static readonly string[] _nouns = ["room", "box", "lamp", "door", "oven", "cup", "shelf", "towel"];

    /// <summary>Whether the next word is needed to tell what a word is.</summary>
    internal static bool IsAmbiguous(string word) => _ambiguous.Contains(word);

    /// <summary>Sentences such as "clean the box and dry towel" with the part of speech of each word.</summary>
    internal static List<TaggedSentence> TaggedSentences(int count, RandomSource random)
    {
        var sentences = new List<TaggedSentence>(count);
        for (var i = 0; i < count; i++)
        {
            List<string> words = [], tags = [];
            var phrases = 1 + random.Next(4);
            for (var phrase = 0; phrase < phrases; phrase++)
            {
                AddPhrase(words, tags, random);
            }
            sentences.Add(new TaggedSentence(words, tags));
        }
        return sentences;
    }

    /// <summary>Statements, questions and orders; of the first two, only the order of the words tells.</summary>
    internal static List<LabelledText> LabelledTexts(int count, RandomSource random)
    {
        var texts = new List<LabelledText>(count);
        for (var i = 0; i < count; i++)
        {
            var (noun, quality) = (Draw(_nouns, random), Draw(_ambiguous, random));
            texts.Add(random.Next(3) switch
            {
                0 => new LabelledText($"the {noun} is {quality}", Statement),
                1 => new LabelledText($"is the {noun} {quality}", Question),
                _ => new LabelledText($"{quality} the {noun}", Order),
            });
        }
        return texts;
    }

    private static void AddPhrase(List<string> words, List<string> tags, RandomSource random)
    {
        if (words.Count > 0)
        {
            Add("and", "CONJ");
        }
        var isOrder = random.Next(2) == 0;
        Add(Draw(_ambiguous, random), isOrder ? Verb : Adjective);
        if (isOrder)
        {
            Add("the", "DET");
        }
        Add(Draw(_nouns, random), "NOUN");

        void Add(string word, string tag)
        {
            words.Add(word);
            tags.Add(tag);
        }
    }

    private static string Draw(string[] words, RandomSource random) => words[random.Next(words.Length)];
}
