using Google.Protobuf.WellKnownTypes;
using Telephony.Server.Cli;
using Telephony.Server.Cli.Top;

namespace Telephony.Server.Tests.Cli.Top;

/// <summary>The full-screen board, drawn to a string.</summary>
public sealed class TopPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    [Test]
    public void A_terminal_of_80_by_24_shows_queues_calls_and_agents()
    {
        var lines = TopPage.Draw(Board(), 0, 80, 24, Now).Select(l => l.Text).ToArray();
        Assert.That(lines, Has.Length.EqualTo(24));
        Assert.That(lines.Select(Table.Width), Is.All.LessThanOrEqualTo(80));
        Assert.That(lines[0], Does.StartWith(" telephony top   http://pbx:8081").And.Contain("live"));
        Assert.That(lines[1], Is.EqualTo(" calls 3, waiting 2   agents: 1 paused, 1 ready, 1 talking"));
        var text = string.Join('\n', lines);
        Assert.That(text, Does.Match(@"(?m)^> all queues +2 +1:20 +5 +1 +1 +1 +1$"));
        Assert.That(text, Does.Match(@"(?m)^ !Sales +2 +1:20 +83% +5 +1 +1 +1 +1 +open$"), "waits longer than the service level allows");
        Assert.That(text, Does.Match(@"(?m)^  2\.0 +queued +0:20 +9 +sales"), "a higher priority is shown first");
        Assert.That(Array.FindIndex(lines, l => l.StartsWith("  2.0")), Is.LessThan(Array.FindIndex(lines, l => l.StartsWith("  1.0"))));
        Assert.That(text, Does.Match(@"(?m)^  paused +1  Cy \(break\)$"));
        Assert.That(lines[23], Does.Contain("q quit"));
    }

    [Test]
    public void The_chosen_queue_shows_its_calls_and_agents_only()
    {
        var text = string.Join('\n', TopPage.Draw(Board(), 2, 80, 24, Now).Select(l => l.Text));
        Assert.That(text, Does.Match("(?m)^> 支持"));
        Assert.That(text, Does.Contain("3.0").And.Not.Contain("1.0"));
        Assert.That(text, Does.Contain("Bo").And.Not.Contain("Ann"));
    }

    [TestCase(80, 24)]
    [TestCase(40, 12)]
    [TestCase(200, 60)]
    [TestCase(10, 3)]
    [TestCase(1, 1)]
    public void Whatever_the_size_nothing_is_drawn_outside(int width, int height)
    {
        var board = Board();
        for (var i = 0; i < 200; i++)
        {
            board.Take("queues", board.Queues, new ListFrame<V1.Queue>(null, [new V1.Queue { Name = $"queues/q{i:000}" }], [], null, null), Now);
            board.Take("calls", board.Calls, new ListFrame<V1.Call>(null, [new V1.Call { Name = $"calls/9{i}.0", State = V1.CallState.Queued, Queue = "queues/sales" }], [], null, null), Now);
        }

        foreach (var chosen in new[] { 0, 1, 150, 202, 9_999 })
        {
            var lines = TopPage.Draw(board, chosen, width, height, Now);
            Assert.That(lines, Has.Count.EqualTo(height));
            Assert.That(lines.Select(l => Table.Width(l.Text)), Is.All.LessThanOrEqualTo(width));
            if (height >= 12 && width >= 40) Assert.That(lines.Count(l => l.Style == LineStyle.Chosen), Is.EqualTo(1), "what is chosen is in sight");
        }
    }

    [Test]
    public void A_lost_connection_and_old_data_are_said()
    {
        var board = Board();
        Assert.That(board.Trouble(Now + TimeSpan.FromSeconds(9)), Is.EqualTo("data 9 s old"));
        board.Lose("calls", "the service stopped");
        Assert.That(TopPage.Draw(board, 0, 80, 24, Now)[0].Text, Does.Contain("! the service stopped; trying again"));
        board.Take("calls", board.Calls, new ListFrame<V1.Call>([], [], [], null, null), Now);
        Assert.That(board.Trouble(Now), Is.Empty);
        Assert.That(board.Calls.Items, Is.Empty, "a snapshot takes the place of what was known");
    }

    [Test]
    public void Clocks_run_by_the_service()
    {
        var board = Board();
        var beat = new V1.Heartbeat { ServerTime = Timestamp.FromDateTimeOffset(Now + TimeSpan.FromMinutes(1)) };
        board.Take("calls", board.Calls, new ListFrame<V1.Call>(null, [], [], beat, null), Now);
        Assert.That(string.Join('\n', TopPage.Draw(board, 0, 80, 24, Now).Select(l => l.Text)), Does.Contain("2:20"));
    }

    [Test]
    public void Only_lines_that_changed_are_sent()
    {
        using var sent = new StringWriter();
        var terminal = new TopTerminal(sent, hasColour: false);
        terminal.Show([new("one"), new("two"), new("three")], 80);
        sent.GetStringBuilder().Clear();
        terminal.Show([new("one"), new("2"), new("three")], 80);
        Assert.That($"{sent}", Is.EqualTo("\e[2;1H2\e[K"));
        sent.GetStringBuilder().Clear();
        terminal.Show([new("one"), new("2"), new("three")], 80);
        Assert.That($"{sent}", Is.Empty);
        terminal.Show([new("one"), new("2"), new("three")], 60);
        Assert.That($"{sent}", Does.StartWith("\e[2J"), "another size: all anew");
    }

    [Test]
    public void Without_colours_nothing_is_coloured()
    {
        using var sent = new StringWriter();
        new TopTerminal(sent, hasColour: false).Show([new("alarm", LineStyle.Alarm)], 80);
        Assert.That($"{sent}", Does.Not.Contain("\e[31m").And.Contain("alarm"));
    }

    private static TopBoard Board()
    {
        var board = new TopBoard("http://pbx:8081");
        var since = Timestamp.FromDateTimeOffset(Now - TimeSpan.FromSeconds(80));
        var today = new V1.QueueFigures { AnsweredCalls = 5, AbandonedCalls = 1, ServiceLevel = 83.3, ServiceLevelWithin = Duration.FromTimeSpan(TimeSpan.FromSeconds(20)) };
        board.Take("queues", board.Queues, new ListFrame<V1.Queue>(
            [
                new V1.Queue
                {
                    Name = "queues/sales", DisplayName = new V1.LocalizedText { En = "Sales" }, WaitingCalls = 2, LongestWaitSince = since, ReadyAgents = 1, BusyAgents = 1,
                    UnavailableAgents = 1, Opening = V1.QueueOpening.Open, Today = today,
                },
                new V1.Queue { Name = "queues/support", DisplayName = new V1.LocalizedText { ZhCn = "支持" }, Opening = V1.QueueOpening.Closed },
            ], [], [], null, null), Now);
        board.Take("agents", board.Agents, new ListFrame<V1.Agent>(
            [
                new V1.Agent { Name = "agents/1001", DisplayName = "Ann", State = V1.AgentState.Ready, Queues = { "queues/sales" } },
                new V1.Agent { Name = "agents/1002", DisplayName = "Bo", State = V1.AgentState.Talking, Call = "calls/3.0", Queues = { "queues/support" } },
                new V1.Agent { Name = "agents/1003", DisplayName = "Cy", State = V1.AgentState.Paused, StateReason = "break", Queues = { "queues/sales" } },
            ], [], [], null, null), Now);
        board.Take("calls", board.Calls, new ListFrame<V1.Call>(
            [
                new V1.Call { Name = "calls/1.0", State = V1.CallState.Queued, Queue = "queues/sales", QueuedAt = since, CallerNumber = "555" },
                new V1.Call { Name = "calls/2.0", State = V1.CallState.Queued, Queue = "queues/sales", QueuedAt = Timestamp.FromDateTimeOffset(Now - TimeSpan.FromSeconds(20)), Priority = 9 },
                new V1.Call { Name = "calls/3.0", State = V1.CallState.Connected, Queue = "queues/support", Agent = "agents/1002" },
            ], [], [], null, null), Now);
        return board;
    }
}
