// Writes the API reference as Markdown: a page for each public type and a list of them.
// Arguments: the folder to write to, then the names of the libraries, which lie beside this program.
using System.Reflection;
using System.Text;
using NativeRnn.ApiReference;

var (folder, libraries) = (args[0], args[1..]);
var documentation = new Documentation(libraries.Select(name => Path.Combine(AppContext.BaseDirectory, name + ".xml")));
Directory.CreateDirectory(folder);
var undocumented = new List<string>();
var index = new StringBuilder("# API reference\n");
foreach (var assembly in libraries.Select(Assembly.Load))
{
    index.Append($"\n## {assembly.GetName().Name}\n\n| Type | |\n| --- | --- |\n");
    foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
    {
        var page = new TypePage(type, documentation);
        var file = $"{type.FullName!.Replace('+', '.').Replace('`', '-')}.md";
        File.WriteAllText(Path.Combine(folder, file), page.Render());
        index.Append($"| [{Signature.Name(type)}]({file}) | {page.Summary.ReplaceLineEndings(" ").Replace("|", "\\|")} |\n");
        undocumented.AddRange(page.Undocumented);
    }
}
File.WriteAllText(Path.Combine(folder, "README.md"), index.ToString());

undocumented.ForEach(member => Console.Error.WriteLine($"{member} has no documentation"));
return undocumented.Count == 0 ? 0 : 1;
