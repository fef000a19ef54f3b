using System.CommandLine;
using System.Text.RegularExpressions;
using Telephony.Server.Cli;

namespace Telephony.Server.Tests.Cli;

/// <summary><c>docs/cli.md</c> names every command.</summary>
public sealed class CliDocumentationTests
{
    [Test]
    public void Every_command_is_in_the_list()
    {
        var root = new RootCommand();
        root.AddClient(new Command("check"));
        var lines = File.ReadAllLines(Path.Combine(TestPaths.Root, "docs", "cli.md"));
        foreach (var command in root.Subcommands)
        {
            var line = lines.FirstOrDefault(l => Regex.IsMatch(l, $"^\\./telephony (.* · )? *{command.Name}( |$)"));
            Assert.That(line, Is.Not.Null, command.Name);
            foreach (var verb in command.Subcommands.Where(v => command.Name is not ("explain" or "why-idle") && v.Name != "check")) Assert.That(line, Does.Contain(verb.Name), command.Name);
        }
    }

    [Test]
    public void Every_command_says_what_it_does()
    {
        var root = new RootCommand();
        root.AddClient(new Command("check", "Check."));
        foreach (var command in root.Subcommands.Concat(root.Subcommands.SelectMany(c => c.Subcommands)))
        {
            Assert.That(command.Description, Does.EndWith("."), command.Name);
            foreach (var symbol in command.Arguments.Cast<Symbol>().Concat(command.Options)) Assert.That(symbol.Description, Is.Not.Empty, $"{command.Name} {symbol.Name}");
        }
    }
}
