namespace NativeRnn.Tests.Cli;

/// <summary>The repository's own texts under the names of the book's, which it may not hold.</summary>
internal static class BookStandIns
{
    public static void PlaceIn(string folder)
    {
        File.Copy(RepositoryFolder.File("data", "lighthouse.txt"), Path.Combine(folder, "timemachine.txt"));
        Directory.CreateDirectory(Path.Combine(folder, "fra-eng"));
        File.Copy(RepositoryFolder.File("data", "english-french.tsv"), Path.Combine(folder, "fra-eng", "train.tsv"));
    }
}
