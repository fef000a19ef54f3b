namespace Telephony.Core.Tests.Recordings;

/// <summary>Which conversations are recorded, and what is silent in them.</summary>
public sealed class RecordingFlowTests
{
    private static readonly CallId C1 = new("c1");

    private readonly List<AcdEffect> _done = [];
    private readonly List<AcdFact> _said = [];
    private Acd _acd = null!;
    private TimeSpan _now;

    [SetUp]
    public void Begin()
    {
        (_acd, _now) = (new Acd(strict: true), TimeSpan.Zero);
        _done.Clear();
        _said.Clear();
    }

    [Test]
    public void Always_and_never_are_kept()
    {
        Talk(TestSite.Queue(record: true));
        Assert.That(Started(), Is.EqualTo(new[] { "c1-rec-1" }));
        Begin();
        Talk(TestSite.Queue());
        Assert.That(Started(), Is.Empty);
        Assert.That(Command(RecordingCommand.Start), Is.EqualTo("calls of sales are never recorded"));
    }

    [Test]
    public void On_demand_is_when_somebody_asks_as_often_as_they_ask()
    {
        Talk(TestSite.Queue() with { RecordOnDemand = true });
        Assert.That(Started(), Is.Empty);
        Assert.That(Command(RecordingCommand.Start), Is.Null);
        Assert.That(Command(RecordingCommand.Start), Is.EqualTo("c1 is recorded already"));
        Assert.That(Command(RecordingCommand.Stop, "c1-rec-1"), Is.Null);
        Assert.That(Command(RecordingCommand.Stop, "c1-rec-1"), Is.EqualTo("recording c1-rec-1 does not run"));
        Assert.That(Command(RecordingCommand.Start), Is.Null);
        Assert.That(Started(), Is.EqualTo(new[] { "c1-rec-1", "c1-rec-1-2" }));
        Assert.That(_said.OfType<AcdFact.RecordingStarted>().Select(f => f.By), Is.All.EqualTo("kim"));
    }

    [Test]
    public void Nothing_is_recorded_before_the_talk_or_after_it()
    {
        Open(TestSite.Queue() with { RecordOnDemand = true });
        Handle(new AcdInput.CallOffered(C1, "9000", default));
        Assert.That(Command(RecordingCommand.Start), Is.EqualTo("c1 does not talk"));
        Answer();
        Handle(new AcdInput.CallerGone(C1));
        Assert.That(Command(RecordingCommand.Start), Is.EqualTo("no call c1"));
    }

    [Test]
    public void A_share_is_drawn_from_the_calls_names_and_near_to_what_is_asked()
    {
        var ids = Enumerable.Range(0, 20_000).Select(i => new CallId($"{1_770_000_000 + (i / 7)}.{i}")).ToList();
        foreach (var percent in new[] { 1, 20, 50, 99 })
        {
            var drawn = ids.Count(id => Acd.IsDrawn(id, percent)) / 200.0;
            Assert.That(drawn, Is.EqualTo(percent).Within(1.2), $"{percent} %");
        }

        Assert.That(ids.All(id => Acd.IsDrawn(id, 100)));
        var (taken, left) = (ids.First(id => Acd.IsDrawn(id, 20)), ids.First(id => !Acd.IsDrawn(id, 20)));
        foreach (var (id, expected) in new[] { (taken, 1), (left, 0) })
        {
            Begin();
            Open(TestSite.Queue(record: true) with { RecordPercent = 20 });
            Handle(new AcdInput.CallOffered(id, "9000", default));
            Answer(id);
            Assert.That(Started(), Has.Exactly(expected).Items);
        }
    }

    [Test]
    public void The_announcement_is_heard_before_the_recording_begins()
    {
        Talk(TestSite.Queue(record: true) with { RecordAnnouncement = ["sound:acd/recording-notice"] });
        var said = _done.OfType<AcdEffect.PlayInTalk>().Single();
        Assert.That(Started(), Is.Empty);
        Handle(new AcdInput.PlaybackEnded(C1, new PlaybackId("another")));
        Assert.That(Started(), Is.Empty);
        Handle(new AcdInput.PlaybackEnded(C1, said.Playback));
        Assert.That(Started(), Is.EqualTo(new[] { "c1-rec-1" }));
        Assert.That(_acd.Violations(), Is.Empty);
    }

    [Test]
    public void An_announcement_whose_end_is_never_told_does_not_stop_the_recording_for_ever()
    {
        Talk(TestSite.Queue(record: true) with { RecordAnnouncement = ["sound:acd/recording-notice"] });
        _now = TimeSpan.FromMinutes(3);
        Handle(new AcdInput.Tick());
        Assert.That(Started(), Is.EqualTo(new[] { "c1-rec-1" }));
    }

