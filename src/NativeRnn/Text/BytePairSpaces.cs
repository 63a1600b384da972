namespace NativeRnn;

/// <summary>How byte-pair encoding treats spaces; no space is lost in either way.</summary>
public enum BytePairSpaces
{
    /// <summary>
    /// Text is cut into words, numbers and runs of other characters, each with the space before it, and tokens stay
    /// within these: <c>Ġ</c> in a token stands for that space. A word that begins a line has other tokens than the
    /// same word behind a space.
    /// </summary>
    /// <remarks>Source: Radford et al. 2019, Language Models are Unsupervised Multitask Learners, section 2.2.</remarks>
    Gpt2 = 0,

    /// <summary>
    /// Each line that is not empty begins with one space more, so that a word has the same tokens wherever it stands;
    /// text is cut before each space and at line ends, nowhere else. <c>▁</c> in a token stands for a space, and the
    /// space more is taken off when tokens are joined.
    /// </summary>
    /// <remarks>Source: Kudo and Richardson 2018, SentencePiece, section 3.1 and its option add_dummy_prefix.</remarks>
    SentencePiece = 1,
}
