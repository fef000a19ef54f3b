using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Telephony.Core.Tests.Simulation;

namespace Telephony.Core.Tests.Properties;

/// <summary>What holds for every walk through the core. A walk that breaks it is printed in its shortest form.</summary>
public sealed class CoreProperties
{
    private const int Walks = 150;
    private const int LongestWalk = 300;

    [Test]
    public void No_idle_agent_is_left_while_a_call_waits_that_fits() => Holds(numbers => Walk.Of(numbers).Unmatched());

    /// <summary>The oracle of the simulation throws on every offer that passes over an older call of the same priority, and on every broken invariant.</summary>
    [Test]
    public void Whoever_comes_first_is_served_first() => Holds(numbers =>
    {
        var walk = Walk.Of(numbers);
        return walk.Facts.Count > 0 ? null : "nothing happened at all";
    });

    /// <summary>A call that has risen to the top is passed by no later one, however many urgent calls come: with a point each 10 s, a call of priority p
    /// after (10 − p) × 10 s.</summary>
    [Test]
    public void Nobody_starves_where_waiting_adds_to_the_priority()
    {
        var passed = 0;
        Holds(numbers =>
        {
            var waiting = new Dictionary<CallId, AcdFact.CallQueued>();
            foreach (var fact in Walk.OfAgeing(numbers).Facts)
            {
                if (fact is AcdFact.CallQueued queued) waiting[queued.Call] = queued;
                else if (fact is AcdFact.CallEnded ended) waiting.Remove(ended.Call);
                if (fact is not AcdFact.OfferMade offer || !waiting.Remove(offer.Call, out var served)) continue;
                foreach (var other in waiting.Values.Where(o => o.JoinSequence < served.JoinSequence))
                {
                    passed++;
                    var risen = (CallOrder.PriorityMost - other.Priority) * Walk.PointEvery;
                    if (fact.At.Elapsed - other.At.Elapsed >= risen) return $"{other.Call} of priority {other.Priority} has waited {fact.At.Elapsed - other.At.Elapsed} and is passed by {served.Call}";
                }
            }

            return null;
        });
        Assert.That(passed, Is.GreaterThan(100), "where nobody is ever passed nothing is proved");
    }

    [Test]
    public void Figures_are_a_fold_of_the_facts_whatever_times_they_are_shown_at() => Holds(numbers =>
    {
        var walk = Walk.Of(numbers);
        var (once, often) = (new Core.Statistics(), new Core.Statistics());
        foreach (var fact in walk.Facts)
        {
            once.Apply(fact);
            often.Apply(fact);
            often.Advance(fact.At);
        }

        once.Advance(walk.Acd.Now);
        often.Advance(walk.Acd.Now);
        return Difference(Text(once), Text(often));
    });

    [Test]
    public void A_snapshot_and_what_came_after_give_what_a_replay_from_the_start_gives() => Holds(numbers =>
    {
        var walk = Walk.Of(numbers);
        var cut = numbers.Length == 0 ? 0 : (int)(Math.Abs((long)numbers[0]) % walk.Inputs.Count);
        var (first, second) = (new Acd(strict: true), new Acd(strict: true));
        foreach (var input in walk.Inputs.Take(cut)) first.Handle(input);
        second.Restore(JsonSerializer.Deserialize<AcdState>(Walk.Text(first), SimSnapshot.Json)!);
        foreach (var input in walk.Inputs.Skip(cut)) second.Handle(input);
        return Difference(Walk.Text(walk.Acd), Walk.Text(second));
    });

    [Test]
    public void State_that_is_written_and_read_is_the_same() => Holds(numbers =>
    {
        var walk = Walk.Of(numbers);
        var text = Walk.Text(walk.Acd);
        var read = new Acd(strict: true);
        read.Restore(JsonSerializer.Deserialize<AcdState>(text, SimSnapshot.Json)!);
        return Difference(text, Walk.Text(read));
    });

    /// <summary>The same walks every time: what fails here fails for everybody.</summary>
    private static void Holds(Func<int[], string?> whatIsWrong)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Walks).WithEndSize(LongestWalk).WithReplay(20_260_301, 7);
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), numbers =>
        {
            if (whatIsWrong(numbers) is { } wrong) throw new InvariantException("property", wrong);
        }).Check(config);
    }

    private static string Text(Core.Statistics statistics) => JsonSerializer.Serialize(
        statistics.Intervals.Select(i => new { i.Key, i.Value.Site, Queues = i.Value.Queues.Values, Skills = i.Value.Skills.Values, Agents = i.Value.Agents.Values }),
        SimSnapshot.Json);

    private static string? Difference(string one, string other)
    {
        if (one == other) return null;
        var at = one.Zip(other).TakeWhile(p => p.First == p.Second).Count();
        return $"...{one[Math.Max(0, at - 80)..Math.Min(one.Length, at + 80)]}... and ...{other[at..Math.Min(other.Length, at + 80)]}...";
    }
}
