namespace Telephony.Server.Tests.Cluster;

/// <summary>Two leaders at once, again and again: the leader is stopped at a random moment of a call, past its lease; the standby leads; then the first one goes on
/// with what it was thinking. All the while a watcher of Asterisk's channels looks for what must never be.</summary>
public sealed class SplitBrainTests : TwoRouters
{
    /// <summary>How often; <c>./telephony bench cluster N</c> asks for more.</summary>
    private static readonly int Repeats = int.TryParse(Environment.GetEnvironmentVariable("TELEPHONY_REPEATS"), out var asked) ? asked : 3;

    private readonly List<string> _violations = [];
    private readonly Random _dice = new(17);

    [Test]
    public async Task No_agent_is_rung_twice_and_no_call_is_owned_twice_when_a_stopped_leader_goes_on()
    {
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(over.Token);
        try
        {
            await SplitAsync();
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }

        Assert.That(_violations, Is.Empty);
        TestContext.Out.WriteLine($"{Repeats} split brains: 0 agents rung twice, 0 calls owned twice");
    }

    private async Task SplitAsync()
    {
        var (leader, standby) = await AtWorkAsync();
        for (var i = 0; i < Repeats; i++)
        {
            var caller = Asterisk.Call("acd-site", $"555{i:000}", "call,8000");
            await Task.Delay(_dice.Next(25));
            leader.Signal("STOP");
            await UntilAsync($"{standby.Node} leads", standby.LeadsAsync);
            leader.Signal("CONT");
            await UntilAsync("they talk", () =>
            {
                var leg = LegOf(caller);
                if (leg is { State: not "Up" }) leg.Answer(); // also one that is dropped a moment later, because nobody knows of it
                return Task.FromResult(caller.BridgeId is not null && caller.BridgeId == leg?.BridgeId);
            });
            await UntilAsync($"{leader.Node} stands by", leader.StandsByAsync);
            caller.HangUp();
            foreach (var agent in Agents) await UntilAsync($"{agent} is ready", () => standby.AgentIsAsync(agent, "Ready"));
            (leader, standby) = (standby, leader);
        }
    }

    /// <summary>Looks at what lives in Asterisk, all the time.</summary>
    private async Task WatchAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var legs = Asterisk.Channels.Where(c => c.IsAlive && c.Id.Contains("-agent-", StringComparison.Ordinal)).ToList();
            foreach (var agent in Agents.Where(a => legs.Count(l => l.Name.Contains(a, StringComparison.Ordinal)) > 1)) _violations.Add($"{agent} has two legs");
            foreach (var call in legs.GroupBy(l => l.Id[..l.Id.IndexOf("-agent-", StringComparison.Ordinal)]).Where(g => g.Count() > 1)) _violations.Add($"{call.Key} rings twice");
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
