namespace Telephony.Core.Tests.Routing;

/// <summary>Nobody waits for ever where waiting adds to the priority, however many calls of higher priority keep coming.</summary>
public sealed class AgeingTests
{
    private static readonly AgeingRule Ageing = new(TimeSpan.FromSeconds(30), CallOrder.PriorityMost);

    [Test]
    public void Nobody_is_passed_by_later_calls_after_rising_to_the_top([Range(1, 30)] int seed)
    {
        var dice = new Random(seed);
        var (router, waiting, now) = (new Router(), new List<Call>(), TimeSpan.Zero);
        router.Configure(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() with { Ageing = Ageing } },
            new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales") }));
        var ann = new Agent { Id = new AgentId("ann") };
        router.AddIdle(ann);
        var longest = 0L;
        for (var sequence = 1; sequence <= 3000; sequence++)
        {
            // Two calls of which nearly all are urgent come for one that is served: the queue only grows, until the arrivals end.
            router.Now = now += TimeSpan.FromMilliseconds(dice.Next(4000));
            if (sequence < 2000) waiting.Add(Arrive(router, sequence, dice.Next(10) == 0 ? dice.Next(10) : 10, now));
            if (dice.Next(2) == 0 || router.FindCallFor(ann) is not { } served) continue;
            foreach (var other in waiting.Where(o => o.JoinSequence < served.JoinSequence))
            {
                var risen = (CallOrder.PriorityMost - other.Priority) * Ageing.PointEvery;
                Assert.That(now - other.QueuedAt!.Value.Elapsed, Is.LessThan(risen), $"{other.Id} has risen to the top and is passed by {served.Id}");
            }

            longest = Math.Max(longest, waiting.Where(o => o.Priority < CallOrder.PriorityMost).Select(o => served.JoinSequence - o.JoinSequence).DefaultIfEmpty().Max());
            waiting.Remove(served);
            router.RemoveWaiting(served.Id);
        }

        Assert.That(longest, Is.GreaterThan(0), "a world in which nobody is ever passed proves nothing");
    }

    private static Call Arrive(Router router, long sequence, int priority, TimeSpan now)
    {
        var at = new Moment(now, default);
        var call = new Call { Id = new CallId($"c{sequence}"), Queue = new QueueName("sales"), JoinSequence = sequence, Priority = priority, QueuedAt = at, JoinedQueueAt = at };
        router.AddWaiting(call);
        return call;
    }
}
