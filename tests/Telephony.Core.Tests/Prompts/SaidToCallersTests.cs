using System.Collections.Immutable;

namespace Telephony.Core.Tests.Prompts;

/// <summary>What the core has played, and to whom.</summary>
public sealed class SaidToCallersTests
{
    private readonly List<AcdEffect> _done = [];
    private Acd _acd = null!;
    private TimeSpan _now;

    [SetUp]
    public void OpenSite() => (_acd, _now) = (new Acd(strict: true), TimeSpan.Zero);

    [TestCase("en", "Agent number one zero zero one at your service.")]
    [TestCase("zh_CN", "工号幺零零幺为您服务。")]
    public void A_caller_hears_the_agents_number_when_the_talk_begins(string language, string heard)
    {
        Open(TestSite.Queue(record: true) with { AnnounceAgent = true }, language);
        Talk("1001");
        var said = _done.OfType<AcdEffect.PlayInTalk>().Single();
        Assert.Multiple(() =>
        {
            Assert.That(said.Call, Is.EqualTo(new CallId("c1")));
            Assert.That(said.Language, Is.EqualTo(language));
            Assert.That(Catalogs.Heard(said.Prompts, language == "en" ? "en" : "zh-CN"), Is.EqualTo(heard));
            Assert.That(_done.FindIndex(e => e is AcdEffect.PlayInTalk), Is.GreaterThan(_done.FindIndex(e => e is AcdEffect.Connect)), "both are joined first");
            Assert.That(_done.OfType<AcdEffect.StartRecording>(), Is.Not.Empty);
        });
        Handle(new AcdInput.PlaybackEnded(said.Call, said.Playback));
        Assert.That(_acd.Capture().Calls.Single().State, Is.EqualTo(CallState.Connected));
    }

    [Test]
    public void Nothing_is_announced_without_being_asked_for_nor_for_an_agent_without_a_number()
    {
        Open(TestSite.Queue(), "en");
        Talk("1001");
        Assert.That(_done.OfType<AcdEffect.PlayInTalk>(), Is.Empty);

        OpenSite();
        Open(TestSite.Queue() with { AnnounceAgent = true }, "en");
        Talk("ann");
        Assert.That(_done.OfType<AcdEffect.PlayInTalk>(), Is.Empty);
    }

    [TestCase("en", "You are number two in line.")]
    [TestCase("zh_CN", "您前面还有一位客户在等待。")]
    public void Places_in_line_are_told_in_the_callers_language(string language, string heard)
    {
        var plan = new AnnouncementPlan { FirstAfter = TimeSpan.FromSeconds(1), Interval = TimeSpan.FromSeconds(30), Position = true };
        Open(TestSite.Queue() with { Life = new QueueLife { Announcements = plan } }, language);
        Handle(new AcdInput.CallOffered(new CallId("c0"), "1", default));
        Handle(new AcdInput.CallOffered(new CallId("c1"), "1", default));
        _now = TimeSpan.FromSeconds(1);
        Handle(new AcdInput.Tick());
        var said = _done.OfType<AcdEffect.Play>().Single(play => play.Call.Value == "c1");
        Assert.That(Catalogs.Heard(said.Prompts, language == "en" ? "en" : "zh-CN"), Is.EqualTo(heard));
    }

    private void Open(QueueRule queue, string language)
    {
        var site = TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = queue },
            new Dictionary<string, AgentProfile> { ["1001"] = TestSite.Agent("sales"), ["ann"] = TestSite.Agent("sales") });
        _done.Clear();
        Handle(new AcdInput.ConfigurationLoaded(site with { Numbers = ImmutableSortedDictionary<string, EntryPoint>.Empty.Add("1", new EntryPoint([], language, new CallTarget("sales", null))) }));
        Handle(new AcdInput.AsteriskSynced("g1", []));
    }

    private void Talk(string agent)
    {
        Handle(new AcdInput.AgentCommanded(null, new AgentId(agent), AgentCommand.LogIn, null));
        Handle(new AcdInput.CallOffered(new CallId("c1"), "1", default));
        var leg = _acd.Capture().Agents.Single(a => a.Id.Value == agent).Leg!.Value;
        Handle(new AcdInput.LegAnswered(leg));
        Handle(new AcdInput.BridgeEntered(leg.Call, leg.Call.Value));
        Handle(new AcdInput.BridgeEntered(leg.Call, leg.Value));
    }

    private void Handle(AcdInput input) =>
        _done.AddRange(_acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) }).Effects);
}
