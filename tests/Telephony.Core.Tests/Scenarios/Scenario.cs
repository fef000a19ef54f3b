using System.Globalization;

namespace Telephony.Core.Tests.Scenarios;

/// <summary>A story in plain text, told to the real core. Lines that begin with a time say what happens; lines that begin with
/// <c>=&gt;</c> say what must come of it, in order, and nothing else of the same kinds may come. See any <c>.txt</c> file beside this one.</summary>
internal sealed partial class Scenario
{
    private static readonly TimeSpan Midnight = TimeSpan.Zero;

    private readonly Acd _acd = new(strict: true);
    private readonly List<string> _happened = [];
    private readonly List<AcdFact> _facts = [];
    private readonly Dictionary<string, QueueRule> _queues = [];
    private readonly Dictionary<string, AgentProfile> _agents = [];
    private readonly Dictionary<string, string> _reasons = [];
    private string[] _others = [];
    private bool _begun;
    private TimeSpan _now;

    /// <summary>Tells the story; every fact that came of it.</summary>
    public static IReadOnlyList<AcdFact> Run(string path)
    {
        var scenario = new Scenario();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var text = line.Split('#')[0].Trim();
            if (text.Length == 0) continue;
            try
            {
                scenario.Take(text);
            }
            catch (Exception fault)
            {
                throw new AssertionException($"{Path.GetFileName(path)}:{number}: {text}\n{fault.Message}", fault);
            }
        }

