using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>What one contestant did in one round.</summary>
/// <param name="Window">The measured time.</param>
/// <param name="AsteriskTime">Processor time of Asterisk in the window.</param>
/// <param name="RouterTime">Processor time of the routing process in the window; zero when Asterisk routes.</param>
/// <param name="Left">What still lived in Asterisk three seconds after the last call, or an empty string.</param>
public sealed record RoundResult(
    Contestant Contestant, Ledger Ledger, TimeSpan Window, TimeSpan AsteriskTime, TimeSpan RouterTime, string Left)
{
    /// <summary>Conversations at the same time, on average over the window.</summary>
    public double Talking { get; init; }

    /// <summary>Lengths of the recordings stored, bytes.</summary>
    public IReadOnlyList<long> Recordings { get; init; } = [];

    /// <summary>From the end of a wrap-up to the next INVITE at that agent.</summary>
    public IReadOnlyList<WrapUpEnd> WrapUpEnds { get; init; } = [];
}

/// <summary>One contestant on a fresh Asterisk: fill the queue, measure, let everyone finish.</summary>
public static class Round
{
    private static readonly IPAddress AsteriskAddress = IPAddress.Parse("127.0.1.50");

    /// <summary>Where the agents' phones are.</summary>
    public static IPEndPoint Phones { get; } = new(IPAddress.Parse("127.0.1.60"), 5060);

    public static async Task<RoundResult> RunAsync(Contestant contestant, RunOptions options)
    {
        string[] agents = [.. Enumerable.Range(2001, options.Agents).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        await using var asterisk = await StartAsteriskAsync(agents, options);
        await using var router = await contestant.Start(asterisk, agents);
        var ledger = new Ledger();
        using var media = options.Audio ? new MediaPump(Phones.Address) : null;
        using var phones = new AgentPhones(Phones, asterisk.Sip, options.Talk, options.Seed, ledger, media);
        if (contestant.LogInCode is { } code)
            phones.DialCode(code, agents, TimeSpan.FromSeconds(60));

        await using var callers = new CallerLoad(asterisk.Sip, contestant.Number, options, ledger, media);
        await Task.Delay(options.WarmUp);
        var (asteriskBefore, routerBefore) = (ProcessorTime.Of(asterisk.ProcessId), OfRouter(router));
        var start = Stopwatch.GetTimestamp();
        ledger.Measure(true);
        var talking = await TalkingAsync(ledger, options.Window);
        ledger.Measure(false);
        var stop = Stopwatch.GetTimestamp();
        var window = Stopwatch.GetElapsedTime(start, stop);
        var (asteriskTime, routerTime) = (ProcessorTime.Of(asterisk.ProcessId) - asteriskBefore, OfRouter(router) - routerBefore);

        callers.StopArrivals();
        var left = await SettleAsync(ledger, asterisk, options);
        return new RoundResult(contestant, ledger, window, asteriskTime, routerTime, left)
        {
            Talking = talking,
            Recordings = Recorded(asterisk.Data),
            WrapUpEnds = options.WrapUp > TimeSpan.Zero ? WrapUpTimes.Of(Path.Combine(asterisk.Data, "facts"), options.WrapUp, ledger.Invites, start, stop) : [],
        };
    }

    /// <summary>A fresh Asterisk with these agents' phones, and the service's configuration beside it.</summary>
    public static Task<AsteriskInstance> StartAsteriskAsync(string[] agents, RunOptions options) =>
        AsteriskInstance.StartAsync(AsteriskAddress, (etc, data) => PrepareAsync(etc, data, agents, options));

    /// <summary>Conversations at the same time, on average over the window.</summary>
    private static async Task<double> TalkingAsync(Ledger ledger, TimeSpan window)
    {
        var until = Stopwatch.GetTimestamp() + (long)(window.TotalSeconds * Stopwatch.Frequency);
        List<int> samples = [];
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until) is var left && left > TimeSpan.Zero)
        {
            samples.Add(ledger.Busy);
            await Task.Delay(left < TimeSpan.FromMilliseconds(500) ? left : TimeSpan.FromMilliseconds(500));
        }

        return samples.Average();
    }

    private static IReadOnlyList<long> Recorded(string data)
    {
        var folder = Path.Combine(data, "recordings");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.wav", SearchOption.AllDirectories).Select(file => new FileInfo(file).Length)] : [];
    }

    private static TimeSpan OfRouter(ChildProcess? router) => router is null ? TimeSpan.Zero : ProcessorTime.Of(router.Id);

    private static async Task<string> SettleAsync(Ledger ledger, AsteriskInstance asterisk, RunOptions options)
    {
        var atMost = TimeSpan.FromSeconds(20) + options.Talk * 3;
        try
        {
            await Eventually.GetAsync("all callers were served", () => Task.FromResult(ledger.Alive), alive => alive == 0, atMost);
            await asterisk.AssertNothingLeft();
            return "";
        }
        catch (TimeoutException left)
        {
            return left.Message;
        }
    }

    /// <summary>Agents are static contacts that need no password; no music, so that no media flows; the rest is as shipped.</summary>
    private static async Task PrepareAsync(string etc, string data, string[] agents, RunOptions options)
    {
        var own = Repository.File("benchmarks", "asterisk");
        await File.AppendAllTextAsync(Path.Combine(etc, "extensions.conf"), await File.ReadAllTextAsync(Path.Combine(own, "extensions.conf")));
        File.Copy(Path.Combine(own, "queues.conf"), Path.Combine(etc, "queues.conf"), overwrite: true);
        var modules = await File.ReadAllLinesAsync(Path.Combine(etc, "modules.conf"));
        await File.WriteAllLinesAsync(Path.Combine(etc, "modules.conf"), modules.Where(line => !line.Contains("res_musiconhold", StringComparison.Ordinal)));

        var phones = new StringBuilder();
        var members = new StringBuilder();
        foreach (var agent in agents)
        {
            phones.AppendLine($"[{agent}](agent-endpoint)\naors={agent}\n[{agent}](agent-aor)\ncontact=sip:{agent}@{Phones}\n");
            members.AppendLine($"member => PJSIP/{agent}");
        }

        await File.WriteAllTextAsync(Path.Combine(etc, "pjsip_agents.conf"), phones.ToString());
        await File.WriteAllTextAsync(Path.Combine(etc, "queue_members.conf"), members.ToString());
        await SiteFiles.WriteAsync(Path.Combine(data, "site"), agents, options);
    }
}
