using System.Text;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

/// <summary>Thousands of broken sites: the loader answers each with a site or with places.</summary>
public class SiteFuzzTests
{
    private static readonly string[] Fragments =
    [
        "\t", "\n", "  ", "- ", ": ", "{", "}", "[", "]", "\"", "'", "*a", "&a ", "!!int ", "---\n", "...\n", "? ", "| ", "> ", "%YAML 9.9\n", "#", "@", "`",
        "\0", "\u0085", "\u2028", "\uFEFF", "é", "销", "99999999999999999999", "-1", "~", "null", "<<: *a", "\\x", "\r", "{\"1\": ", "otherwise: {menu: main}\n", ",",
    ];

    [Test]
    public void No_change_of_the_sample_site_makes_the_loader_throw([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        var names = Directory.EnumerateFiles(SiteFixture.Sample, "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SiteFixture.Sample, path)).Order(StringComparer.Ordinal).ToArray();
        var texts = names.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(SiteFixture.Sample, name)));
        using var site = new SiteFixture(texts.ToDictionary(text => text.Key, text => Encoding.UTF8.GetString(text.Value)));
        var refused = 0;
        for (var round = 0; round < 100; round++)
        {
            var name = names[random.Next(names.Length)];
            site.Write(name, Mutate(texts[name], random));
            var result = site.Load();
            if (result.Site is null) refused++;
            Assert.That(
                result.Site is not null || result.Problems.Any(problem => problem.Severity == ConfigSeverity.Error), Is.True,
                $"seed {seed}, round {round}: neither a site nor a reason");
            Assert.That(
                result.Problems.Where(problem => problem.Line < 1 || problem.Column < 1 || problem.ToString().Any(char.IsControl)), Is.Empty,
                $"seed {seed}, round {round}");
            site.Write(name, texts[name]);
        }

        Assert.That(refused, Is.InRange(20, 100), "the mutations must matter");
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    var from = random.Next(original.Length);
                    bytes.InsertRange(at, original.AsSpan(from, Math.Min(random.Next(1, 60), original.Length - from)).ToArray());
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
