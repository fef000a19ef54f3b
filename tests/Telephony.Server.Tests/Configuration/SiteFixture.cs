using System.Runtime.CompilerServices;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

/// <summary>A small site in a temporary folder, to be bent by a test.</summary>
internal sealed class SiteFixture : IDisposable
{
    public static readonly IReadOnlyDictionary<string, string> Small = new Dictionary<string, string>
    {
        ["site.yaml"] = """
            numbers:
              "*":
                target: {menu: main}

            """,
        ["skills.yaml"] = """
            skills:
              english: {label: {en: English}}
              spanish: {label: {en: Spanish}}

            """,
        ["agents.yaml"] = """
            agents:
              "1001":
                name: Ann
                skills: {english: 7}
                queues: [sales]

            """,
        ["queues/sales.yaml"] = """
            label:
              en: Sales
              zh-CN: 销售
            ring_timeout: 15s
            skills:
              - english

            """,
        ["ivr/main.yaml"] = """
            prompt: [welcome]
            choices:
              "1": {queue: sales}
            otherwise: {queue: sales}

            """,
    };

    public SiteFixture(IReadOnlyDictionary<string, string>? files = null)
    {
        Directory.CreateDirectory(Folder);
        foreach (var (name, text) in files ?? Small) Write(name, text);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"site-{Guid.NewGuid():N}");

    /// <summary>The sample site shipped with the project.</summary>
    public static string Sample { get; } = Path.Combine(ProjectFolder(), "config");

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(PathOf(name), bytes);

    public void Delete(string name) => File.Delete(PathOf(name));

    public SiteLoadResult Load() => SiteLoader.Load(Folder);

    /// <summary>The problems as lines.</summary>
    public string[] Problems() => [.. Load().Problems.Select(problem => problem.ToString())];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string PathOf(string name)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string ProjectFolder([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", ".."));
}
