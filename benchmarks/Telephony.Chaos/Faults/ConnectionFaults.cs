using System.Diagnostics;
using Telephony.Acceptance.Tests.Harness;
using Telephony.Acceptance.Tests.Harness.Crowd;

namespace Telephony.Chaos.Faults;

/// <summary>What lies between the router and Asterisk is cut, stands still, or is slow.</summary>
internal static class ConnectionFaults
{
    /// <summary>Every connection is reset.</summary>
    public static async Task<Outcome> CutAsync(Scale scale)
    {
        var outcome = new Outcome("ARI connections reset") { Recovery = "cut → ready again", RecoveryMost = TimeSpan.FromSeconds(1) };
        var dice = new Random(Site.Seed);
        var (crowd, relay) = await Site.CrowdBehindRelayAsync(scale.Waiting / 4, scale.Talking / 2);
        using var _ = relay;
        await using var __ = crowd;
        for (outcome.Repeats = 0; outcome.Repeats < scale.Cuts; outcome.Repeats++)
        {
            await Task.Delay(dice.Next(1200, 2200)); // so long a connection must hold to count as one: those that do not are made again more and more slowly
            var takenOver = TakeOvers(crowd);
            var cut = crowd.BeginOutage(); // who calls just now is perhaps claimed by nobody
            relay.Cut();
            await Eventually.TrueAsync("the router has taken over again", () => Task.FromResult(TakeOvers(crowd) > takenOver), TimeSpan.FromSeconds(20));
            outcome.Recoveries.Add(Stopwatch.GetElapsedTime(cut));
            await crowd.EndOutageAsync(cut);
        }

        foreach (var orphan in await crowd.OrphansAsync()) outcome.Faults.Add($"left for 10 s: {orphan}");
        await AgreesAsync(crowd, outcome);
        outcome.Take(crowd);
        return outcome;
    }

    /// <summary>Nothing passes for 15 s, and no connection is closed.</summary>
    public static async Task<Outcome> HalfOpenAsync(Scale scale)
    {
        var outcome = new Outcome("ARI half-open for 15 s") { Recovery = "nothing passes → noticed", RecoveryMost = TimeSpan.FromSeconds(6) };
        var (crowd, relay) = await Site.CrowdBehindRelayAsync(scale.Waiting / 4, scale.Talking / 2);
        using var _ = relay;
        await using var __ = crowd;
        for (outcome.Repeats = 0; outcome.Repeats < scale.HalfOpens; outcome.Repeats++)
        {
            crowd.Ledger.IsOutage = true;
            var frozen = Stopwatch.GetTimestamp();
            relay.Freeze();
            await Eventually.TrueAsync("the router has noticed", async () => !await crowd.Router.IsReadyAsync(), TimeSpan.FromSeconds(20));
            outcome.Recoveries.Add(Stopwatch.GetElapsedTime(frozen));
            await crowd.InFallbackAsync(TimeSpan.FromSeconds(30));
            outcome.Notes.Add($"all who waited in the fallback after {Stopwatch.GetElapsedTime(frozen).TotalSeconds:0.0} s");
            relay.Thaw();
            await crowd.Router.ReadyAsync();
            await crowd.BackAsync(TimeSpan.FromSeconds(60));
        }

        foreach (var orphan in await crowd.OrphansAsync()) outcome.Faults.Add($"left for 10 s: {orphan}");
        await AgreesAsync(crowd, outcome);
        outcome.Take(crowd);
        return outcome;
    }

    /// <summary>Every request takes a second longer in each direction, for 20 s.</summary>
    public static async Task<Outcome> SlowAsync(Scale scale)
    {
        var outcome = new Outcome("ARI slow: 1 s each way, 20 s") { Recovery = "quick again → next phone rings", RecoveryMost = TimeSpan.FromSeconds(5), Repeats = 1 };
        var (crowd, relay) = await Site.CrowdBehindRelayAsync(scale.Waiting / 4, scale.Talking / 2);
        using var _ = relay;
        await using var __ = crowd;
        crowd.Ledger.IsOutage = true; // who comes now is in the fallback: no claim is made in time
        relay.Delay = TimeSpan.FromSeconds(1);
        await Task.Delay(TimeSpan.FromSeconds(20));
        relay.Delay = TimeSpan.Zero;
        var quick = Stopwatch.GetTimestamp();
        outcome.Recoveries.Add(await crowd.NextOfferAsync(quick, TimeSpan.FromSeconds(30)));
        var sent = await crowd.BackButSentAsync(TimeSpan.FromSeconds(60));
        if (sent.Count > 0) outcome.Notes.Add($"{sent.Count} callers were sent to the fallback by the router: {string.Join(", ", sent)}");
        foreach (var orphan in await crowd.OrphansAsync()) outcome.Faults.Add($"left for 10 s: {orphan}");
        await AgreesAsync(crowd, outcome);
        outcome.Take(crowd);
        return outcome;
    }

    private static int TakeOvers(CallCrowd crowd) => crowd.Router.Log.Count(line => line.Contains("taken over", StringComparison.OrdinalIgnoreCase));

    /// <summary>The board and the wires say the same, but of those in the dialplan's fallback.</summary>
    private static async Task AgreesAsync(CallCrowd crowd, Outcome outcome)
    {
        try
        {
            await Eventually.GetAsync("the board agrees with the wires", async () =>
            {
                var calls = (await crowd.Router.SnapshotAsync()).GetProperty("calls").GetArrayLength();
                return (Board: calls, Wires: crowd.Ledger.Alive - await crowd.WaitAsideAsync());
            }, now => Math.Abs(now.Board - now.Wires) <= 1, TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException fault)
        {
            outcome.Faults.Add(fault.Message);
        }
    }
}