    [Test]
    public void Who_hangs_up_during_the_announcement_is_not_recorded()
    {
        Talk(TestSite.Queue(record: true) with { RecordAnnouncement = ["sound:acd/recording-notice"] });
        Handle(new AcdInput.CallerGone(C1));
        Handle(new AcdInput.PlaybackEnded(C1, _done.OfType<AcdEffect.PlayInTalk>().Single().Playback));
        Assert.That((Started(), _done.OfType<AcdEffect.StopRecording>()), Is.EqualTo((Array.Empty<string>(), Array.Empty<AcdEffect.StopRecording>())));
    }

    [Test]
    public void A_pause_silences_both_and_ends_without_unmuting_who_was_muted()
    {
        Talk(TestSite.Queue(record: true));
        Mute(caller: true, agent: false);
        Command(RecordingCommand.Pause, "c1-rec-1");
        Command(RecordingCommand.Pause, "c1-rec-1");
        Command(RecordingCommand.Resume, "c1-rec-1");
        Mute(caller: false, agent: false);
        Assert.That(Silences(), Is.EqualTo(new[] { (true, false), (true, true), (true, true), (true, false), (false, false) }));
        Assert.That(_said.OfType<AcdFact.RecordingSilenced>().Select(f => (f.Paused, f.CallerSilent, f.AgentSilent)),
            Is.EqualTo(new[] { (false, true, false), (true, true, false), (false, true, false), (false, false, false) }), "what changed nothing is not told");
    }

    [Test]
    public void What_is_silent_is_silent_after_the_routers_death_too()
    {
        Talk(TestSite.Queue(record: true));
        Command(RecordingCommand.Pause, "c1-rec-1");
        var next = new Acd(strict: true);
        next.Restore(_acd.Capture());
        _acd = next;
        _done.Clear();
        Handle(new AcdInput.RouterStarted("test"));
        Handle(new AcdInput.AsteriskSynced("g1", [Live("c1", ChannelRole.Caller), Live("c1-agent-1", ChannelRole.AgentLeg)]));
        Assert.That(Silences(), Is.EqualTo(new[] { (true, true) }), "asked for again");
        Assert.That(_acd.ShowRecording(new RecordingId("c1-rec-1"))!.Paused);
        Command(RecordingCommand.Resume, "c1-rec-1");
        Assert.That(Silences()[^1], Is.EqualTo((false, false)));
    }

