namespace Telephony.Core.Tests.Calls;

/// <summary>An agent has answered, and of the two who were to be joined nothing is heard.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JoiningTests
{
    private static readonly CallId Caller = new("c1");
    private static readonly LegId Leg = LegId.Of(Caller, 1);
    private static readonly AgentId Ann = new("ann");

    private readonly Acd _acd = new(strict: true);
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [SetUp]
    public void AnAgentAnswers()
    {
        Handle(new AcdInput.ConfigurationLoaded(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() }, new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales") })));
        Handle(new AcdInput.AsteriskSynced("g1", []));
        Handle(new AcdInput.AgentCommanded(null, Ann, AgentCommand.LogIn, null));
        Handle(new AcdInput.CallOffered(Caller, "9000", default));
        Handle(new AcdInput.LegAnswered(Leg));
    }

    [Test]
    public void Asterisk_is_asked_before_anything_is_undone()
    {
        var effects = After(1.1).Effects;
        Assert.That(effects, Is.EqualTo(new AcdEffect[] { new AcdEffect.AskWhetherJoined(Caller, Leg) }));
        Assert.That(Handle(new AcdInput.JoinTold(Caller, Leg, IsJoined: true)).Facts.OfType<AcdFact.CallConnected>().Single().Agent, Is.EqualTo(Ann));
        Assert.That(After(60).Effects, Is.Empty);
    }

    [Test]
    public void What_is_heard_late_counts_as_if_it_had_been_heard_in_time()
    {
        After(1.1);
        After(3);
        Handle(new AcdInput.BridgeEntered(Caller, Caller.Value));
        Assert.That(Handle(new AcdInput.BridgeEntered(Caller, Leg.Value)).Facts.OfType<AcdFact.CallConnected>().Count(), Is.EqualTo(1));
        var (effects, facts) = Handle(new AcdInput.JoinTold(Caller, Leg, IsJoined: false)); // from before the join was carried out, overtaken
        Assert.That((effects.Count, facts.Count), Is.EqualTo((0, 0)));
        Assert.That(_acd.Show(Ann)!.State, Is.EqualTo(AgentState.Talking));
    }

    [Test]
    public void Who_is_not_joined_waits_on_and_the_agent_is_not_to_blame()
    {
        After(1.1);
        var (effects, facts) = Handle(new AcdInput.JoinTold(Caller, Leg, IsJoined: false));
        Assert.That(effects, Has.Some.EqualTo(new AcdEffect.CancelLeg(Caller, Leg, LegCancel.NotWanted)));
        Assert.That(facts.OfType<AcdFact.OfferFailed>().Single().Outcome, Is.EqualTo(OfferOutcome.NotJoined));
        Assert.That(_acd.Show(Caller)!.State, Is.EqualTo(CallState.Queued));
    }

    [Test]
    public void Without_any_answer_the_join_is_undone_all_the_same()
    {
        After(1.1);
        Assert.That(After(8).Effects, Is.Empty);
        Assert.That(After(1.1).Effects, Has.Some.EqualTo(new AcdEffect.CancelLeg(Caller, Leg, LegCancel.NotWanted)));
    }

    [Test]
    public void Only_what_was_asked_is_answered()
    {
        Assert.That(Handle(new AcdInput.JoinTold(Caller, Leg, IsJoined: false)).Facts, Is.Empty, "not asked yet");
        After(1.1);
        Assert.That(Handle(new AcdInput.JoinTold(Caller, LegId.Of(Caller, 7), IsJoined: true)).Facts, Is.Empty, "another leg");
        Assert.That(Handle(new AcdInput.JoinTold(new CallId("c9"), Leg, IsJoined: true)).Facts, Is.Empty, "another call");
        Handle(new AcdInput.CallerGone(Caller));
        Assert.That(Handle(new AcdInput.JoinTold(Caller, Leg, IsJoined: true)).Facts, Is.Empty, "the caller is gone");
    }

    private AcdOutput After(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return Handle(new AcdInput.Tick());
    }

    private AcdOutput Handle(AcdInput input)
    {
        var output = _acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
        Assert.That(_acd.Violations(), Is.Empty);
        return new AcdOutput([.. output.Effects], [.. output.Facts]);
    }
}
