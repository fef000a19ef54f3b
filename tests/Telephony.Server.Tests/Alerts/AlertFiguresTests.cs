using Telephony.Core;
using Telephony.Server.Alerts;

namespace Telephony.Server.Tests.Alerts;

/// <summary>What rules look at.</summary>
public sealed class AlertFiguresTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 7, 0, TimeSpan.Zero);

    private static readonly AcdSnapshot Picture = new(
        1, new Moment(TimeSpan.Zero, Now), true, "v",
        [Queue("sales", 3, Now.AddSeconds(-70)), Queue("support", 1, Now.AddSeconds(-20)), Queue("idle", 0, null)],
        [Agent("1001", AgentState.Ready, "sales"), Agent("1002", AgentState.Paused, "sales", "support"), Agent("1003", AgentState.LoggedOut, "support"), Agent("1004", AgentState.WrapUp, "support")], [], 0);

    [TestCase(AlertMetric.Waiting, "sales", ExpectedResult = 3.0)]
    [TestCase(AlertMetric.Waiting, "", ExpectedResult = 4.0)]
    [TestCase(AlertMetric.LongestWait, "support", ExpectedResult = 20.0)]
    [TestCase(AlertMetric.LongestWait, "", ExpectedResult = 70.0)]
    [TestCase(AlertMetric.LongestWait, "idle", ExpectedResult = 0.0)]
    [TestCase(AlertMetric.ReadyAgents, "sales", ExpectedResult = 1.0)]
    [TestCase(AlertMetric.ReadyAgents, "support", ExpectedResult = 0.0)]
    [TestCase(AlertMetric.BusyAgents, "sales", ExpectedResult = 0.0)]
    [TestCase(AlertMetric.BusyAgents, "support", ExpectedResult = 1.0)]
    [TestCase(AlertMetric.StaffedAgents, "", ExpectedResult = 3.0)]
    [TestCase(AlertMetric.PausedAgents, "support", ExpectedResult = 1.0)]
    [TestCase(AlertMetric.LongestPause, "", ExpectedResult = 300.0)]
    [TestCase(AlertMetric.AsteriskDisconnected, "", ExpectedResult = 0.0)]
    [TestCase(AlertMetric.Waiting, "gone", ExpectedResult = null)]
    public double? A_queue_and_the_site_have_their_figures(AlertMetric metric, string queue) => Of(metric, queue.Length > 0 ? [queue] : [], []);

    [TestCase("1002", ExpectedResult = 1.0)]
    [TestCase("1001", ExpectedResult = 0.0)]
    public double? A_group_of_agents_has_its_own(string agent) => Of(AlertMetric.PausedAgents, [], [agent]);

    [Test]
    public void Calls_of_a_window_are_those_since_its_beginning()
    {
        var offered = 100L; // since nine o'clock
        var trailing = new TrailingFigures((from, _) => new Dictionary<string, CallFigures>
        {
            ["sales"] = default(CallFigures) with { Offered = from.Hour == 9 ? offered : offered + 1_000, Answered = offered, Abandoned = offered },
        }, now => now.Date);
        trailing.Note(Now);
        offered = 130;
        var later = Now.AddMinutes(5);
        Assert.That(trailing.Of("sales", TimeSpan.FromMinutes(5), later).Offered, Is.EqualTo(30));
        Assert.That(trailing.Of(null, TimeSpan.FromMinutes(5), later).Offered, Is.EqualTo(30));
        Assert.That(trailing.Of("sales", TimeSpan.FromMinutes(60), later).Offered, Is.EqualTo(1_130), "nothing is remembered of so long ago: from the quarter on");
        Assert.That(trailing.Of("sales", null, later).Offered, Is.EqualTo(1_130), "today");
        Assert.That(trailing.Of("none", TimeSpan.FromMinutes(5), later), Is.EqualTo(default(CallFigures)));
    }

    [Test]
    public void Shares_of_no_call_are_no_figure()
    {
        var none = default(CallFigures);
        foreach (var metric in new[] { AlertMetric.AbandonRate, AlertMetric.ServiceLevel, AlertMetric.AverageWait, AlertMetric.AverageHandle }) Assert.That(none.Of(metric, ServiceLevelVariant.OfAll), Is.Null);
        var some = new CallFigures(10, 6, 3, 2, 0, 0, TimeSpan.FromSeconds(60), 4, TimeSpan.FromMinutes(10));
        Assert.That((some.Of(AlertMetric.AbandonRate, default), some.Of(AlertMetric.ServiceLevel, ServiceLevelVariant.OfAnswered), some.Of(AlertMetric.AverageWait, default), some.Of(AlertMetric.AverageHandle, default)), Is.EqualTo((25.0, 50.0, 10.0, 150.0)));
    }

    private static double? Of(AlertMetric metric, string[] queues, string[] agents) =>
        new AlertFigures(Picture, Now.AddHours(-1), (_, _) => default, _ => default)
            .Of(new AlertRule(new Label("", ""), metric, false, 1, 1, TimeSpan.Zero, false) { Queues = [.. queues], Agents = [.. agents] }, Now).Single().Value;

    private static QueueView Queue(string name, int waiting, DateTimeOffset? since) => new(name, new Label(name, ""), waiting, since, 0, 0, 0, 0, 0, 0, 0, 0);

    private static AgentView Agent(string id, AgentState state, params string[] queues) => new(id, id, state, null, Now.AddSeconds(-300), null, [.. queues], 0);
}
