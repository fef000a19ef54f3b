using System.Text.RegularExpressions;

namespace Telephony.Server.Tests.Configuration;

/// <summary>The examples of docs/guides/routing.md, written one after the other into a site: none is a mistake, none gives a warning.</summary>
public sealed partial class GuideTests
{
    private const int FirstSite = 8; // together they are the site of the examples

    [Test]
    public void Every_example_of_the_guide_loads_without_a_word()
    {
        var guide = File.ReadAllText(Path.Combine(SiteFixture.Sample, "..", "docs", "guides", "routing.md"));
        var examples = Example().Matches(guide).Select(m => (File: m.Groups["file"].Value, Text: m.Groups["text"].Value)).ToList();
        Assert.That(examples, Has.Count.GreaterThan(FirstSite + 5));
        using var site = new SiteFixture(examples.Take(FirstSite).ToDictionary(e => e.File, e => e.Text));
        Assert.That(site.Problems(), Is.Empty, "the site of the examples");
        foreach (var (file, text) in examples.Skip(FirstSite))
        {
            site.Write(file, text);
            Assert.That(site.Problems(), Is.Empty, $"{file}:\n{text}");
        }
    }

    [GeneratedRegex(@"^```yaml\n# (?<file>\S+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
