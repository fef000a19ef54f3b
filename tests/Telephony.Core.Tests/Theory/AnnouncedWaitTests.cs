namespace Telephony.Core.Tests.Theory;

/// <summary>A day of a busy centre: what waiting callers are told of their wait.</summary>
public sealed class AnnouncedWaitTests
{
    /// <summary>All agents work all day and nobody is put before others, so there never is a cause for a longer wait than was told before, although estimates go up and
    /// down with every call.</summary>
    [Test]
    public void A_wait_told_never_rises_without_a_cause()
    {
        var centre = new VirtualCentre(agents: 8, arrivals: 9 / 180.0, talkRate: 1 / 180.0, patienceRate: 1 / 900.0, seed: 41)
        {
            Site = TestSite.With(
                new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() with { Life = QueueLife.Plain with { Announcements = Plan } } },
                Enumerable.Range(0, 8).ToDictionary(i => $"a{i:D3}", _ => TestSite.Agent("sales"))),
        };
        centre.Run(4_000);
        var told = centre.Announced.GroupBy(a => a.Call).Select(call => call.Select(a => a.ExpectedWait).OfType<TimeSpan>().ToArray()).Where(waits => waits.Length > 1).ToList();
        TestContext.Out.WriteLine($"{centre.Announced.Count} announcements; {told.Count} callers were told a wait more than once");
        Assert.That(told, Has.Count.GreaterThan(100), "or nothing is proved");
        Assert.That(told.Where(waits => waits.Zip(waits.Skip(1)).Any(pair => pair.Second > pair.First)).Select(waits => string.Join(' ', waits)), Is.Empty);
        Assert.That(centre.Announced.Count(a => a.ExpectedWait is null), Is.GreaterThan(0), "sometimes it is better to say nothing");
    }

    private static AnnouncementPlan Plan { get; } = new() { FirstAfter = TimeSpan.FromSeconds(20), Interval = TimeSpan.FromSeconds(30), Position = true, ExpectedWait = true };
}
