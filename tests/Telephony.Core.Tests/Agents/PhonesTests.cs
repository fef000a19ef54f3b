using System.Collections.Immutable;
using System.Text.Json;
using Telephony.Core.Tests.Simulation;

namespace Telephony.Core.Tests.Agents;

/// <summary>What Asterisk is asked for where an agent has several phones; what comes of it is told by the stories.</summary>
public sealed class PhonesTests
{
    private static readonly CallId Caller = new("1764.7");
    private static readonly LegId First = LegId.Of(Caller, 1);
    private static readonly LegId Second = First.OfPhone(2);
    private static readonly AgentId Ann = new("ann");

    private Acd _acd = new(strict: true);
    private TimeSpan _now;

    [SetUp]
    public void OpenTheSite()
    {
        (_acd, _now) = (new Acd(strict: true), TimeSpan.Zero);
        var ann = TestSite.Agent("sales") with { DialTarget = "PJSIP/ann", AlsoDials = ["PJSIP/ann-soft"], AutoAnswer = true };
        Handle(new AcdInput.ConfigurationLoaded(TestSite.With(new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() }, new Dictionary<string, AgentProfile> { ["ann"] = ann })));
        Handle(new AcdInput.AsteriskSynced("g1", []));
        Handle(new AcdInput.AgentCommanded(null, Ann, AgentCommand.LogIn, null));
    }

    [Test]
    public void Legs_of_one_ring_are_named_after_the_first_which_is_named_as_ever()
    {
        var ahead = LegId.AheadOf(Caller, 3).OfPhone(4);
        Assert.Multiple(() =>
        {
            Assert.That((First.Value, Second.Value, ahead.Value), Is.EqualTo(("1764.7-agent-1", "1764.7-agent-1.2", "first-1764.7-agent-3.4")));
            Assert.That((Second.Call, Second.Attempt, Second.Ring, Second.IsOfOtherPhone), Is.EqualTo((Caller, 1, First, true)));
            Assert.That((First.Call, First.Attempt, First.Ring, First.IsOfOtherPhone), Is.EqualTo((Caller, 1, First, false)));
            Assert.That((ahead.Call, ahead.Attempt, ahead.OfPhone(2).Value), Is.EqualTo((Caller, 3, "first-1764.7-agent-3.2")));
            Assert.That(new LegId("1764.7").IsOfOtherPhone, Is.False, "the dot of a caller's channel is none of ours");
        });
    }

    [Test]
    public void All_phones_are_rung_in_order_and_only_the_first_is_asked_to_answer_by_itself()
    {
        var rung = Handle(Call()).OfType<AcdEffect.RingAgent>().Select(r => (r.Leg, r.Agent, r.DialTarget, r.AutoAnswer));
        Assert.That(rung, Is.EqualTo(new[] { (First, Ann, "PJSIP/ann", true), (Second, Ann, "PJSIP/ann-soft", false) }));
        Assert.That(_acd.ChannelsExpected(), Is.EquivalentTo(new[] { Caller.Value, First.Value, Second.Value }));
        Assert.That(_acd.Knows(Second.Value));
    }

    [Test]
    public void The_phone_that_is_answered_is_joined_and_the_other_is_told_that_it_was_elsewhere()
    {
        Handle(Call());
        var effects = Handle(new AcdInput.LegAnswered(Second));
        Assert.That(effects.OfType<AcdEffect.CancelLeg>(), Is.EqualTo(new[] { new AcdEffect.CancelLeg(Caller, First, LegCancel.AnsweredElsewhere) }));
        Assert.That(effects.OfType<AcdEffect.Connect>().Single().Leg, Is.EqualTo(Second));
        Assert.That(Handle(new AcdInput.LegAnswered(First)).OfType<AcdEffect.CancelLeg>().Single().Leg, Is.EqualTo(First), "answered too late");
    }

    [Test]
    public void Whoever_leaves_while_all_ring_has_all_of_them_cancelled()
    {
        Handle(Call());
        var cancelled = Handle(new AcdInput.CallerGone(Caller)).OfType<AcdEffect.CancelLeg>().Select(c => (c.Leg, c.Reason));
        Assert.That(cancelled, Is.EquivalentTo(new[] { (First, LegCancel.CallerGone), (Second, LegCancel.CallerGone) }));
    }

    [Test]
    public void A_phone_that_does_not_go_away_is_hung_up_again_and_the_one_that_talks_is_not()
    {
        Handle(Call());
        Handle(new AcdInput.LegAnswered(First));
        Handle(new AcdInput.BridgeEntered(Caller, Caller.Value));
        Handle(new AcdInput.BridgeEntered(Caller, First.Value));
        var again = new List<LegId>();
        for (var i = 0; i < 60; i++)
        {
            _now += TimeSpan.FromSeconds(1);
            again.AddRange(Handle(new AcdInput.Tick()).OfType<AcdEffect.CancelLeg>().Select(c => c.Leg));
        }

        Assert.That(again, Is.Not.Empty.And.All.EqualTo(Second));
        Assert.That(_acd.Show(Ann)!.State, Is.EqualTo(AgentState.Talking));
        Assert.That(_acd.ChannelsExpected(), Is.EquivalentTo(new[] { Caller.Value, First.Value }), "taken for gone at last");
    }

    [Test]
    public void A_snapshot_in_the_middle_of_a_ring_knows_all_phones()
    {
        Handle(Call());
        Handle(new AcdInput.LegEnded(First, LegEnd.Busy));
        var later = new Acd(strict: true);
        later.Restore(JsonSerializer.Deserialize<AcdState>(JsonSerializer.Serialize(_acd.Capture(), SimSnapshot.Json), SimSnapshot.Json)!);
        var ended = new AcdInput.LegEnded(Second, LegEnd.Unreachable) { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) };
        var (told, expected) = (later.Handle(ended).Facts.OfType<AcdFact.OfferFailed>().Single(), _acd.Handle(ended).Facts.OfType<AcdFact.OfferFailed>().Single());
        Assert.That(told, Is.EqualTo(expected));
        Assert.That((told.Leg, told.Outcome), Is.EqualTo((First, OfferOutcome.Busy)), "the offer is named by its first leg, whichever phone was the last");
    }

    [Test]
    public void Who_talks_on_another_phone_is_found_by_a_router_that_knows_nothing()
    {
        var found = Handle(new AcdInput.AsteriskSynced("g1",
        [
            new LiveChannel(Caller.Value, ChannelRole.Caller, true, Caller.Value, "9000", default),
            new LiveChannel(Second.Value, ChannelRole.AgentLeg, true, Caller.Value, "", default, Ann),
        ]));
        Assert.That(found.Where(e => e is AcdEffect.CancelLeg or AcdEffect.DropStrayChannel or AcdEffect.RingAgent), Is.Empty);
        Assert.That(_acd.Show(Ann)!.State, Is.EqualTo(AgentState.Talking));
        Assert.That(_acd.ChannelsExpected(), Is.EquivalentTo(new[] { Caller.Value, Second.Value }));
        Handle(new AcdInput.LegEnded(Second, LegEnd.HungUp));
        Assert.That(_acd.Show(Ann)!.State, Is.EqualTo(AgentState.Ready));
    }

    private static AcdInput.CallOffered Call() => new(Caller, "9000", new CallerId("555", ""));

    private ImmutableArray<AcdEffect> Handle(AcdInput input)
    {
        ImmutableArray<AcdEffect> effects = [.. _acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) }).Effects];
        Assert.That(_acd.Violations(), Is.Empty, input.ToString());
        return effects;
    }
}
