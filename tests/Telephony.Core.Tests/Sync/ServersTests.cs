namespace Telephony.Core.Tests.Sync;

/// <summary>Several Asterisk servers under one router: one queue with one order, and what becomes of one server is nothing to the others.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ServersTests
{
    private static readonly AgentId Ann = new("ann");
    private static readonly AgentId Bo = new("bo");
    private static readonly AgentId Cy = new("cy");
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly Acd _acd = new(strict: true);
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    [SetUp]
    public void Connect()
    {
        Handle(new AcdInput.ConfigurationLoaded(Site()));
        Sync("a");
        Sync("b");
    }

    [Test]
    public void Callers_of_all_servers_stand_in_one_queue_in_the_order_of_joining()
    {
        foreach (var id in new[] { "a-1", "b-1", "a-2" }) Arrive(id);
        Assert.That(LogIn(Ann).Call.Value, Is.EqualTo("a-1"));
        Assert.That(LogIn(Bo).Call.Value, Is.EqualTo("b-1"));
        Assert.That(Hangs("a-1").Call.Value, Is.EqualTo("a-2"), "the next for who is free again");
    }

    [Test]
    public void Who_waits_on_a_server_that_is_not_heard_is_offered_to_nobody_and_keeps_the_place()
    {
        foreach (var id in new[] { "a-1", "b-1" }) Arrive(id);
        Assert.That(Lose("a").Facts.OfType<AcdFact.AsteriskDisconnected>().Single().Server, Is.EqualTo("a"));
        Assert.That(LogIn(Ann).Call.Value, Is.EqualTo("b-1"), "the first is out of reach");
        Assert.That(Handle(new AcdInput.AgentCommanded(null, Bo, AgentCommand.LogIn, null)).Facts.OfType<AcdFact.OfferMade>(), Is.Empty);
        Arrive("b-2", isOffered: true);
        Assert.That(Lose("a").Facts, Is.Empty, "known already");

        Hangs("b-1", isNext: false);
        Arrive("b-3", isOffered: true);
        Arrive("b-4");
        var back = Sync("a", Caller("a-1"));
        Assert.That(back.Facts.OfType<AcdFact.OfferMade>(), Is.Empty, "both agents are rung");
        Assert.That(Hangs("b-3").Call.Value, Is.EqualTo("a-1"), "it was there before b-4");
    }

    [Test]
    public void A_server_that_was_restarted_ends_its_own_calls_and_no_others()
    {
        foreach (var id in new[] { "a-1", "b-1", "a-2", "b-2" }) Arrive(id);
        Talk(LogIn(Ann));
        Talk(LogIn(Bo));
        Lose("a");
        var after = Handle(new AcdInput.AsteriskSynced("another", []) { Server = "a" });
        Assert.That(after.Facts.OfType<AcdFact.CallEnded>().Select(f => (f.Call.Value, f.Disposition)), Is.EquivalentTo(new[] { ("a-1", CallDisposition.Answered), ("a-2", CallDisposition.LostWithAsterisk) }));
        Assert.That(_acd.Show(Bo)!.State, Is.EqualTo(AgentState.Talking), "b-1 goes on");
        Assert.That(after.Facts.OfType<AcdFact.OfferMade>().Single().Call.Value, Is.EqualTo("b-2"), "Ann is free");
    }

    [Test]
    public void Lists_of_one_server_say_nothing_of_another()
    {
        foreach (var id in new[] { "a-1", "b-1" }) Arrive(id);
        Talk(LogIn(Ann));
        Assert.That(Sync("b", Caller("b-1")).Facts.OfType<AcdFact.CallEnded>(), Is.Empty, "a-1 is not on it, and talks");
        Assert.That(Sync("b").Facts.OfType<AcdFact.CallEnded>().Single().Call.Value, Is.EqualTo("b-1"));
        Assert.That(_acd.Show(Ann)!.State, Is.EqualTo(AgentState.Talking));
        Assert.That(_acd.ChannelsExpected("a"), Is.EquivalentTo(new[] { "a-1", "a-1-agent-1" }));
        Assert.That(_acd.ChannelsExpected("b"), Is.Empty);
    }

    [Test]
    public void Nothing_that_is_for_a_lost_server_to_say_is_judged_until_it_is_heard_again()
    {
        Arrive("a-1");
        var ringing = LogIn(Ann);
        Handle(new AcdInput.LegRinging(ringing.Leg));
        Lose("a");
        _now += TimeSpan.FromMinutes(1);
        Assert.That(Handle(new AcdInput.Tick()).Facts.OfType<AcdFact.OfferFailed>(), Is.Empty, "the phone may have been answered");
        var back = Sync("a", Caller("a-1"), new LiveChannel(ringing.Leg.Value, ChannelRole.AgentLeg, true, null, "", default, Ann));
        Assert.That(back.Effects.OfType<AcdEffect.Connect>().Single().Leg, Is.EqualTo(ringing.Leg));
    }

    [Test]
    public void What_is_known_of_the_servers_is_in_a_snapshot_and_with_a_single_one_nothing_of_it()
    {
        Arrive("a-1");
        Lose("a");
        var second = new Acd(strict: true);
        second.Restore(_acd.Capture());
        Assert.That((second.ServerOf("a-1"), second.ServerOf("b-9"), second.ServerOf("callback-1")), Is.EqualTo(("a", "b", "a")));
        var logIn = new AcdInput.AgentCommanded(null, Ann, AgentCommand.LogIn, null) { At = new Moment(_now, Noon + _now) };
        Assert.That(second.Handle(logIn).Facts.OfType<AcdFact.OfferMade>(), Is.Empty, "it is still out of reach");

        var single = new Acd(strict: true);
        single.Handle(new AcdInput.AsteriskSynced("g1", []));
        Assert.That((single.Capture().Servers, single.ServerOf("a-1")), Is.EqualTo(((object?)null, (string?)null)));
        Assert.That((new AcdInput.AsteriskLost().Server, new AcdInput.AsteriskSynced("g1", []).Server), Is.EqualTo(((string?)null, (string?)null)), "and so they are left out of the journal");
    }

    [Test]
    public void All_phones_of_an_agent_are_rung_by_the_server_of_the_call()
    {
        Arrive("a-1");
        var legs = Handle(new AcdInput.AgentCommanded(null, Cy, AgentCommand.LogIn, null)).Effects.OfType<AcdEffect.RingAgent>().Select(e => e.Leg.Value).ToArray();
        Assert.That(legs, Has.Length.EqualTo(2));
        Assert.That(Sync("b").Facts.OfType<AcdFact.OfferFailed>(), Is.Empty, "lists of b do not speak of them");
        Assert.That(_acd.ChannelsExpected("a"), Is.EquivalentTo(legs.Append("a-1")));
        Assert.That(_acd.ChannelsExpected("b"), Is.Empty);
    }

    [Test]
    public void A_call_of_a_phone_is_a_word_about_a_talk_only_on_the_server_of_the_talk()
    {
        Arrive("a-1");
        Talk(LogIn(Ann));
        Handle(new AcdInput.AgentCommanded(null, Bo, AgentCommand.LogIn, null));
        Handle(new AcdInput.CallOffered(new CallId("b-1"), "bo", default) { Phone = Ann });
        Assert.That(StateOf("a-1"), Is.EqualTo(CallState.Connected), "channels of two servers cannot be joined");
        Handle(new AcdInput.CallOffered(new CallId("a-2"), "bo", default) { Phone = Ann });
        Assert.That(StateOf("a-1"), Is.EqualTo(CallState.Consulting));
        Assert.That(_acd.ChannelsExpected("a"), Does.Contain("a-2"));
        Assert.That(_acd.ChannelsExpected("b"), Does.Not.Contain("a-2"));
    }

    private CallState StateOf(string call) => _acd.Capture().Calls.Single(c => c.Id.Value == call).State;

    private AcdOutput Lose(string server) => Handle(new AcdInput.AsteriskLost { Server = server });

    private AcdOutput Sync(string server, params LiveChannel[] channels) => Handle(new AcdInput.AsteriskSynced($"{server}1", [.. channels]) { Server = server });

    private void Arrive(string id, bool isOffered = false)
    {
        var facts = Handle(new AcdInput.CallOffered(new CallId(id), "9000", default)).Facts;
        Assert.That(facts.OfType<AcdFact.OfferMade>().Any(), Is.EqualTo(isOffered), id);
    }

    private AcdFact.OfferMade LogIn(AgentId agent) => Handle(new AcdInput.AgentCommanded(null, agent, AgentCommand.LogIn, null)).Facts.OfType<AcdFact.OfferMade>().Single();

    private void Talk(AcdFact.OfferMade offer)
    {
        Handle(new AcdInput.LegAnswered(offer.Leg));
        Handle(new AcdInput.BridgeEntered(offer.Call, offer.Call.Value), after: 0.1);
        Handle(new AcdInput.BridgeEntered(offer.Call, offer.Leg.Value), after: 0.1);
    }

    /// <summary>The caller leaves while a phone rings, whose leg ends then; the offer that follows.</summary>
    private AcdFact.OfferMade Hangs(string call, bool isNext = true)
    {
        Handle(new AcdInput.CallerGone(new CallId(call)));
        var offers = Handle(new AcdInput.LegEnded(new LegId($"{call}-agent-1"), LegEnd.HungUp)).Facts.OfType<AcdFact.OfferMade>().ToArray();
        Assert.That(offers, Has.Length.EqualTo(isNext ? 1 : 0));
        return isNext ? offers[0] : null!;
    }

    private static LiveChannel Caller(string id) => new(id, ChannelRole.Caller, true, null, "9000", default);

    private AcdOutput Handle(AcdInput input, double after = 1)
    {
        _now += TimeSpan.FromSeconds(after);
        var output = _acd.Handle(input with { At = new Moment(_now, Noon + _now) });
        Assert.That(_acd.Violations(), Is.Empty);
        return new AcdOutput([.. output.Effects], [.. output.Facts]);
    }

    private static SiteConfiguration Site() => TestSite.With(
        new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() },
        new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales"), ["bo"] = TestSite.Agent("sales"), ["cy"] = TestSite.Agent("sales") with { AlsoDials = ["PJSIP/cy-soft"] } }, greeting: false);
}
