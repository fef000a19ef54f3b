using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>A busy site: an Asterisk, a router, callers who wait and agents who talk, with all that is seen on their wires.</summary>
public sealed class CallCrowd : IAsyncDisposable
{
    /// <summary>What is left of a lease of 10 s, renewed every 3 s, at the least; less the time of a renewal.</summary>
    private static readonly TimeSpan LeaseLeft = TimeSpan.FromSeconds(6);

    /// <summary>Longer than a caller in the fallback is offered to routers (0.8 s).</summary>
    private static readonly TimeSpan AskingTakes = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan OrphanMost = TimeSpan.FromSeconds(10);
    private readonly CrowdAgents _phones;

    private CallCrowd(AsteriskInstance asterisk, RouterProcess router, IReadOnlyList<string> agents, CrowdAddresses addresses, int seed)
    {
        (Asterisk, Router, Agents, Addresses) = (asterisk, router, agents, addresses);
        Audio = new CrowdAudio(addresses.Agents.Address);
        _phones = new CrowdAgents(addresses.Agents, asterisk.Sip, Ledger, Audio, number => Callers.Select(c => c.CallIdOf(number)).FirstOrDefault(id => id is not null), seed)
        {
            NeverAnswer = new HashSet<string> { CrowdSite.FallbackPhone },
        };
    }

    public AsteriskInstance Asterisk { get; }

    public RouterProcess Router { get; }

    public IReadOnlyList<string> Agents { get; }

    public CrowdAddresses Addresses { get; }

    public CrowdLedger Ledger { get; } = new();

    public CrowdAudio Audio { get; }

    /// <summary>How agents behave.</summary>
    public CrowdAgents Phones => _phones;

    /// <summary>Everybody who has called.</summary>
    public List<CrowdCallers> Callers { get; } = [];

