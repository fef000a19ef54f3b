using System.Diagnostics;
using System.Net;
using Telephony.Acceptance.Tests.Harness;
using Telephony.Acceptance.Tests.Harness.Crowd;

namespace Telephony.Acceptance.Tests;

/// <summary>A router that dies, again and again, or stands still, under a full queue and many conversations. The same at full size, with more faults and with bars in
/// milliseconds: <c>./telephony chaos</c>.</summary>
[TestFixture, NonParallelizable]
public sealed class CrowdTests
{
    private const int Kills = 20;
    private const int FewestKills = 3;

    /// <summary>On a machine that does other things besides, a start takes many times as long: then fewer kills must do.</summary>
    private static readonly TimeSpan KillingMost = TimeSpan.FromSeconds(100);

    /// <summary>When it is killed, in turn.</summary>
    private static readonly CrowdMoment[] Moments = [CrowdMoment.Any, CrowdMoment.AgentAnswers, CrowdMoment.CallerCalls, CrowdMoment.AgentAnswers];
    private const int Waiting = 60;
    private const int Talking = 20;
    private static readonly CrowdAddresses Addresses = new(IPAddress.Parse("127.0.1.70"), new IPEndPoint(IPAddress.Parse("127.0.1.71"), 5060), Ports.Trunk);

    [Test, Order(1)]
    public async Task Killed_twenty_times_nobody_is_dropped_overtaken_or_rung_for_twice()
    {
        var dice = new Random(7);
        await using var crowd = await StartAsync();
        crowd.Call(atOnce: Waiting + Talking, perSecond: 25);
        await crowd.FilledAsync(Waiting, Talking * 9 / 10);
        var (kill, began) = (1, Stopwatch.GetTimestamp());
        for (; kill <= Kills && (kill <= FewestKills || Stopwatch.GetElapsedTime(began) < KillingMost); kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200 + dice.Next(1500))); // a moment like any other
            if (Moments[kill % Moments.Length] is var moment and not CrowdMoment.Any)
            {
                await crowd.Ledger.NextAsync(moment).WaitAsync(TimeSpan.FromSeconds(30));
                await Task.Delay(TimeSpan.FromMilliseconds(dice.Next(5))); // while it is being answered, queued or joined
            }

