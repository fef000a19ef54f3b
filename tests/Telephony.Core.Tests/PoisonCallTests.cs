namespace Telephony.Core.Tests;

/// <summary>A call that makes its handler throw harms nobody else.</summary>
public sealed class PoisonCallTests
{
    private TimeSpan _now;

    [Test]
    public void A_call_whose_handling_fails_goes_to_the_fallback_and_all_others_are_served()
    {
        var acd = new Acd();
        var site = TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() }, new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales") }, greeting: false);
        var poison = new EntryPoint(default, "en", new CallTarget("sales", null)); // no list of prompts, not even an empty one: looking at it throws
        Handle(acd, new AcdInput.ConfigurationLoaded(site with { Numbers = site.Numbers.Add("6666", poison) }));
        Handle(acd, new AcdInput.AsteriskSynced("g1", []));
        Handle(acd, new AcdInput.CallOffered(new CallId("good"), "9000", new CallerId("0100", "")));

        for (var i = 0; i < 100; i++)
        {
            var id = new CallId($"bad{i}");
            var (effects, facts) = Handle(acd, new AcdInput.CallOffered(id, "6666", new CallerId("0666", "")));
            Assert.That(effects.OfType<AcdEffect.SendToFallback>().Single().Call, Is.EqualTo(id));
            Assert.That(facts.OfType<AcdFact.InvariantBroken>().Single().Invariant, Is.EqualTo("F24"));
            Assert.That(facts.OfType<AcdFact.CallEnded>().Single().Disposition, Is.EqualTo(CallDisposition.SentToFallback));
            Handle(acd, new AcdInput.CallerGone(id));
        }

        var offered = Handle(acd, new AcdInput.AgentCommanded(null, new AgentId("ann"), AgentCommand.LogIn, null)).Facts.OfType<AcdFact.OfferMade>().Single();
        Assert.That(offered.Call.Value, Is.EqualTo("good"));
        Assert.That(acd.Violations(), Is.Empty);
    }

    private (IReadOnlyList<AcdEffect> Effects, IReadOnlyList<AcdFact> Facts) Handle(Acd acd, AcdInput input)
    {
        _now += TimeSpan.FromMilliseconds(10);
        var output = acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
        return ([.. output.Effects], [.. output.Facts]);
    }
}
