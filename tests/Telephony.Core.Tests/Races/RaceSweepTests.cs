namespace Telephony.Core.Tests.Races;

/// <summary>What happens in the same instant, swept over distance in time and over latencies, 2,020 times each. The invariants hold after every input, the oracle
/// of the simulation watches; with real phones: RaceTests of the acceptance tests and <c>./telephony bench races</c>.</summary>
public sealed class RaceSweepTests
{
    private const int Sweeps = 2_020;
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettledWithin = TimeSpan.FromMilliseconds(500);

    [Test]
    public void A_caller_who_hangs_up_around_the_answer_is_answered_or_not_and_the_agent_is_free()
    {
        var outcomes = Sweep(50, (seed, offset) =>
        {
            var world = WithAgents(new RaceWorld(seed), RaceWorld.Ann);
            world.Calls("c1", Begin);
            world.Rings = (_, leg) =>
            {
                world.Answers(leg, Begin + TimeSpan.FromSeconds(1));
                world.HangsUp("c1", Begin + TimeSpan.FromSeconds(1) + offset);
            };
            return world;
        });
        Assert.That(outcomes.Keys, Is.EquivalentTo(new[] { "Answered", "AbandonedWhileRinging" }), "both happen");
    }

    [Test]
    public void Of_two_who_answer_within_five_milliseconds_one_talks()
    {
        var winners = new HashSet<AgentId>();
        Sweep(5, (seed, offset) =>
        {
            var world = WithAgents(new RaceWorld(seed, RoutingStrategy.RingAll), RaceWorld.Ann, RaceWorld.Bob);
            world.Calls("c1", Begin);
            world.Rings = (agent, leg) => world.Answers(leg, Begin + TimeSpan.FromSeconds(1) + (agent == RaceWorld.Ann ? TimeSpan.Zero : offset));
            return world;
        }, world => winners.Add(world.Facts.OfType<AcdFact.CallConnected>().Single().Agent));
        Assert.That(winners, Has.Count.EqualTo(2), "now the one, now the other");
    }

    [Test]
    public void An_agent_paused_around_the_offer_is_rung_before_it_or_not_at_all()
    {
        var rung = 0;
        Sweep(50, (seed, offset) =>
        {
            var world = WithAgents(new RaceWorld(seed), RaceWorld.Ann);
            world.Calls("c1", Begin);
            world.Do(Begin + offset, new AcdInput.AgentCommanded(null, RaceWorld.Ann, AgentCommand.Pause, "break"));
            world.Do(Begin + TimeSpan.FromSeconds(5), new AcdInput.AgentCommanded(null, RaceWorld.Ann, AgentCommand.Ready, null));
            world.Rings = (_, leg) => world.Answers(leg, Begin + TimeSpan.FromSeconds(6));
            return world;
        }, world =>
        {
            var paused = false;
            foreach (var fact in world.Facts)
            {
                if (fact is AcdFact.AgentStateChanged changed) paused = changed.To == AgentState.Paused;
                if (fact is not AcdFact.OfferMade offer) continue;
                Assert.That(paused, Is.False, $"{offer.Agent} is rung while paused");
                if (offer.At.Elapsed < Begin + TimeSpan.FromSeconds(4)) rung++;
            }

            Assert.That(world.Facts.OfType<AcdFact.CallConnected>().Count(), Is.EqualTo(1), "the caller is served, now or after the pause");
        });
        Assert.That(rung, Is.InRange(Sweeps / 10, Sweeps * 9 / 10), "both orders happen");
    }

    [Test]
    public void A_configuration_that_changes_around_an_offer_loses_nobody()
    {
        Sweep(50, (seed, offset) =>
        {
            var world = WithAgents(new RaceWorld(seed), RaceWorld.Ann, RaceWorld.Bob);
            world.Calls("c1", Begin);
            world.Calls("c2", Begin + TimeSpan.FromMilliseconds(seed % 7));
            world.Swaps(Begin + offset, seed);
            world.Swaps(Begin + TimeSpan.FromSeconds(1) + offset, seed + 1);
            world.Rings = (_, leg) => world.Answers(leg, Begin + TimeSpan.FromSeconds(1));
            return world;
        }, world => Assert.That(world.Facts.OfType<AcdFact.CallConnected>().Count(), Is.EqualTo(2), "both callers are served"));
    }

    private static RaceWorld WithAgents(RaceWorld world, params AgentId[] agents)
    {
        foreach (var agent in agents) world.Do(TimeSpan.FromMilliseconds(100), new AcdInput.AgentCommanded(null, agent, AgentCommand.LogIn, null));
        return world;
    }

    private static Dictionary<string, int> Sweep(double most, Func<int, TimeSpan, RaceWorld> make, Action<RaceWorld>? check = null)
    {
        var outcomes = new Dictionary<string, int>();
        for (var seed = 0; seed < Sweeps; seed++)
        {
            var offset = TimeSpan.FromMilliseconds(((seed % 101) - 50) / 50.0 * most);
            try
            {
                var world = make(seed, offset);
                world.RunToTheEnd();
                world.AssertNothingIsLeft();
                check?.Invoke(world);
                Assert.That(world.Unsettled, Has.All.LessThan(SettledWithin), "an answered leg is in a bridge or gone (I6)");
                foreach (var call in world.Facts.OfType<AcdFact.CallConnected>().GroupBy(f => f.Call)) Assert.That(call.Count(), Is.EqualTo(1), "connected once");
                foreach (var ended in world.Facts.OfType<AcdFact.CallEnded>()) outcomes[$"{ended.Disposition}"] = outcomes.GetValueOrDefault($"{ended.Disposition}") + 1;
            }
            catch (Exception fault) when (fault is not AssertionException)
            {
                Assert.Fail($"seed {seed}, {offset.TotalMilliseconds} ms: {fault}");
            }
        }

        TestContext.Out.WriteLine(string.Join(", ", outcomes.Select(o => $"{o.Value} {o.Key}")));
        return outcomes;
    }
}