    [Test]
    public void An_announcement_that_may_not_have_been_heard_is_played_again()
    {
        Talk(TestSite.Queue(record: true) with { RecordAnnouncement = ["sound:acd/recording-notice"] });
        Handle(new AcdInput.AsteriskLost());
        Handle(new AcdInput.AsteriskSynced("g1", [Live("c1", ChannelRole.Caller), Live("c1-agent-1", ChannelRole.AgentLeg)]));
        var said = _done.OfType<AcdEffect.PlayInTalk>().Select(p => p.Playback).ToList();
        Assert.That((said.Count, Started().Length), Is.EqualTo((2, 0)));
        Handle(new AcdInput.PlaybackEnded(C1, said[0]));
        Assert.That(Started(), Is.Empty, "the one cut off");
        Handle(new AcdInput.PlaybackEnded(C1, said[1]));
        Assert.That(Started(), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_recording_that_could_not_begin_hurts_no_call_and_is_told()
    {
        Talk(TestSite.Queue(record: true));
        Handle(new AcdInput.RecordingFailed(new RecordingId("c1-rec-1"), "no room"));
        Assert.That(_said.OfType<AcdFact.RecordingFailed>().Single().Why, Is.EqualTo("no room"));
        Assert.That(_acd.Capture().Calls.Single().State, Is.EqualTo(CallState.Connected));
        Handle(new AcdInput.CallerGone(C1));
        Assert.That(_done.OfType<AcdEffect.StopRecording>(), Is.Empty);
        Assert.That(_said.OfType<AcdFact.RecordingFinished>().Single().Complete, Is.False);
    }

    [Test]
    public void The_end_says_how_much_audio_there_must_be()
    {
        Talk(TestSite.Queue(record: true));
        _now += TimeSpan.FromSeconds(42);
        Handle(new AcdInput.CallerGone(C1));
        Assert.That(_done.OfType<AcdEffect.StopRecording>().Single().Lasted, Is.EqualTo(TimeSpan.FromSeconds(42)));
    }

    [Test]
    public void Another_agent_who_goes_on_with_the_talk_has_a_recording_of_their_own_and_what_was_silent_stays_so()
    {
        Talk(TestSite.Queue(record: true));
        Mute(caller: true, agent: false);
        var bob = new AgentId("bob");
        Handle(new AcdInput.AgentCommanded(null, bob, AgentCommand.LogIn, null));
        Handle(new AcdInput.ConferenceOrdered(null, C1, new Invited(bob, null), false, "kim"));
        _now += TimeSpan.FromSeconds(7);
        Handle(new AcdInput.LegAnswered(LegId.Of(C1, 2)));
        Assert.That(Started(), Has.Length.EqualTo(1), "while both agents are there it is the first one's");
        Handle(new AcdInput.LegEnded(LegId.Of(C1, 1), LegEnd.HungUp));
        Assert.That(Started(), Is.EqualTo(new[] { "c1-rec-1", "c1-rec-2-2" }));
        Assert.That(_said.OfType<AcdFact.RecordingStarted>().Select(f => f.Agent.Value), Is.EqualTo(new[] { "ann", "bob" }));
        var stop = _done.OfType<AcdEffect.StopRecording>().Single();
        Assert.That((stop.Recording.Value, stop.Lasted), Is.EqualTo(("c1-rec-1", TimeSpan.FromSeconds(7))));
        Assert.That(_done.OfType<AcdEffect.SilenceRecording>().Last(), Is.EqualTo(new AcdEffect.SilenceRecording(C1, new RecordingId("c1-rec-2-2"), true, false)));
        Assert.That(Command(RecordingCommand.Pause, "c1-rec-1"), Is.EqualTo("recording c1-rec-1 does not run"));
        Assert.That(Command(RecordingCommand.Pause, "c1-rec-2-2"), Is.Null);
    }

    [TestCase("g1", false)]
    [TestCase("g2", true)]
    public void An_end_nobody_saw_says_nothing_of_the_length_and_one_with_Asterisk_is_cut(string generation, bool isCut)
    {
        Talk(TestSite.Queue(record: true));
        _now += TimeSpan.FromSeconds(42);
        Handle(new AcdInput.AsteriskLost());
        _now += TimeSpan.FromSeconds(42);
        Handle(new AcdInput.AsteriskSynced(generation, []));
        var stop = _done.OfType<AcdEffect.StopRecording>().First();
        Assert.That((stop.Lasted, stop.IsCut), Is.EqualTo(((TimeSpan?)null, isCut)));
    }

    private void Talk(QueueRule rule)
    {
        Open(rule);
        Handle(new AcdInput.CallOffered(C1, "9000", default));
        Answer();
    }

    private void Open(QueueRule rule)
    {
        Handle(new AcdInput.ConfigurationLoaded(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = rule }, new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales"), ["bob"] = TestSite.Agent("sales") })));
        Handle(new AcdInput.AsteriskSynced("g1", []));
        Handle(new AcdInput.AgentCommanded(null, new AgentId("ann"), AgentCommand.LogIn, null));
    }

    private void Answer(CallId? call = null)
    {
        var leg = LegId.Of(call ?? C1, 1);
        Handle(new AcdInput.LegAnswered(leg));
        Handle(new AcdInput.BridgeEntered(leg.Call, leg.Call.Value));
        Handle(new AcdInput.BridgeEntered(leg.Call, leg.Value));
    }

    private void Mute(bool caller, bool agent) => Handle(
        new AcdInput.RecordingCommanded(null, RecordingCommand.Mute, null, new RecordingId("c1-rec-1"), "kim") { CallerSilent = caller, AgentSilent = agent });

    private string? Command(RecordingCommand command, string? recording = null)
    {
        var request = new RequestId($"r{_done.Count}-{_said.Count}");
        Handle(new AcdInput.RecordingCommanded(request, command, C1, recording is null ? null : new RecordingId(recording), "kim"));
        return _done.OfType<AcdEffect.Reply>().Last(r => r.Request == request).Refusal;
    }

    private void Handle(AcdInput input)
    {
        var output = _acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
        _done.AddRange(output.Effects);
        _said.AddRange(output.Facts);
        Assert.That(_acd.Violations(), Is.Empty);
    }

    private static LiveChannel Live(string id, ChannelRole role) => new(id, role, true, "c1", "", default);

    private string[] Started() => [.. _done.OfType<AcdEffect.StartRecording>().Select(e => e.Recording.Value)];

    private (bool Caller, bool Agent)[] Silences() => [.. _done.OfType<AcdEffect.SilenceRecording>().Select(e => (e.CallerSilent, e.AgentSilent))];
}
