using System.Text.RegularExpressions;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>The table of scenarios names no test that there is not.</summary>
public sealed partial class ScenarioTableTests
{
    [Test]
    public void Every_test_and_story_of_the_table_exists()
    {
        var table = File.ReadAllText(Repository.File("docs", "acceptance-scenarios.md"));
        var tests = TestName.Matches(table).Select(m => (Class: m.Groups[1].Value, Name: m.Groups[2].Value)).ToList();
        var stories = StoryName.Matches(table).Select(m => m.Groups[1].Value).ToList();
        Assert.That(tests, Has.Count.GreaterThan(50));
        Assert.That(stories, Is.Not.Empty);
        var sources = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileName(file).Split('.')[0], File.ReadAllText);
        Assert.Multiple(() =>
        {
            foreach (var (type, name) in tests) Assert.That(sources[type].Any(text => text.Contains($" {name}(", StringComparison.Ordinal)), $"{type}.{name}");
            foreach (var story in stories) Assert.That(File.Exists(Repository.File("tests", "Telephony.Core.Tests", "Scenarios", story + ".txt")), story);
        });
    }

    [GeneratedRegex(@"`([A-Za-z]+Tests)\.([A-Za-z_]+)`")]
    private static partial Regex TestName { get; }

    [GeneratedRegex("`story: ([a-z_]+)`")]
    private static partial Regex StoryName { get; }
}
