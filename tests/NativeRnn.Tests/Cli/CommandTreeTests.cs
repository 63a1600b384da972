using System.CommandLine;
using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class CommandTreeTests
{
    private static readonly CliContext _context = new(TextWriter.Null, TextWriter.Null, IsTerminal: false, default);

    [Test]
    public void A_first_argument_that_names_a_command_makes_that_one_alone()
    {
        var all = NamesOf(CommandTree.Create(_context));
        Assert.That(all, Has.Length.EqualTo(16).And.Unique);
        Assert.That(all.Select(name => NamesOf(CommandTree.Create(_context, name))), Is.EqualTo(all.Select(name => new[] { name })));
    }

    [Test]
    public void Any_other_first_argument_makes_all_commands([Values("--help", "generat", "GENERATE", "")] string first) =>
        Assert.That(NamesOf(CommandTree.Create(_context, first)), Is.EqualTo(NamesOf(CommandTree.Create(_context))));

    private static string[] NamesOf(Command root) => [.. root.Subcommands.Select(command => command.Name)];
}