    /// <summary>Starts Asterisk and a router, and logs all agents in.</summary>
    /// <param name="ariThrough">What stands between the router and Asterisk; null: nothing.</param>
    public static async Task<CallCrowd> StartAsync(
        CrowdAddresses addresses, int agents, string program, int seed, bool record = false, Func<AsteriskInstance, Uri>? ariThrough = null, params string[] routerOptions)
    {
        var names = CrowdSite.Agents(agents);
        var asterisk = await AsteriskInstance.StartAsync(addresses.Asterisk, (etc, data) => CrowdSite.WriteAsync(etc, data, names, addresses.Agents, record));
        var router = new RouterProcess(
            program, asterisk, CrowdSite.FolderIn(asterisk.Data), asterisk.Data, ariThrough?.Invoke(asterisk) ?? asterisk.AriUrl, routerOptions);
        var crowd = new CallCrowd(asterisk, router, names, addresses, seed);
        try
        {
            router.Launch();
            await router.ReadyAsync();
            await router.LogInAsync(names);
            return crowd;
        }
        catch
        {
            await crowd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Callers come until so many are there at once, and go on coming.</summary>
    public CrowdCallers Call(int atOnce, int perSecond, int inAll = 1_000_000)
    {
        var callers = new CrowdCallers(Addresses.Callers, Asterisk.Sip, CrowdSite.Number, atOnce, perSecond, inAll, Ledger, Audio);
        Callers.Add(callers);
        return callers;
    }

    /// <summary>Waits until so many wait and talk.</summary>
    public Task FilledAsync(int waiting, int talking) => Eventually.GetAsync($"{waiting} wait and {talking} talk",
        () => Task.FromResult((Ledger.Waiting, Ledger.Talking)), now => now.Waiting >= waiting && now.Talking >= talking, TimeSpan.FromSeconds(90));

    /// <summary>Waits for the first phone that rings after a moment.</summary>
    /// <returns>How long after it.</returns>
    public async Task<TimeSpan> NextOfferAsync(long since, TimeSpan atMost)
    {
        var at = await Eventually.GetAsync("a phone rings", () => Task.FromResult(Ledger.FirstOfferSince(since)), offer => offer is not null, atMost);
        return Stopwatch.GetElapsedTime(since, at!.Value);
    }

    /// <summary>No router lives for those who wait, or none that they can reach: waits until all of them are in the dialplan's fallback.</summary>
    public async Task InFallbackAsync(TimeSpan atMost)
    {
        Ledger.IsOutage = true;
        await Eventually.GetAsync("all who wait are in the fallback", async () => (Queue: await WaitAsideAsync(), Ledger.Waiting), now => now.Queue >= now.Waiting, atMost);
        Ledger.AllWaitAside();
    }

    /// <summary>Waits until nobody is in the fallback any more.</summary>
    public async Task BackAsync(TimeSpan atMost)
    {
        await Eventually.GetAsync("nobody is in the fallback", async () => Math.Max(await WaitAsideAsync(), await LaterAsideAsync()), left => left == 0, atMost);
        Ledger.IsOutage = false;
        Ledger.AllAreBack();
    }

    /// <summary>Waits until nobody is in the fallback any more but those whom the router itself has sent there, who stay.</summary>
    /// <returns>Their numbers.</returns>
    public async Task<IReadOnlyList<string>> BackButSentAsync(TimeSpan atMost)
    {
        await Eventually.GetAsync("nobody is in the fallback who was not sent there", async () => (Aside: await WaitAsideAsync(), Sent: SentToFallback().Count), now => now.Aside <= now.Sent, atMost);
        var sent = SentToFallback();
        Ledger.IsOutage = false;
        Ledger.AllAreBack();
        Ledger.StayAside(sent);
        return sent;
    }

    /// <summary>The numbers of callers whom the router has handed to the dialplan's fallback, because nobody could be joined with them.</summary>
    private IReadOnlyList<string> SentToFallback()
    {
        Dictionary<string, string> numbers = [];
        List<string> sent = [];
        foreach (var line in Directory.GetFiles(Path.Combine(Asterisk.Data, "facts"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            if (!line.EndsWith('}')) continue; // is being written
            using var fact = JsonDocument.Parse(line);
            var kind = fact.RootElement.GetProperty("kind").GetString();
            if (kind == "CallArrived") numbers[fact.RootElement.GetProperty("call").GetString()!] = fact.RootElement.GetProperty("caller").GetProperty("number").GetString()!;
            else if (kind == "CallEnded" && fact.RootElement.GetProperty("disposition").GetString() == "SentToFallback") sent.Add(numbers[fact.RootElement.GetProperty("call").GetString()!]);
        }

        return sent;
    }

    /// <summary>kill -9, and a new start soon after.</summary>
    /// <returns>When it was started again, in ticks of Stopwatch.</returns>
    public async Task<long> KillAndRestartAsync(TimeSpan between)
    {
        var since = BeginOutage();
        await Router.KillAsync();
        await Task.Delay(between);
        var restarted = Router.Launch();
        await Router.ReadyAsync();
        await EndOutageAsync(since);
        return restarted;
    }

    /// <summary>No router lives from now on.</summary>
    /// <returns>Now, in ticks of Stopwatch.</returns>
    public long BeginOutage()
    {
        Ledger.IsOutage = true;
        Ledger.AllWaitAside();
        return Stopwatch.GetTimestamp();
    }

    /// <summary>A router is ready again. On a busy machine that may have taken so long that leases ran out: then all who wait come back from the fallback first.</summary>
    public async Task EndOutageAsync(long since)
    {
        if (Stopwatch.GetElapsedTime(since) > LeaseLeft)
        {
            SlowRestarts++;
            await BackAsync(TimeSpan.FromSeconds(90));
        }
        else
        {
            Ledger.IsOutage = false;
            Ledger.AllAreBack(alsoOfOutage: false);
        }
    }

    /// <summary>Restarts that took longer than leases last.</summary>
    public int SlowRestarts { get; private set; }

    /// <summary>Who asks for a router just now is counted nowhere, and is back in the fallback when none claims them in time.</summary>
    private async Task<int> LaterAsideAsync()
    {
        await Task.Delay(AskingTakes);
        return await WaitAsideAsync();
    }

    /// <summary>How many are in the dialplan's fallback now.</summary>
    public async Task<int> WaitAsideAsync() => (await Asterisk.ApplicationsAsync()).GetValueOrDefault("Queue");

    /// <summary>The data folder loses all that the router has written; secrets and configuration stay.</summary>
    public void LoseData()
    {
        foreach (var lost in new[] { "journal", "facts", "queue_log" }) Directory.Delete(Path.Combine(Asterisk.Data, lost), recursive: true);
        foreach (var file in Directory.GetFiles(Asterisk.Data, "history.db*")) File.Delete(file);
    }

    /// <summary>Waits until nothing is left in Asterisk of those who are gone: bridges with nobody or one in them, channels that belong to no phone.</summary>
    /// <returns>What was still there after ten seconds.</returns>
    public async Task<IReadOnlyList<string>> OrphansAsync()
    {
        var odd = (await OddAsync()).ToHashSet();
        var start = Stopwatch.GetTimestamp();
        while (odd.Count > 0 && Stopwatch.GetElapsedTime(start) < OrphanMost)
        {
            await Task.Delay(200);
            odd.IntersectWith(await OddAsync());
        }

        return [.. odd.Order(StringComparer.Ordinal)];
    }

    /// <summary>Agents' legs in no bridge and bridges that join nobody, at this moment; some are just being made.</summary>
    private async Task<IReadOnlyList<string>> OddAsync()
    {
        var bridges = await Asterisk.BridgesAsync();
        var bridged = bridges.SelectMany(bridge => bridge.Channels).ToHashSet();
        var legs = (await Asterisk.ChannelIdsAsync()).Where(id => id.Contains("-agent-", StringComparison.Ordinal) && !bridged.Contains(id));
        return [.. bridges.Where(bridge => bridge.Channels.Count < 2).Select(bridge => "bridge " + bridge.Id), .. legs.Select(id => "leg " + id)];
    }

    public async ValueTask DisposeAsync()
    {
        _phones.Dispose();
        foreach (var callers in Callers) await callers.DisposeAsync();
        await Router.DisposeAsync();
        await Asterisk.DisposeAsync();
        Audio.Dispose();
    }
}

/// <summary>Where the parties of a crowd live.</summary>
public sealed record CrowdAddresses(IPAddress Asterisk, IPEndPoint Agents, IPAddress Callers);
