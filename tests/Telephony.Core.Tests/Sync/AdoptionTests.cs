namespace Telephony.Core.Tests.Sync;

/// <summary>A router that has lost everything makes the queue again of what is noted on the channels, and leaves those alone who talk.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AdoptionTests
{
    private static readonly AgentId Ann = new("ann");
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly Acd _acd = new(strict: true);
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    [Test]
    public void Callers_are_queued_again_in_the_order_they_joined_with_their_wait_clocks()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        var facts = Sync(Waiting("late", 8, TimeSpan.FromSeconds(20)), Waiting("early", 3, TimeSpan.FromSeconds(50)), Waiting("middle", 5, TimeSpan.FromSeconds(30))).Facts;
        var queued = facts.OfType<AcdFact.CallQueued>().ToArray();
        Assert.That(queued.Select(f => f.Call.Value), Is.EqualTo(new[] { "early", "middle", "late" }));
        Assert.That(queued.Select(f => f.JoinSequence), Is.EqualTo(new long[] { 3, 5, 8 }));
        Assert.That(queued.Select(f => Math.Round(f.Waited.TotalSeconds)), Is.EqualTo(new[] { 50d, 30, 20 }));

        var offer = Handle(new AcdInput.AgentCommanded(null, Ann, AgentCommand.LogIn, null)).Facts.OfType<AcdFact.OfferMade>().Single();
        Assert.That(offer.Call.Value, Is.EqualTo("early"));
    }

    [Test]
    public void Who_joins_afterwards_stands_behind_those_who_were_there()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync(Waiting("old", 700, TimeSpan.FromSeconds(5)));
        var queued = Handle(new AcdInput.CallOffered(new CallId("new"), "9000", default)).Facts.OfType<AcdFact.CallQueued>().Single();
        Assert.That((queued.JoinSequence, queued.Position), Is.EqualTo((701L, 2)));
    }

    [Test]
    public void A_caller_of_whom_nothing_is_noted_begins_anew()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        var queued = Sync(Waiting("c1", 1, TimeSpan.Zero) with { Place = null, Since = null }).Facts.OfType<AcdFact.CallQueued>().Single();
        Assert.That(queued.Waited, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Who_comes_back_from_the_fallback_stands_where_they_stood()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        Handle(new AcdInput.CallOffered(new CallId("first"), "9000", default));
        Handle(new AcdInput.CallOffered(new CallId("second"), "9000", default));
        Handle(new AcdInput.CallerGone(new CallId("first"))); // the lease ran out
        var back = Handle(new AcdInput.CallOffered(new CallId("first"), "9000", default) { Place = new CallPlace(new QueueName("sales"), 0, 1, Wall - TimeSpan.FromSeconds(40)) });
        var queued = back.Facts.OfType<AcdFact.CallQueued>().Single();
        Assert.That((queued.Position, queued.JoinSequence), Is.EqualTo((1, 1L)));
        Assert.That(queued.Waited.TotalSeconds, Is.EqualTo(41).Within(1));
    }

    [Test]
    public void Who_came_while_no_router_lived_stands_by_the_time_of_arrival()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        Handle(new AcdInput.CallOffered(new CallId("before"), "9000", default));
        _now += TimeSpan.FromSeconds(30);
        var arrived = Wall;
        _now += TimeSpan.FromSeconds(30);
        Handle(new AcdInput.CallOffered(new CallId("after"), "9000", default));
        var back = Handle(new AcdInput.CallOffered(new CallId("between"), "9000", default) { Since = arrived }).Facts.OfType<AcdFact.CallQueued>().Single();
        Assert.That(back.Position, Is.EqualTo(2));
        Assert.That(back.Waited.TotalSeconds, Is.EqualTo(32).Within(1));
    }

    [Test]
    public void Two_who_talk_are_left_to_it_and_their_agent_is_busy()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        var (effects, facts) = Sync(Waiting("c1", 4, TimeSpan.FromSeconds(60)) with { Bridge = "c1" }, Leg("c1-agent-2", "c1", Ann));
        Assert.That(effects.Where(e => e is not AcdEffect.StartRecording), Is.Empty, "nothing is played, rung or hung up");
        Assert.That(facts.OfType<AcdFact.CallConnected>().Single().Leg.Value, Is.EqualTo("c1-agent-2"));
        Assert.That(_acd.Show(Ann)!.State, Is.EqualTo(AgentState.Talking));
        var end = Handle(new AcdInput.LegEnded(new LegId("c1-agent-2"), LegEnd.HungUp));
        Assert.That(end.Effects.OfType<AcdEffect.HangUp>().Single().Call.Value, Is.EqualTo("c1"));
    }

    [Test]
    public void Two_who_talk_are_left_to_it_also_when_the_agent_is_unknown()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        var effects = Sync(Waiting("c1", 4, TimeSpan.FromSeconds(60)) with { Bridge = "c1" }, Leg("c1-agent-2", "c1", new AgentId("gone"))).Effects;
        Assert.That(effects, Is.Empty);
    }

    [Test]
    public void A_caller_whose_agent_has_hung_up_meanwhile_has_talked_and_is_not_queued_again()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        var (effects, facts) = Sync(Waiting("c1", 4, TimeSpan.FromSeconds(60)) with { Bridge = "c1" });
        Assert.That(effects, Is.EqualTo(new AcdEffect[] { new AcdEffect.DestroyBridge(new CallId("c1")), new AcdEffect.DropStrayChannel("c1") }));
        Assert.That(facts.OfType<AcdFact.CallArrived>(), Is.Empty);
    }

    [TestCase(AgentState.LoggedOut)]
    [TestCase(AgentState.Ready)]
    [TestCase(AgentState.Paused)]
    public void A_caller_who_waits_as_far_as_is_known_and_talks_is_left_to_it(AgentState known)
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        if (known == AgentState.Paused) Command(AgentCommand.LogIn);
        if (known == AgentState.Paused) Command(AgentCommand.Pause);
        Handle(new AcdInput.CallOffered(new CallId("c1"), "9000", default));
        Handle(new AcdInput.AsteriskLost());
        if (known == AgentState.Ready) Command(AgentCommand.LogIn);
        var (effects, facts) = Sync(Waiting("c1", 1, TimeSpan.FromSeconds(3)) with { Bridge = "c1" }, Leg("c1-agent-1", "c1", Ann));
        Assert.That(effects.Where(e => e is not AcdEffect.StartRecording), Is.Empty, "nothing is played, rung or hung up");
        Assert.That(facts.OfType<AcdFact.CallConnected>().Single().Leg.Value, Is.EqualTo("c1-agent-1"));
        Assert.That(_acd.Show(Ann)!.State, Is.EqualTo(AgentState.Talking));
    }

    [Test]
    public void A_phone_of_which_nobody_knows_why_it_rings_is_hung_up_and_the_next_ring_is_another()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        Handle(new AcdInput.CallOffered(new CallId("c1"), "9000", default));
        var effects = Sync(Waiting("c1", 1, TimeSpan.FromSeconds(3)), Leg("c1-agent-1", "", Ann) with { Answered = false, Bridge = null }).Effects;
        Assert.That(effects, Has.One.EqualTo(new AcdEffect.DropStrayChannel("c1-agent-1")));
        Assert.That(Command(AgentCommand.LogIn).Facts.OfType<AcdFact.OfferMade>().Single().Leg.Value, Is.EqualTo("c1-agent-2"));
    }

    [TestCase("sales/5/12/1767614400000", true)]
    [TestCase("sales/5/12", false)]
    [TestCase("sales/11/12/1767614400000", false)]
    [TestCase("/5/12/1767614400000", false)]
    [TestCase("sales/5/-1/1767614400000", false)]
    [TestCase("sales/5/12/99999999999999999", false)]
    [TestCase("-", false)]
    [TestCase(null, false)]
    public void A_place_is_read_as_it_was_written_and_anything_else_is_none(string? text, bool isPlace)
    {
        var place = CallPlace.Parse(text);
        Assert.That(place is not null, Is.EqualTo(isPlace));
        if (isPlace) Assert.That(place!.ToString(), Is.EqualTo(text));
    }

    private DateTimeOffset Wall => Noon + _now;

    private LiveChannel Waiting(string id, long sequence, TimeSpan ago) =>
        new(id, ChannelRole.Caller, true, null, "9000", new CallerId("0100", "")) { Place = new CallPlace(new QueueName("sales"), 0, sequence, Wall + TimeSpan.FromSeconds(1) - ago), Since = Wall - ago };

    private LiveChannel Leg(string id, string bridge, AgentId agent) => new(id, ChannelRole.AgentLeg, true, bridge, "", default, agent) { Since = Wall - TimeSpan.FromSeconds(10) };

    private (IReadOnlyList<AcdEffect> Effects, IReadOnlyList<AcdFact> Facts) Sync(params LiveChannel[] channels)
    {
        var output = Handle(new AcdInput.AsteriskSynced("g1", [.. channels]));
        return (output.Effects, output.Facts);
    }

    private AcdOutput Command(AgentCommand command) => Handle(new AcdInput.AgentCommanded(null, Ann, command, command == AgentCommand.Pause ? "break" : null));

    private AcdOutput Handle(AcdInput input)
    {
        _now += TimeSpan.FromSeconds(1);
        var output = _acd.Handle(input with { At = new Moment(_now, Wall) });
        Assert.That(_acd.Violations(), Is.Empty);
        return new AcdOutput([.. output.Effects], [.. output.Facts]);
    }

    private static SiteConfiguration Site() => TestSite.With(
        new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() }, new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales") }, greeting: false);
}
