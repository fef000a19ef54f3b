namespace Telephony.Core.Tests.Sync;

/// <summary>What the core makes of Asterisk's lists when they tell of something it does not know, or knows otherwise.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReconciliationTests
{
    private static readonly CallId Caller = new("c1");

    private readonly Acd _acd = new(strict: true);
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Test]
    public void Lists_may_come_before_any_configuration()
    {
        Assert.That(Sync().Facts.OfType<AcdFact.AsteriskConnected>(), Is.Not.Empty);
        Assert.That(Handle(new AcdInput.ConfigurationLoaded(Site())).Facts.OfType<AcdFact.ConfigurationInForce>(), Is.Not.Empty);
    }

    [Test]
    public void A_customer_nobody_knows_is_hung_up_on_while_the_phone_rings_and_handed_to_the_fallback_when_answered()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        var (ringing, answered) = (CallbackId.Of(default, 1).CallOf(1), CallbackId.Of(default, 2).CallOf(1));
        var effects = Sync(Customer(ringing, ChannelRole.Customer, answered: false), Customer(answered, ChannelRole.Customer, answered: true)).Effects;
        Assert.That(effects, Is.EqualTo(new AcdEffect[] { new AcdEffect.DropStrayChannel(ringing.Value), new AcdEffect.SendToFallback(answered) }));
    }

    [Test]
    public void A_customer_who_answered_into_the_fallback_is_not_called_again_and_the_agent_is_free()
    {
        var dialled = DialCustomer();
        Handle(new AcdInput.AsteriskLost());
        var facts = Sync(Customer(dialled, ChannelRole.Other, answered: true)).Facts;
        Assert.That(facts.OfType<AcdFact.CallbackDone>().Single().Outcome, Is.EqualTo(CallbackOutcome.Failed));
        Assert.That(_acd.Callbacks, Is.Empty);
        Assert.That(_acd.Show(new AgentId("ann"))!.State, Is.EqualTo(AgentState.Ready));
    }

    [Test]
    public void A_customer_who_answered_during_an_outage_and_waits_for_us_is_taken_in_and_the_agent_rung()
    {
        var dialled = DialCustomer();
        Handle(new AcdInput.AsteriskLost());
        var ring = Sync(Customer(dialled, ChannelRole.Customer, answered: true)).Effects.OfType<AcdEffect.RingAgent>().Single();
        Assert.That((ring.Call, ring.Agent), Is.EqualTo((dialled, new AgentId("ann"))));
    }

    [Test]
    public void A_caller_whose_answer_was_lost_with_the_router_is_answered()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        Handle(new AcdInput.CallOffered(Caller, "9000", default)); // and the router dies before it has told Asterisk anything
        var effects = Sync(new LiveChannel(Caller.Value, ChannelRole.Caller, false, null, "9000", default)).Effects;
        Assert.That(effects.Take(2).Select(e => e.GetType()), Is.EqualTo(new[] { typeof(AcdEffect.Answer), typeof(AcdEffect.StartMusic) }));
        Assert.That(Sync(new LiveChannel(Caller.Value, ChannelRole.Caller, true, null, "9000", default)).Effects.OfType<AcdEffect.Answer>(), Is.Empty);
    }

    [Test]
    public void Two_who_were_joined_in_the_last_moments_of_a_router_talk_and_are_not_joined_again()
    {
        var leg = RingAnn();
        Handle(new AcdInput.LegAnswered(leg));
        Handle(new AcdInput.RouterStarted("2"));
        var (effects, facts) = Sync(
            new LiveChannel(Caller.Value, ChannelRole.Caller, true, Caller.Value, "9000", default),
            new LiveChannel(leg.Value, ChannelRole.AgentLeg, true, Caller.Value, "", default));
        Assert.That(effects.OfType<AcdEffect.Connect>(), Is.Empty);
        Assert.That(facts.OfType<AcdFact.CallConnected>().Single().Leg, Is.EqualTo(leg));
    }

    [Test]
    public void What_should_have_been_reported_while_no_router_lived_is_judged_only_when_the_lists_are_known()
    {
        var leg = RingAnn();
        Handle(new AcdInput.LegAnswered(leg)); // they are joined, and the router dies
        _now += TimeSpan.FromMinutes(2);
        Assert.That(Handle(new AcdInput.RouterStarted("2")).Effects, Is.Empty);
        Assert.That(Handle(new AcdInput.Tick()).Effects, Is.Empty);
        _now += TimeSpan.FromMinutes(2);
        var (effects, facts) = Sync(
            new LiveChannel(Caller.Value, ChannelRole.Caller, true, Caller.Value, "9000", default),
            new LiveChannel(leg.Value, ChannelRole.AgentLeg, true, Caller.Value, "", default));
        Assert.That(effects.OfType<AcdEffect.CancelLeg>(), Is.Empty);
        Assert.That(facts.OfType<AcdFact.CallConnected>().Single().Leg, Is.EqualTo(leg));
        _now += TimeSpan.FromSeconds(10);
        Assert.That(Handle(new AcdInput.Tick()).Effects, Is.Empty);
    }

    [Test]
    public void A_talk_that_ended_while_nothing_reached_Asterisk_leaves_no_bridge_behind()
    {
        var leg = RingAnn();
        Handle(new AcdInput.LegAnswered(leg));
        Handle(new AcdInput.BridgeEntered(Caller, Caller.Value));
        Handle(new AcdInput.BridgeEntered(Caller, leg.Value));
        Handle(new AcdInput.LegEnded(leg, LegEnd.HungUp)); // what follows from it goes into a connection that is given up
        Handle(new AcdInput.AsteriskLost());
        var effects = Sync(new LiveChannel(Caller.Value, ChannelRole.Caller, true, Caller.Value, "9000", default)).Effects;
        Assert.That(effects, Has.Some.EqualTo(new AcdEffect.DestroyBridge(Caller)).And.Some.EqualTo(new AcdEffect.HangUp(Caller)));
    }

    [Test]
    public void Who_was_served_while_no_router_lived_is_not_offered_again()
    {
        Handle(new AcdInput.LegAnswered(RingAnn())); // they are joined, the router dies, they talk, ann hangs up
        Handle(new AcdInput.RouterStarted("2"));
        var (effects, facts) = Sync(new LiveChannel(Caller.Value, ChannelRole.Caller, true, Caller.Value, "9000", default));
        Assert.That(effects.OfType<AcdEffect.RingAgent>(), Is.Empty);
        Assert.That(effects, Has.Some.EqualTo(new AcdEffect.DestroyBridge(Caller)).And.Some.EqualTo(new AcdEffect.HangUp(Caller)));
        Assert.That(facts.OfType<AcdFact.CallEnded>().Single().Disposition, Is.EqualTo(CallDisposition.Answered));
    }

    [Test]
    public void Who_comes_back_from_the_fallback_and_was_not_known_to_have_left_hears_music_again_and_keeps_the_place()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        Handle(new AcdInput.CallOffered(Caller, "9000", default));
        Assert.That(Handle(new AcdInput.CallOffered(Caller, "9000", default)).Effects, Is.Empty, "told twice");
        var (effects, facts) = Handle(new AcdInput.CallOffered(Caller, "9000", default) { Place = new CallPlace(new QueueName("sales"), 0, 1, DateTimeOffset.UnixEpoch) });
        Assert.That(effects.Select(e => e.GetType()), Is.EqualTo(new[] { typeof(AcdEffect.Answer), typeof(AcdEffect.StartMusic) }));
        Assert.That(facts, Is.Empty);
    }

    [Test]
    public void An_agent_who_answered_while_no_router_lived_is_joined_once()
    {
        var leg = RingAnn();
        var effects = Sync(
            new LiveChannel(Caller.Value, ChannelRole.Caller, true, null, "9000", default),
            new LiveChannel(leg.Value, ChannelRole.AgentLeg, true, null, "", default)).Effects;
        Assert.That(effects.OfType<AcdEffect.Connect>().Count(), Is.EqualTo(1));
    }

    /// <summary>An agent is at work, and is rung for a caller.</summary>
    private LegId RingAnn()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        Handle(new AcdInput.AgentCommanded(null, new AgentId("ann"), AgentCommand.LogIn, null));
        Handle(new AcdInput.CallOffered(Caller, "9000", default));
        return LegId.Of(Caller, 1);
    }

    /// <summary>A caller leaves the phone, an agent comes, the customer's phone rings.</summary>
    private CallId DialCustomer()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync();
        Handle(new AcdInput.CallOffered(Caller, "9000", new CallerId("0100", "")));
        Handle(new AcdInput.CallbackAsked(null, Caller));
        Handle(new AcdInput.CallerGone(Caller));
        Handle(new AcdInput.AgentCommanded(null, new AgentId("ann"), AgentCommand.LogIn, null));
        return _acd.Callbacks.Single().Call!.Value;
    }

    private AcdOutput Sync(params LiveChannel[] channels) => Handle(new AcdInput.AsteriskSynced("g1", [.. channels]));

    private static LiveChannel Customer(CallId call, ChannelRole role, bool answered) => new(call.Value, role, answered, null, "", default);

    private AcdOutput Handle(AcdInput input)
    {
        _now += TimeSpan.FromSeconds(1);
        var output = _acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
        Assert.That(_acd.Violations(), Is.Empty);
        return new AcdOutput([.. output.Effects], [.. output.Facts]);
    }

    private static SiteConfiguration Site()
    {
        var queue = TestSite.Queue() with { Life = QueueLife.Plain with { Callback = new CallbackRule() } };
        var site = TestSite.With(new Dictionary<string, QueueRule> { ["sales"] = queue }, new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales") });
        return site with { CallbackLine = new CallbackLine("PJSIP/{number}@trunk", ["0X."], "") };
    }
}
