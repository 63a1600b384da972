namespace NativeRnn;

/// <summary>How a sequence is looked for.</summary>
public enum DecodingMethod
{
    /// <summary>Keeps the best few hypotheses at each step.</summary>
    Beam = 0,

    /// <summary>Takes the likeliest token at each step: a beam of width 1.</summary>
    Greedy = 1,

    /// <summary>Looks at every sequence up to the maximum length: exact, for small vocabularies and lengths only.</summary>
    Exhaustive = 2,

    /// <summary>Draws each token at random by its probability.</summary>
    Sampling = 3,
}
