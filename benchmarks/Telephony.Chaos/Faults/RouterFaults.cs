using System.Diagnostics;
namespace Telephony.Chaos.Faults;

/// <summary>The router dies, stands still, or comes back knowing nothing.</summary>
internal static class RouterFaults
{
    /// <summary>kill -9 at any moment, restarted at once.</summary>
    public static async Task<Outcome> KillAsync(Scale scale)
    {
        var outcome = new Outcome($"router kill -9, {scale.Waiting} waiting, {scale.Talking} talking")
        {
            Recovery = "restart → next phone rings", RecoveryMost = TimeSpan.FromSeconds(3),
        };
        var dice = new Random(Site.Seed);
        await using var crowd = await Site.CrowdAsync(scale.Waiting, scale.Talking);
        for (outcome.Repeats = 0; outcome.Repeats < scale.Kills; outcome.Repeats++)
        {
            await Task.Delay(dice.Next(200, 2200));
            var restarted = await crowd.KillAndRestartAsync(TimeSpan.FromMilliseconds(dice.Next(0, 500)));
            outcome.Recoveries.Add(await crowd.NextOfferAsync(restarted, TimeSpan.FromSeconds(30)));
            foreach (var orphan in await crowd.OrphansAsync()) outcome.Faults.Add($"left for 10 s after kill {outcome.Repeats + 1}: {orphan}");
        }

        if (crowd.SlowRestarts > 0) outcome.Notes.Add($"{crowd.SlowRestarts} restarts took so long that those who waited were in the fallback meanwhile");
        outcome.Take(crowd);
        return outcome;
    }

    /// <summary>SIGSTOP for 20 s: everybody who waits must be in the fallback, and SIGCONT must do no harm.</summary>
    public static async Task<Outcome> FreezeAsync(Scale scale)
    {
        var outcome = new Outcome($"router SIGSTOP 20 s, SIGCONT, {scale.Waiting} waiting")
        {
            Recovery = "stopped → all who wait in the fallback", RecoveryMost = TimeSpan.FromSeconds(12),
        };
        await using var crowd = await Site.CrowdAsync(scale.Waiting, scale.Talking);
        for (outcome.Repeats = 0; outcome.Repeats < scale.Freezes; outcome.Repeats++)
        {
            crowd.Ledger.IsOutage = true;
            var stopped = Stopwatch.GetTimestamp();
            crowd.Router.Freeze();
            await crowd.InFallbackAsync(TimeSpan.FromSeconds(30));
            outcome.Recoveries.Add(Stopwatch.GetElapsedTime(stopped));
            var rest = TimeSpan.FromSeconds(20) - Stopwatch.GetElapsedTime(stopped);
            if (rest > TimeSpan.Zero) await Task.Delay(rest);
            var continued = Stopwatch.GetTimestamp();
            crowd.Router.Thaw();
            await crowd.Router.ReadyAsync();
            await crowd.BackAsync(TimeSpan.FromSeconds(60));
            outcome.Notes.Add($"all back with the router {Stopwatch.GetElapsedTime(continued).TotalSeconds:0.0} s after SIGCONT");
            await crowd.NextOfferAsync(continued, TimeSpan.FromSeconds(30));
            foreach (var orphan in await crowd.OrphansAsync()) outcome.Faults.Add($"left for 10 s: {orphan}");
        }

        var answered = crowd.Ledger.AnsweredInOutage;
        if (answered.Count > 0)
        {
            outcome.Notes.Add($"{answered.Count} new callers meanwhile were answered by the fallback after {answered.Max().TotalSeconds:0.00} s at most");
            if (answered.Max() > TimeSpan.FromSeconds(1.5)) outcome.Faults.Add($"a new caller got no answer for {answered.Max().TotalSeconds:0.00} s");
        }

        outcome.Take(crowd);
        return outcome;
    }

    /// <summary>Killed, and restarted with nothing but the configuration: the queue is made again of what Asterisk knows.</summary>
    public static async Task<Outcome> LoseDataAsync(Scale scale)
    {
        var outcome = new Outcome("router kill -9, data folder lost") { Recovery = "restart → next phone rings", RecoveryMost = TimeSpan.FromSeconds(3) };
        await using var crowd = await Site.CrowdAsync(scale.Waiting / 2, scale.Talking / 2);
        for (outcome.Repeats = 0; outcome.Repeats < scale.Losses; outcome.Repeats++)
        {
            var since = crowd.BeginOutage();
            await crowd.Router.KillAsync();
            crowd.LoseData();
            var restarted = crowd.Router.Launch();
            await crowd.Router.ReadyAsync();
            await crowd.EndOutageAsync(since);
            await crowd.Router.LogInAsync(crowd.Agents);
            outcome.Recoveries.Add(await crowd.NextOfferAsync(restarted, TimeSpan.FromSeconds(30)));
            await Task.Delay(TimeSpan.FromSeconds(5));
            foreach (var orphan in await crowd.OrphansAsync()) outcome.Faults.Add($"left for 10 s: {orphan}");
        }

        outcome.Take(crowd);
        return outcome;
    }
}
