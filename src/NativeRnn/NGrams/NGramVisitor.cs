namespace NativeRnn;

/// <summary>Is handed the n-grams of a level one by one.</summary>
/// <param name="node">The n-gram's place in its level.</param>
/// <param name="ngram">Its tokens.</param>
internal delegate void NGramVisitor(int node, ReadOnlySpan<int> ngram);
