using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// An Asterisk as we ship it, the service beside it, and two banks of phones: the agents', who need no password, and the callers', behind the trunk.
/// No music, so that no sound flows unless it is asked for; what is measured and raced is signalling.
/// </summary>
public sealed partial class Centre : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http;

    private Centre(AsteriskInstance asterisk, ChildProcess service, PhoneBank agents, PhoneBank callers)
    {
        (Asterisk, Service, Agents, Callers) = (asterisk, service, agents, callers);
        Talks = new TalkWatch(Path.Combine(asterisk.Data, "facts"));
        _http = new HttpClient { BaseAddress = new Uri($"http://{asterisk.Address}:8080/"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public AsteriskInstance Asterisk { get; }

    public ChildProcess Service { get; }

    public PhoneBank Agents { get; }

    public PhoneBank Callers { get; }

    /// <summary>Which callers talk.</summary>
    public TalkWatch Talks { get; }

    /// <summary>Folder of the site in force.</summary>
    public string Site => Path.Combine(Asterisk.Data, "site");

    /// <summary>Log lines of the service of level error or worse.</summary>
    public IReadOnlyList<string> Errors => [.. Service.Lines.Where(line => ErrorLevel().IsMatch(line))];

    /// <summary>Starts all of it.</summary>
    /// <param name="asteriskAddress">Asterisk's own loopback address, and the service's.</param>
    /// <param name="phonesAddress">The agents' phones'.</param>
    public static async Task<Centre> StartAsync(IPAddress asteriskAddress, IPAddress phonesAddress, CentrePlan plan)
    {
        var sip = new IPEndPoint(asteriskAddress, 5060);
        var agents = new PhoneBank(new IPEndPoint(phonesAddress, 0), sip, plan.Audio);
        var callers = new PhoneBank(new IPEndPoint(Ports.Trunk, 0), sip, plan.Audio);
        var asterisk = await AsteriskInstance.StartAsync(asteriskAddress, (etc, data) => PrepareAsync(etc, data, agents.Local, plan));
        var service = ChildProcess.Start("the service", "dotnet",
        [
            Repository.ServiceProgram, "serve", "--config", Path.Combine(asterisk.Data, "site"), "--data", asterisk.Data, "--ari-url", $"{asterisk.AriUrl}".TrimEnd('/'),
            "--ari-user", "telephony", "--ari-password-file", asterisk.PasswordFile, "--http", $"{asterisk.Address}:8080", "--grpc", $"{asterisk.Address}:8081",
            "--node", "n1", .. plan.Options,
        ]);
        var centre = new Centre(asterisk, service, agents, callers);
        try
        {
            await Eventually.TrueAsync("the service is ready", centre.IsReadyAsync, StartTime);
            return centre;
        }
        catch
        {
            await centre.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks one method of the public API.</summary>
    /// <exception cref="InvalidOperationException">It was refused; the message says why.</exception>
    public async Task<JsonElement> AskAsync(string method, object request)
    {
        using var answer = await _http.PostAsJsonAsync($"telephony.v1.{method}", request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.Clone() : throw new InvalidOperationException($"{method}: {text}");
    }

    /// <summary>Logs agents in one after the other, so that who was idle longest is known.</summary>
    public async Task LogInAsync(IEnumerable<string> agents)
    {
        foreach (var agent in agents) await AskAsync("AgentService/LogIn", new { name = $"agents/{agent}" });
    }

    public Task PauseAsync(string agent) => AskAsync("AgentService/Pause", new { name = $"agents/{agent}", reason = "break" });

    public Task ReadyAsync(string agent) => AskAsync("AgentService/SetReady", new { name = $"agents/{agent}" });

    /// <summary>What the boards see now.</summary>
    public async Task<JsonElement> SnapshotAsync() => JsonDocument.Parse(await _http.GetStringAsync("v1/snapshot")).RootElement.Clone();

    /// <summary>All facts so far, in order.</summary>
    public IEnumerable<JsonElement> Facts()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Asterisk.Data, "facts"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in Lines(file).Where(line => line.EndsWith('}')))
            {
                using var fact = JsonDocument.Parse(line);
                yield return fact.RootElement.Clone();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Agents.Dispose();
        Callers.Dispose();
        _http.Dispose();
        if (!Service.HasExited) await Service.TerminateAsync(StartTime);
        await Service.DisposeAsync();
        await Talks.DisposeAsync();
        await Asterisk.DisposeAsync();
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private async Task<bool> IsReadyAsync()
    {
        if (Service.HasExited) throw new InvalidOperationException($"The service ended at start:\n{Service.LastLines(20)}");
        try
        {
            using var answer = await _http.GetAsync("readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task PrepareAsync(string etc, string data, IPEndPoint agents, CentrePlan plan)
    {
        await RewriteAsync(etc, "modules.conf", lines => lines.Where(line => !line.Contains("res_musiconhold", StringComparison.Ordinal)));
        // Nobody speaks, and nobody shall be hung up for it.
        await RewriteAsync(etc, "pjsip.conf", lines => lines.Where(line => !line.StartsWith("rtp_timeout", StringComparison.Ordinal)));
        await File.AppendAllTextAsync(Path.Combine(etc, "queues.conf"), "\n" + plan.AppQueues);
        await File.AppendAllTextAsync(Path.Combine(etc, "extensions.conf"),
            "\n[from-trunk](+)\nexten => _6XXX,1,Answer()\n same => n,Queue(${EXTEN})\n same => n,Hangup()\n" +
            "exten => _5XXX,1,Answer()\n same => n,Set(QUEUE_PRIO=5)\n same => n,Queue(6${EXTEN:1})\n same => n,Hangup()\n");
        var phones = new StringBuilder();
        foreach (var phone in plan.Agents.Keys.Concat(plan.OtherPhones))
            phones.Append($"[{phone}](agent-endpoint)\naors={phone}\n[{phone}](agent-aor)\ncontact=sip:{phone}@{agents}\n\n");
        await File.WriteAllTextAsync(Path.Combine(etc, "pjsip_agents.conf"), $"{phones}");
        foreach (var (name, text) in plan.SiteFiles())
        {
            var file = Path.Combine(data, "site", name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }
    }

    private static async Task RewriteAsync(string etc, string name, Func<IEnumerable<string>, IEnumerable<string>> change)
    {
        var file = Path.Combine(etc, name);
        await File.WriteAllLinesAsync(file, change(await File.ReadAllLinesAsync(file)));
    }

    [GeneratedRegex(@"\b(ERR|ERROR|FTL|FATAL|Error|Fatal)\b")]
    private static partial Regex ErrorLevel();
}
