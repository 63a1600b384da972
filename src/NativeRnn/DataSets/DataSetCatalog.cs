namespace NativeRnn;

/// <summary>The data sets that this library knows where to find; it brings none of them.</summary>
/// <remarks>
/// Checksums are those that others have published; where there was none, <see cref="DataSet.Checksum"/> is null. That of
/// The Time Machine was computed from the file whose SHA-1 the textbook publishes.
/// </remarks>
public static class DataSetCatalog
{
    private const string Textbook = "http://d2l-data.s3-accelerate.amazonaws.com/"; // Dive into Deep Learning, 0.17

    /// <summary>The Time Machine by H. G. Wells as the textbook cuts it: 3,221 lines, 178,979 bytes.</summary>
    public static DataSet TimeMachine { get; } = new()
    {
        Name = "timemachine",
        Title = "The Time Machine, H. G. Wells; the textbook's text",
        Licence = "public domain",
        Addresses = [new Uri(Textbook + "timemachine.txt")],
        Bytes = 178_979,
        Checksum = new DataSetChecksum(
            ChecksumKind.Sha256, "8424dbd9532ac81f7e5f0b6add90e6952baea29158309d7d1bf3884f4e12c516"),
        Parts = [new DataSetPart("train", "timemachine.txt")],
    };

    /// <summary>English sentences with their French translations, the textbook's edition: shortest first.</summary>
    public static DataSet EnglishFrench { get; } = new()
    {
        Name = "fra-eng",
        Title = "Tatoeba's English-French sentence pairs, the textbook's edition",
        Licence = "CC BY 2.0 FR; name tatoeba.org and manythings.org/anki",
        Addresses = [new Uri(Textbook + "fra-eng.zip")],
        Checksum = new DataSetChecksum(ChecksumKind.Sha1, "94646ad1522d915e7b0f9296181140edcf86a4f5"),
        Parts = [new DataSetPart("train", "fra-eng.tsv", "fra.txt")],
    };

    /// <summary>WikiText-2: two million words of Wikipedia's good articles, split for training, validation and test.</summary>
    /// <remarks>Source: Merity et al. 2016, "Pointer Sentinel Mixture Models".</remarks>
    public static DataSet WikiText2 { get; } = new()
    {
        Name = "wikitext-2",
        Title = "WikiText-2: two million words of Wikipedia's good articles",
        Licence = "CC BY-SA 3.0; name Wikipedia and Merity et al. 2016",
        Addresses =
        [
            new Uri("https://wikitext.smerity.com/wikitext-2-v1.zip"), // the first author's; the paper's own is gone
            new Uri("https://s3.amazonaws.com/research.metamind.io/wikitext/wikitext-2-v1.zip"),
        ],
        Bytes = 4_475_746,
        Checksum = new DataSetChecksum(
            ChecksumKind.Sha256, "92675f1d63015c1c8b51f1656a52d5bdbc33aafa60cc47a218a66e7ee817488c"),
        Parts =
        [
            new DataSetPart("train", "wiki.train.tokens", "wiki.train.tokens"),
            new DataSetPart("valid", "wiki.valid.tokens", "wiki.valid.tokens"),
            new DataSetPart("test", "wiki.test.tokens", "wiki.test.tokens"),
        ],
    };

    /// <summary>text8: 100,000,000 characters of Wikipedia, nothing but a to z and spaces.</summary>
    /// <remarks>Source: Mahoney 2011, "About the test data".</remarks>
    public static DataSet Text8 { get; } = new()
    {
        Name = "text8",
        Title = "text8: 100 million letters and spaces of Wikipedia",
        Licence = "GFDL, as Wikipedia was in 2006; name Wikipedia and Matt Mahoney",
        Addresses = [new Uri("http://mattmahoney.net/dc/text8.zip")],
        Bytes = 31_344_016,
        Checksum = new DataSetChecksum(
            ChecksumKind.Sha256, "a6640522afe85d1963ad56c05b0ede0a0c000dddc9671758a6cc09b7a38e5232"),
        Parts = [new DataSetPart("train", "text8.txt", "text8")],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DataSet> All { get; } = [TimeMachine, EnglishFrench, WikiText2, Text8];

    /// <summary>The data set of a name.</summary>
    /// <param name="name">Such as <c>timemachine</c>; in any case.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists them.</exception>
    public static DataSet Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There is no data set '{name}'; choose {string.Join(", ", All.Select(set => set.Name))}.", nameof(name));
    }
}