        scenario.ExpectNothingMore();
        return scenario._facts;
    }

    private void Take(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] == "=>") Expect(text[2..].Trim());
        else if (words[0] == "queue") _queues[words[1]] = QueueOf(words[2..]);
        else if (words[0] == "agent") _agents[words[1]] = AgentOf(words[2..]);
        else Happen(TimeSpan.Parse(words[0], CultureInfo.InvariantCulture), words[1..]);
    }

    private void Happen(TimeSpan at, string[] words)
    {
        ExpectNothingMore();
        if (!_begun) Begin(at);
        Pass(at);
        Handle(words[0] == "why" ? new AcdInput.Tick() : InputOf(words));
        if (words[0] == "why") _happened.AddRange(Asked(words[1..]).Select(InPlainWords));
    }

    private void Begin(TimeSpan at)
    {
        _begun = true;
        _now = at;
        Handle(new AcdInput.ConfigurationLoaded(TestSite.With(_queues, _agents)));
        Handle(new AcdInput.AsteriskSynced("g1", []));
        _happened.Clear();
    }

    private void Pass(TimeSpan until)
    {
        while (_acd.NextDeadline is { } due && due <= until)
        {
            _now = due;
            Handle(new AcdInput.Tick());
            if (_happened.Count > 0) throw new AssertionException($"at {Clock(due)} came, but was not expected: {string.Join("; ", _happened)}");
        }

        _now = until;
    }

    private void Handle(AcdInput input)
    {
        var output = _acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
        _facts.AddRange(output.Facts);
        foreach (var fact in output.Facts)
        {
            if (fact is AcdFact.OfferMade offer) (_reasons[offer.Agent.Value], _others) = (offer.Why, [.. offer.Others.Select(o => $"{o.Agent}: {o.Words}")]);
            if ((Told(fact) ?? ToldOfLife(fact) ?? ToldOfRouting(fact) ?? ToldOfTalk(fact)) is { } told) _happened.Add(InPlainWords(told));
        }

        _happened.AddRange(output.Effects.OfType<AcdEffect.AnswerTransfer>().Where(t => !t.Accepted).Select(_ => "refused: what the phone asked for"));
        _happened.AddRange(output.Effects.OfType<AcdEffect.Reply>().Where(r => r.Refusal is not null).Select(r => $"refused: {r.Refusal}"));

        if (_acd.Violations().FirstOrDefault() is { } violation) throw new InvariantException(violation.Invariant, violation.Detail);
    }

    /// <summary>An expectation may begin with a time: then that much time passes first, and it must come of time alone.</summary>
    private void Expect(string text)
    {
        var words = text.Split(' ', 2);
        if (TimeSpan.TryParseExact(words[0], [@"hh\:mm\:ss", @"hh\:mm\:ss\.f", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out var at) && at != Midnight)
        {
            text = words[1];
            while (_happened.Count == 0 && _acd.NextDeadline is { } due && due <= at)
            {
                _now = due;
                Handle(new AcdInput.Tick());
            }

            if (_now != at) throw new AssertionException($"expected at {Clock(at)}, but the time is {Clock(_now)}");
        }

        if (_happened.Count == 0) throw new AssertionException("nothing more came");
        var first = _happened[0];
        _happened.RemoveAt(0);
        if (first != text) throw new AssertionException($"but came: {first}");
    }

    private void ExpectNothingMore()
    {
        if (_happened.Count > 0) throw new AssertionException($"also came: {string.Join("; ", _happened)}");
    }

    private static string Clock(TimeSpan time) => time.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    /// <summary>A question changes nothing; the last reason of an offer is read from its fact.</summary>
    private string[] Asked(string[] words) => words switch
    {
        ["not", var call, "by", var agent] => [_acd.WhyNot(new CallId(call), new AgentId(agent)).Words],
        ["is", var agent, "idle"] => [_acd.WhyIdle(new AgentId(agent)).Words],
        ["waits", var call] when _acd.Explain(new CallId(call)) is var told => [told.Summary, .. told.Agents.Select(a => $"{a.Agent}: {a.Why.Words}")],
        ["was", var agent, "rung"] => [_reasons[agent]],
        ["was", "nobody", "else", "rung"] => _others,
        _ => throw new FormatException($"question not understood: {string.Join(' ', words)}"),
    };

    private AcdInput InputOf(string[] words) => words switch
    {
        ["call", var call, "->", var queue] => Direct(call, queue),
        ["call", var call, "dials", var number] => new AcdInput.CallOffered(new CallId(call), number, default),
        ["call", var call, "presses", var key] => new AcdInput.DigitPressed(new CallId(call), key[0]),
        ["call", var call, "hears", "it", "all"] => new AcdInput.PlaybackEnded(new CallId(call), _acd.Capture().Calls.First(c => c.Id.Value == call).Playback ?? default),
        ["call", var call, "hangs", "up"] => new AcdInput.CallerGone(new CallId(call)),
        ["agent", var agent, "logs", "in"] => Command(agent, AgentCommand.LogIn),
        ["agent", var agent, "logs", "out"] => Command(agent, AgentCommand.LogOut),
        ["agent", var agent, "pauses", var reason] => Command(agent, AgentCommand.Pause, reason),
        ["agent", var agent, "ready"] => Command(agent, AgentCommand.Ready),
        ["agent", var agent, "dials", var code] => new AcdInput.CodeDialled(new CallId($"code-{agent}-{_now}"), new AgentId(agent), code),
        ["agent", var agent, "rings"] => new AcdInput.LegRinging(LegOf(agent)),
        ["agent", var agent, "answers"] => Joined(LegOf(agent)),
        ["agent", var agent, "picks", "up"] => new AcdInput.LegAnswered(LegOf(agent)), // not yet joined with the caller
        ["agent", var agent, "is", "joined"] => InBridge(LegOf(agent)),
        ["agent", var agent, "hangs", "up"] => new AcdInput.LegEnded(LegOf(agent), LegEnd.HungUp),
        ["agent", var agent, "vanishes"] => new AcdInput.LegEnded(LegOf(agent), LegEnd.Vanished),
        ["agent", var agent, "declines"] => new AcdInput.LegEnded(LegOf(agent), LegEnd.Declined),
        ["agent", var agent, "is", "busy"] => new AcdInput.LegEnded(LegOf(agent), LegEnd.Busy),
        ["agent", var agent, "is", "unreachable"] => new AcdInput.LegEnded(LegOf(agent), LegEnd.Unreachable),
        ["agent", var agent, "leg", "gone"] => new AcdInput.LegEnded(LegOf(agent), LegEnd.HungUp),
        ["agent", var agent, "now", .. var settings] => Reassigned(agent, settings),
        ["agent", var agent, "leaves", "the", "site"] => Reassigned(agent, null),
        ["agent", var agent, "holds"] => new AcdInput.LegHeld(LegOf(agent)),
        ["agent", var agent, "resumes"] => new AcdInput.LegResumed(LegOf(agent)),
        ["queue", var queue, .. var settings] => Changed(queue, settings),
        ["asterisk", "comes", "back", "with", var call] => new AcdInput.AsteriskSynced("g1", [new LiveChannel(call, ChannelRole.Caller, true, null, "", default)]),
        ["asterisk", "comes", "back", "with", var call, "and", var agent, "who", "picked", "up"] => new AcdInput.AsteriskSynced("g1",
        [
            new LiveChannel(call, ChannelRole.Caller, true, null, "", default), new LiveChannel(LegOf(agent).Value, ChannelRole.AgentLeg, true, null, "", default),
        ]),
        ["connection", "lost"] => new AcdInput.AsteriskLost(),
        ["asterisk", "restarted"] => new AcdInput.AsteriskSynced("g2", []),
        ["time", "passes"] => new AcdInput.Tick(),
        _ => LifeOf(words) ?? RoutingOf(words) ?? TalkOf(words) ?? PhoneOf(words) ?? throw new FormatException($"not understood: {string.Join(' ', words)}"),
    };

    /// <summary>The rules of a queue change while the site is open.</summary>
    private AcdInput Changed(string queue, string[] settings)
    {
        _queues[queue] = QueueOf(settings);
        return new AcdInput.ConfigurationLoaded(TestSite.With(_queues, _agents));
    }

    /// <summary>An agent gets other queues or skills, or is taken out of the configuration, while the site is open.</summary>
    private AcdInput Reassigned(string agent, string[]? settings)
    {
        if (settings is null) _agents.Remove(agent);
        else _agents[agent] = AgentOf(settings);
        return new AcdInput.ConfigurationLoaded(TestSite.With(_queues, _agents));
    }

    private AcdInput Direct(string call, string queue)
    {
        var site = TestSite.With(_queues, _agents);
        Handle(new AcdInput.ConfigurationLoaded(site with { Numbers = site.Numbers.SetItem("q-" + queue, new EntryPoint([], "en", new CallTarget(queue, null))) }));
        return new AcdInput.CallOffered(new CallId(call), "q-" + queue, default);
    }

    private AcdInput Joined(LegId leg)
    {
        Handle(new AcdInput.LegAnswered(leg));
        return InBridge(leg);
    }

    private AcdInput InBridge(LegId leg)
    {
        Handle(new AcdInput.BridgeEntered(leg.Call, leg.Call.Value));
        return new AcdInput.BridgeEntered(leg.Call, leg.Value);
    }

    private LegId LegOf(string agent) =>
        _acd.Capture().Agents.First(a => a.Id.Value == agent).Leg ?? throw new InvalidOperationException($"{agent} has no leg");

    private static AcdInput Command(string agent, AgentCommand command, string? reason = null) =>
        new AcdInput.AgentCommanded(null, new AgentId(agent), command, reason);

    /// <summary>The facts a manager cares for, in words; others are not told.</summary>
    private static string? Told(AcdFact fact) => fact switch
    {
        AcdFact.OfferMade f => $"ring {f.Agent} for {f.Call}",
        AcdFact.OfferFailed f => $"{f.Agent} did not take {f.Call}: {f.Outcome}",
        AcdFact.CallConnected f => $"{f.Call} talks with {f.Agent} after {f.Waited.TotalSeconds:0.###} s",
        AcdFact.CallHeld f => $"{f.Call} is on hold{(f.By is null ? "" : $" ({f.By})")}",
        AcdFact.CallResumed f => $"{f.Call} was on hold {f.Held.TotalSeconds:0.###} s{(f.By is null ? "" : $" ({f.By})")}",
        AcdFact.TalkEnded f => $"{f.Call} and {f.Agent} talked {f.Talked.TotalSeconds:0.###} s, ended by {f.EndedBy}",
        AcdFact.CallQueued f => $"{f.Call} waits in {f.Queue} at {f.Position}",
        AcdFact.CallRelaxed f => $"{f.Call} now asks for {(f.Skills.Text.Length > 0 ? f.Skills : "anyone")}",
        AcdFact.CallOverflowed f => $"{f.Call} leaves {f.Queue}: {f.Why}",
        AcdFact.CallEnded f => $"{f.Call} ends: {f.Disposition}",
        AcdFact.AgentStateChanged { To: not (AgentState.Reserved or AgentState.Ringing or AgentState.Talking) } f =>
            $"{f.Agent} is {f.To}{(f.Reason is null ? "" : $" ({f.Reason})")}",
        AcdFact.NodeEntered { Type: NodeKind.Menu } f => $"{f.Call} hears {f.Menu}",
        AcdFact.CodeUsed { Refusal: { } refusal } => $"refused: {refusal}",
        _ => null,
    };

    private static QueueRule QueueOf(string[] settings)
    {
        var rule = TestSite.Queue();
        foreach (var (name, value) in settings.Select(s => s.Split(':', 2)).Select(p => (p[0], p[1])))
        {
            rule = name switch
            {
                "ring" => rule with { RingTimeout = Seconds(value) },
                "wrap-up" => rule with { WrapUp = Seconds(value) },
                "max-wait" => rule with { MaxWait = Seconds(value) },
                "overflow" => rule with { Overflow = new CallTarget(value, null) },
                "priority" => rule with { Priority = int.Parse(value, CultureInfo.InvariantCulture) },
                "skills" => rule with { Skills = SkillExpression.Parse(value) }, // written without spaces
                "relax" => rule with { Relax = [.. value.Split(',').Select(RelaxOf)] }, // 20=english>=3,60=
                "strategy" => rule with { Strategy = Enum.Parse<RoutingStrategy>(value.Replace("_", ""), ignoreCase: true) },
                _ => WithLife(rule, name, value) ?? WithRouting(rule, name, value) ?? throw new FormatException($"queue setting not understood: {name}"),
            };
        }

        return rule;
    }

    private static RelaxStep RelaxOf(string text) =>
        text.Split('=', 2) is [var seconds, var skills] ? new RelaxStep(Seconds(seconds), SkillExpression.Parse(skills)) : throw new FormatException(text);

    private static AgentProfile AgentOf(string[] settings)
    {
        var queues = settings.Where(s => s.StartsWith("queues:", StringComparison.Ordinal)).Select(s => s["queues:".Length..].Replace(',', ' ')).Single();
        var wrapUp = settings.FirstOrDefault(s => s.StartsWith("wrap-up:", StringComparison.Ordinal))?["wrap-up:".Length..];
        return TestSite.Agent(queues, string.Join(' ', settings.Where(s => s.Contains('=')))) with
        {
            Profiles = ProfilesOf(settings),
            WrapUp = wrapUp is null ? null : Seconds(wrapUp),
            AlsoDials = PhonesOf(settings),
        };
    }

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
