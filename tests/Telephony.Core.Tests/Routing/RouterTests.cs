namespace Telephony.Core.Tests.Routing;

/// <summary>The indexed router chooses what the naive one chooses, over random operations of every kind.</summary>
public sealed class RouterTests
{
    private const int Worlds = 40;
    private const int OperationsEach = 25_000;

    [Test]
    public void A_million_random_operations_choose_what_a_scan_of_everybody_chooses()
    {
        long choices = 0;
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var world = new RouterWorld(seed);
            for (var operation = 0; operation < OperationsEach; operation++) world.Step();
            choices += world.Choices;
        }

        Assert.That(choices, Is.GreaterThan(150_000), "operations after which nobody is chosen prove little");
    }

    [Test]
    public void A_random_choice_is_even() => AssertShares(RoutingStrategy.Random, [1, 1, 1, 1, 1, 1, 1]);

    [Test]
    public void A_weighted_choice_follows_the_shares() => AssertShares(RoutingStrategy.WeightedRandom, [1, 3, 1, 5, 2, 2, 6]);

    private static void AssertShares(RoutingStrategy strategy, int[] shares)
    {
        const int Throws = 70_000;
        var router = new Router();
        router.Configure(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() with { Strategy = strategy } },
            Enumerable.Range(0, shares.Length).ToDictionary(i => $"a{i}", i => TestSite.Agent("sales", $"x={1 + (i % 3)}") with
            {
                Profiles = System.Collections.Immutable.ImmutableSortedDictionary<string, QueueProfile>.Empty.Add("sales", QueueProfile.Default with { Share = shares[i] }),
            })));
        for (var i = 0; i < shares.Length; i++) router.AddIdle(new Agent { Id = new AgentId($"a{i}") });
        var call = new Call { Id = new CallId("c"), Queue = new QueueName("sales"), JoinSequence = 1 };
        router.AddWaiting(call);
        var counts = Enumerable.Range(0, Throws).Select(i => router.FindAgentFor(call, Acd.Mixed((ulong)i))!.Id).CountBy(a => a.Value).ToDictionary();
        // Chi-square with 6 degrees of freedom: above 22.5 in one of a thousand fair draws; the dice are fixed.
        var expected = Enumerable.Range(0, shares.Length).ToDictionary(i => $"a{i}", i => (double)Throws * shares[i] / shares.Sum());
        Assert.That(expected.Sum(e => Math.Pow(counts.GetValueOrDefault(e.Key) - e.Value, 2) / e.Value), Is.LessThan(22.5));
    }
}
