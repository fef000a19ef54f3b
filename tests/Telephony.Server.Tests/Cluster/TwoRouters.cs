using System.Diagnostics;
using Telephony.FakeAsterisk;

namespace Telephony.Server.Tests.Cluster;

/// <summary>Two routers as processes, a real Redis, a scripted Asterisk, and two agents at work.</summary>
public abstract class TwoRouters
{
    /// <summary>The agents.</summary>
    protected static readonly string[] Agents = ["1001", "1002"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asterisk.</summary>
    private protected FakeAsteriskServer Asterisk { get; private set; } = null!;

    private RedisServer _redis = null!;
    private RouterProcess[] _routers = [];
    private string _folder = "";

    [SetUp]
    public async Task StartBoth()
    {
        Asterisk = await FakeAsteriskServer.StartAsync();
        Asterisk.PlaybacksEndAtOnce = true;
        _redis = await RedisServer.StartAsync();
        _folder = Directory.CreateTempSubdirectory("tel-split-").FullName;
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(Path.Combine(site, "queues"));
        File.WriteAllText(Path.Combine(site, "skills.yaml"), "skills:\n  english: {}\n");
        File.WriteAllText(Path.Combine(site, "site.yaml"), "numbers:\n  \"*\": {greeting: [], language: en, target: {queue: sales}}\n");
        File.WriteAllText(Path.Combine(site, "queues", "sales.yaml"), "ring_timeout: 60s\n");
        File.WriteAllText(Path.Combine(site, "agents.yaml"), "agents:\n  \"1001\": {name: Ann, queues: [sales]}\n  \"1002\": {name: Bo, queues: [sales]}\n");
        foreach (var agent in Agents) Asterisk.AddEndpoint($"PJSIP/{agent}");
        _routers = [.. new[] { "n1", "n2" }.Select(node => new RouterProcess(node, Asterisk, _redis, Path.Combine(_folder, node), site))];
    }

    [TearDown]
    public async Task StopBoth()
    {
        if (TestContext.CurrentContext.Result.FailCount > 0)
            foreach (var router in _routers) TestContext.Out.WriteLine($"{router.Node} said:\n{router.LastLines}");
        foreach (var router in _routers) await router.DisposeAsync();
        await _redis.DisposeAsync();
        await Asterisk.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private protected async Task<(RouterProcess Leader, RouterProcess Standby)> AtWorkAsync()
    {
        (RouterProcess Leader, RouterProcess Standby)? roles = null;
        await UntilAsync("one leads, the other stands by in step", async () =>
        {
            foreach (var (one, other) in new[] { (_routers[0], _routers[1]), (_routers[1], _routers[0]) })
                if (await one.LeadsAsync() && await other.StandsByAsync()) roles = (one, other);
            return roles is not null;
        });
        foreach (var agent in Agents) await roles!.Value.Leader.OrderAsync("AgentService/LogIn", $$"""{"name": "agents/{{agent}}"}""");
        return roles!.Value;
    }

    private protected async Task<FakeChannel> LegAsync(FakeChannel caller)
    {
        await UntilAsync($"an agent is rung for {caller.Id}", () => Task.FromResult(LegOf(caller) is not null));
        return LegOf(caller)!;
    }

    private protected FakeChannel? LegOf(FakeChannel caller) => Asterisk.Channels.FirstOrDefault(c => IsLegOf(c, caller.Id));

    private static bool IsLegOf(FakeChannel channel, string caller) => channel.IsAlive && channel.Id.StartsWith($"{caller}-agent-", StringComparison.Ordinal);

    private protected static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < Patience;)
        {
            if (await holds()) return;
            await Task.Delay(20);
        }

        throw new AssertionException($"not within {Patience.TotalSeconds} s: {what}");
    }
}
