using System.Collections.Immutable;

namespace Telephony.Core.Tests.Simulation;

/// <content>What agents and supervisors do beside calls, and how random queues live, by dice of their own:
/// an old seed without them is still the same world.</content>
internal sealed partial class SimWorld
{
    private readonly Random? _life;
    private readonly Random? _holds;

    private void LiveOn()
    {
        if (_life is null) return;
        foreach (var agent in _site.Agents.Keys) WorkBesideCalls(new AgentId(agent));
        SuperviseQueues();
        OrderCallbacks();
    }

    /// <summary>A few numbers only, so that people call again; some withhold theirs.</summary>
    public string NumberOfCaller() => _life is null ? "555" : _life.Next(10) == 0 ? "" : $"55501{_life.Next(30):D2}";

    /// <summary>Some agents put the caller on hold, some of them more than once, and some hang up on hold.</summary>
    public void TalkOn(SimChannel leg)
    {
        if (_holds is null || _holds.Next(4) > 0) return;
        After(TimeSpan.FromSeconds(_holds.NextDouble() * _faults.TalkSeconds), () => Press(leg, new AcdInput.LegHeld(new LegId(leg.Id)), () =>
            After(TimeSpan.FromSeconds(10 * _holds.NextDouble()), () => Press(leg, new AcdInput.LegResumed(new LegId(leg.Id)), () => TalkOn(leg)))));
    }

    /// <summary>Whether a customer who answers while nobody is connected has gone to the fallback before we are back.</summary>
    public bool FallbackTakesCustomer() => _holds!.Next(2) == 0;

    private void Press(SimChannel leg, AcdInput key, Action then)
    {
        if (!Asterisk.IsLive(leg)) return;
        var epoch = ConnectionEpoch;
        if (Asterisk.Connected) Arrives(leg.Id, TimeSpan.Zero, () => { if (epoch == ConnectionEpoch) Post(key); });
        then();
    }

    private void OrderCallbacks() => After(TimeSpan.FromSeconds(1 + (15 * _life!.NextDouble())), () =>
    {
        if (_closing) return;
        var state = _acd.Capture();
        var waiting = state.Calls.Where(c => c.State == CallState.Queued).Select(c => c.Id).ToArray();
        var due = DateTimeOffset.UnixEpoch + _now + TimeSpan.FromSeconds(_life.Next(-10, 60));
        AgentId? agent = Half() ? new AgentId($"a{_life.Next(12):D2}") : null;
        Post(_life.Next(4) switch
        {
            0 when !state.Callbacks.IsEmpty => new AcdInput.CallbackCancelled(null, state.Callbacks[_life.Next(state.Callbacks.Length)].Id, "sue"),
            1 => new AcdInput.CallbackScheduled(new RequestId("sim"), (CallbackKind)_life.Next(1, 3), new CallerId(NumberOfCaller(), ""), new QueueName(Half() ? "sales" : "support"),
                agent, due, TimeSpan.FromSeconds(60 + _life.Next(100)), "sue"),
            _ => new AcdInput.CallbackAsked(null, waiting.Length > 0 ? waiting[_life.Next(waiting.Length)] : new CallId("nobody")),
        });
        OrderCallbacks();
    });

    private void WorkBesideCalls(AgentId agent) => After(TimeSpan.FromSeconds(1 + (20 * _life!.NextDouble())), () =>
    {
        if (_closing) return;
        Post(_life.Next(8) switch
        {
            0 => new AcdInput.AgentCommanded(new RequestId("sim"), agent, AgentCommand.Pause, Reason()),
            1 => new AcdInput.PauseDecided(null, agent, _life.Next(2) == 0, "sue"),
            2 => new AcdInput.StateForced(null, agent, (AgentCommand)_life.Next(4), Reason(), "sue", "because"),
            3 or 4 => new AcdInput.WrapUpFinished(null, agent, new[] { null, "sold", "lost", "no such thing" }[_life.Next(4)], null),
            5 => new AcdInput.WrapUpExtended(null, agent, TimeSpan.FromSeconds(_life.Next(-1, 20))),
            6 => new AcdInput.SkillsSet(null, agent, _life.Next(3) == 0 ? null : RandomShiftSkills(), "sue"),
            _ => new AcdInput.AgentCommanded(null, agent, AgentCommand.Ready, null),
        });
        WorkBesideCalls(agent);
    });

    private string Reason() => new[] { "break", "meeting", "training", "no such thing" }[_life!.Next(4)];

    private ImmutableSortedDictionary<string, int> RandomShiftSkills()
    {
        var skills = ImmutableSortedDictionary<string, int>.Empty;
        foreach (var name in new[] { "english", "billing", "trainee" })
        {
            if (_life!.Next(2) == 0) skills = skills.Add(name, _life.Next(1, 11));
        }

        return skills;
    }

    private QueueRule Enlivened(QueueRule rule) => _life is null ? rule : rule with
    {
        AfterCall = RandomAfterCall(),
        Life = _life.Next(3) == 0 ? QueueLife.Plain : RandomLife(),
        Recovery = rule.Recovery with { MissesMost = _life.Next(4), AfterMisses = (MissesAction)_life.Next(2) },
    };

