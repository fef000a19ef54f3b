using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Api.Benchmarks;

/// <summary>A site with many agents, on disk.</summary>
internal sealed class BenchSite : IDisposable
{
    public const int FirstAgent = 1001;

    private readonly string _folder = Directory.CreateTempSubdirectory("telephony-bench-").FullName;

    public BenchSite(int agents, string password)
    {
        Write("password", password);
        Write("site/skills.yaml", "skills:\n  english: {}\n  billing: {}\n");
        Write("site/site.yaml", """
            numbers:
              "*": {greeting: [], language: en, target: {queue: sales}}
            pause_reasons:
              "1": {name: break, label: {en: Break}}
            """);
        foreach (var queue in new[] { "sales", "support", "billing" }) Write($"site/queues/{queue}.yaml", "ring_timeout: 20s\n");
        var lines = Enumerable.Range(FirstAgent, agents).Select(a => $"  \"{a}\": {{name: Agent {a}, queues: [sales, support], skills: {{english: 5, billing: 3}}}}\n");
        Write("site/agents.yaml", "agents:\n" + string.Concat(lines));
    }

    /// <summary>How the service is started on it.</summary>
    public ServeOptions Options(Uri asterisk, string user, int port) => new()
    {
        Config = Path.Combine(_folder, "site"), Data = Path.Combine(_folder, "data"), AriUrl = asterisk, AriUser = user, AriPasswordFile = Path.Combine(_folder, "password"),
        Http = $"127.0.0.90:{port}", Grpc = $"127.0.0.90:{port + 1}", Node = "bench",
    };

    /// <summary>The site, checked.</summary>
    public static Core.SiteConfiguration Load(ServeOptions options)
    {
        var loaded = SiteLoader.Load(options.Config);
        return loaded.Site ?? throw new InvalidDataException(string.Join('\n', loaded.Problems));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