            var restarted = await crowd.KillAndRestartAsync(TimeSpan.Zero);
            await crowd.NextOfferAsync(restarted, TimeSpan.FromSeconds(30));
            Assert.That(await crowd.OrphansAsync(), Is.Empty, $"left in Asterisk after kill {kill}");
        }

        TestContext.Out.WriteLine($"killed {kill - 1} times, {crowd.SlowRestarts} restarts took longer than leases last");
        Report(crowd);
        AssertNoHarm(crowd);
        await AssertReplayIsIdenticalAsync(crowd);
        Assert.That(crowd.Ledger.Served, Is.GreaterThan(FewestKills));
        Assert.That(crowd.Audio.LongestGap, Is.LessThan(1000), "the longest silence in a conversation, in ms");
    }

    [Test, Order(2)]
    public async Task Who_waits_for_a_router_that_stands_still_reaches_the_fallback_and_comes_back_in_order()
    {
        await using var crowd = await StartAsync();
        crowd.Call(atOnce: 40, perSecond: 25);
        await crowd.FilledAsync(20, Talking * 8 / 10);
        crowd.Ledger.IsOutage = true;
        crowd.Router.Freeze();
        await crowd.InFallbackAsync(TimeSpan.FromSeconds(30));
        crowd.Router.Thaw();
        await crowd.Router.ReadyAsync();
        await crowd.BackAsync(TimeSpan.FromSeconds(60));
        var back = Stopwatch.GetTimestamp();
        await crowd.NextOfferAsync(back, TimeSpan.FromSeconds(30));
        Assert.That(await crowd.OrphansAsync(), Is.Empty);
        Report(crowd);
        AssertNoHarm(crowd);
    }

    [Test, Order(3)]
    public async Task A_router_that_has_lost_its_data_serves_those_who_wait_in_their_order_and_leaves_those_who_talk_alone()
    {
        await using var crowd = await StartAsync();
        crowd.Call(atOnce: 40, perSecond: 25);
        await crowd.FilledAsync(20, Talking * 8 / 10);
        var waited = crowd.Ledger.WaitingNumbers;
        var since = crowd.BeginOutage();
        await crowd.Router.KillAsync();
        crowd.LoseData();
        var restarted = crowd.Router.Launch();
        await crowd.Router.ReadyAsync();
        await crowd.EndOutageAsync(since);
        await crowd.Router.LogInAsync(crowd.Agents);
        await crowd.NextOfferAsync(restarted, TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync("those who waited are served", () => Task.FromResult(!crowd.Ledger.WaitingNumbers.Intersect(waited).Any()), TimeSpan.FromSeconds(60));
        Assert.That(await crowd.OrphansAsync(), Is.Empty);
        Report(crowd);
        AssertNoHarm(crowd);
        await AssertReplayIsIdenticalAsync(crowd);
    }

    [Test, Order(4)]
    public async Task Who_upgrades_as_the_document_says_loses_no_call()
    {
        await using var crowd = await StartAsync();
        crowd.Call(atOnce: 40, perSecond: 25);
        await crowd.FilledAsync(20, Talking * 8 / 10);
        var began = crowd.BeginOutage();
        foreach (var step in UpgradeSteps())
        {
            if (step.Contains(" serve ", StringComparison.Ordinal)) await StartNewAsync(crowd);
            else await RunAsync(crowd, step);
        }

        await crowd.EndOutageAsync(began);
        await crowd.NextOfferAsync(began, TimeSpan.FromSeconds(30));
        Assert.That(await crowd.OrphansAsync(), Is.Empty);
        Report(crowd);
        AssertNoHarm(crowd);
    }

    /// <summary>The commands of docs/operating.md, in their order.</summary>
    private static string[] UpgradeSteps()
    {
        var section = File.ReadAllText(Repository.File("docs", "operating.md")).Split("## Upgrading a running site")[1];
        var steps = section.Split("```sh\n")[1].Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(steps, Has.Length.GreaterThanOrEqualTo(4));
        return steps;
    }

    private static async Task StartNewAsync(CallCrowd crowd)
    {
        await crowd.Router.StopAsync(); // has ended already; says how
        crowd.Router.Launch();
    }

    private static async Task RunAsync(CallCrowd crowd, string step)
    {
        var variables = $"NEW='{Repository.ServiceProgram}'; CONFIG='{CrowdSite.FolderIn(crowd.Asterisk.Data)}'; DATA='{crowd.Asterisk.Data}'; OLD={crowd.Router.ProcessId}; HTTP={crowd.Asterisk.Address}:8080";
        var (exitCode, lines) = await ChildProcess.RunAsync(step, "bash", ["-c", $"{variables}; {step}"], TimeSpan.FromSeconds(60));
        Assert.That(exitCode, Is.Zero, $"{step}\n{string.Join('\n', lines)}");
    }

    private static async Task AssertReplayIsIdenticalAsync(CallCrowd crowd)
    {
        await crowd.Router.StopAsync();
        await using var stopped = new ServiceInstance(crowd.Asterisk, CrowdSite.FolderIn(crowd.Asterisk.Data));
        await stopped.AssertReplayIsIdentical();
    }

    private static void AssertNoHarm(CallCrowd crowd) => Assert.Multiple(() =>
    {
        Assert.That((crowd.Ledger.Dropped, crowd.Ledger.Inversions, crowd.Ledger.DoubleRings), Is.EqualTo((0, 0, 0)), string.Join('\n', crowd.Ledger.Faults));
        Assert.That(crowd.Audio.Crossed, Is.Empty);
    });

    private static Task<CallCrowd> StartAsync() => CallCrowd.StartAsync(
        Addresses, Talking, Repository.ServiceProgram, seed: 7);

    private static void Report(CallCrowd crowd) => TestContext.Out.WriteLine(
        $"served {crowd.Ledger.Served}, longest silence {crowd.Audio.LongestGap:0} ms, over 100 ms: {crowd.Audio.Gaps.Count}, the machine's own: {crowd.Audio.MachineGaps}, packets heard {crowd.Audio.Heard}");
}