    private AfterCallRule RandomAfterCall() => _life!.Next(2) == 0 ? AfterCallRule.Plain : new AfterCallRule
    {
        Extension = TimeSpan.FromSeconds(_life.Next(30)),
        Dispositions = ImmutableSortedDictionary<string, Label>.Empty.Add("sold", new Label("Sold", "")).Add("lost", new Label("Lost", "")),
        Required = _life.Next(2) == 0,
        Limit = TimeSpan.FromSeconds(_life.Next(1, 40)),
    };

    private void SuperviseQueues() => After(TimeSpan.FromSeconds(1 + (30 * _life!.NextDouble())), () =>
    {
        if (_closing)
        {
            Post(new AcdInput.EmergencySwitched(null, null, false, "sue")); // whoever still waits is served or leaves in time
            return;
        }

        var queue = new QueueName(new[] { "sales", "support", "no such queue" }[_life.Next(3)]);
        Post(_life.Next(3) switch
        {
            0 => new AcdInput.EmergencySwitched(new RequestId("sim"), _life.Next(3) == 0 ? null : queue, _life.Next(4) == 0, "sue"),
            1 => new AcdInput.QueueSwitched(null, queue, (QueueSwitch)_life.Next(3), "sue"),
            _ => new AcdInput.QueueSwitched(null, queue, QueueSwitch.Calendar, "sue"),
        });
        SuperviseQueues();
    });

    private QueueLife RandomLife() => new()
    {
        Limit = Half() ? new LimitRule(_life!.Next(1, 8), RandomExit()) : null,
        Empty = Half() ? new EmptyRule((AgentPresence)_life!.Next(32), (AgentPresence)_life.Next(32), TimeSpan.FromSeconds(_life.Next(10)), RandomExit()) : null,
        Hours = Half() ? new HoursRule(Half() ? "office" : "unknown", Half(), RandomExit(), RandomExit()) : null,
        Overflow = [.. Enumerable.Range(0, _life!.Next(4)).Select(i => RandomOverflow(i))],
        MayReturn = _life.Next(4) == 0,
        Keys = ImmutableSortedDictionary<string, CallTarget>.Empty.Add("9", RandomTarget()).Add("0", RandomTarget()).Add("2", CallTarget.LeavePhone),
        Callback = _life.Next(4) > 0 ? RandomCallback() : null,
        Announcements = Half() ? RandomAnnouncements() : null,
    };

    private CallbackRule RandomCallback() => new()
    {
        Mode = (CallbackMode)_life!.Next(2),
        Attempts = _life.Next(1, 4),
        RetryAfter = TimeSpan.FromSeconds(_life.Next(1, 40)),
        Lifetime = TimeSpan.FromSeconds(_life.Next(1, 300)),
        RingTime = TimeSpan.FromSeconds(_life.Next(2, 15)),
        Lead = TimeSpan.FromSeconds(_life.Next(20)),
        Confirm = Half() ? [] : ["sound:goodbye"],
    };

    private OverflowRule RandomOverflow(int number) => new()
    {
        After = TimeSpan.FromSeconds(number * _life!.Next(15)),
        Waiting = Half() ? _life.Next(6) : null,
        ExpectedWait = _life.Next(4) == 0 ? TimeSpan.FromSeconds(_life.Next(60)) : null,
        ServiceLevel = _life.Next(4) == 0 ? _life.Next(1, 100) : null,
        Within = TimeSpan.FromSeconds(_life.Next(30)),
        Target = RandomTarget(),
    };

    private AnnouncementPlan RandomAnnouncements() => new()
    {
        FirstAfter = TimeSpan.FromSeconds(_life!.Next(10)),
        Interval = TimeSpan.FromSeconds(_life.Next(5, 30)),
        Position = Half(),
        ExpectedWait = Half(),
        Comfort = Half() ? [] : [["sound:one"], ["sound:two", "sound:three"]],
    };

    /// <summary>Open most of the time; the simulated day begins at midnight, so a minute or two of it is closed.</summary>
    private Calendar RandomCalendar() => new()
    {
        Zone = new ZoneClock("Sim/Zone", TimeSpan.FromHours(_life!.Next(-3, 4)), [new ZoneChange(DateTime.UnixEpoch.AddSeconds(_life.Next(200)), TimeSpan.FromHours(_life.Next(-3, 4)))]),
        Open = [new DaySpan([.. Enum.GetValues<DayOfWeek>()], null, TimeSpan.FromMinutes(_life.Next(24 * 60)), TimeSpan.FromMinutes(_life.Next(24 * 60)))],
        Closed = Half() ? [] : [new DaySpan([], new DateOnly(1970, 1, 1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2))],
        Holidays = Half() ? [] : [new Holiday("New Year's Eve", new DateOnly(1969, 12, 31), new DateOnly(1969, 12, 31), Yearly: true)],
    };

    private QueueExit RandomExit() => new(Half() ? [] : ["sound:sorry"], RandomTarget());

    private CallTarget RandomTarget() => _life!.Next(5) switch
    {
        0 => CallTarget.HangUp,
        1 => new CallTarget(null, "main"),
        2 => new CallTarget("support", null),
        3 => new CallTarget("sales", null),
        _ => new CallTarget("no such queue", null),
    };

    private bool Half() => _life!.Next(2) == 0;

    private SiteConfiguration Enlivened(SiteConfiguration site) => _life is null ? site : site with { CallbackLine = _life.Next(8) > 0 ? new CallbackLine("PJSIP/{number}@trunk", ["5550X."], "999") : null, Calendars = site.Calendars.SetItem("office", RandomCalendar()) };
}
