using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Api.Benchmarks;

/// <summary>A site with many agents, on disk.</summary>
internal sealed class BenchSite : IDisposable
{
    public const int FirstAgent = 1001;

    private readonly string _folder = Directory.CreateTempSubdirectory("telephony-bench-").FullName;

    /// <param name="agents">How many agents.</param>
    /// <param name="password">Of the user of ARI.</param>
    /// <param name="queues">How many queues, of which each agent serves one; 0: three that all serve.</param>
    public BenchSite(int agents, string password, int queues = 0)
    {
        Write("password", password);
        Write("site/skills.yaml", "skills:\n  english: {}\n  billing: {}\n");
        Write("site/site.yaml", """
            numbers:
              "*": {greeting: [], language: en, target: {queue: QUEUE}}
            pause_reasons:
              "1": {name: break, label: {en: Break}}
            """.Replace("QUEUE", queues == 0 ? "sales" : QueueOf(0), StringComparison.Ordinal));
        var names = queues == 0 ? ["sales", "support", "billing"] : Enumerable.Range(0, queues).Select(QueueOf).ToArray();
        foreach (var queue in names) Write($"site/queues/{queue}.yaml", "ring_timeout: 20s\n");
        var lines = Enumerable.Range(FirstAgent, agents).Select(a => $"  \"{a}\": {{name: Agent {a}, queues: [{(queues == 0 ? "sales, support" : names[(a - FirstAgent) % queues])}], skills: {{english: 5, billing: 3}}}}\n");
        Write("site/agents.yaml", "agents:\n" + string.Concat(lines));
    }

    /// <summary>The name of a queue, where there are many.</summary>
    public static string QueueOf(int index) => $"q{index:000}";

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
