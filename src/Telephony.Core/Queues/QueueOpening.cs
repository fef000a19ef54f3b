namespace Telephony.Core;

/// <content>Opening hours, emergency switches, queues opened and closed by command.</content>
public sealed partial class Acd
{
    /// <summary>A wall clock that is set meanwhile is noticed after this at the latest.</summary>
    private static readonly TimeSpan ClockCheck = TimeSpan.FromHours(1);

    private readonly SortedSet<string> _emergencies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, QueueSwitch> _switches = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, OpeningKind> _opening = new(StringComparer.Ordinal);

    /// <summary>Names the switch of the whole site.</summary>
    private const string WholeSite = "";

    /// <summary>Whether a queue is open at the moment of the latest input.</summary>
    public OpeningKind OpeningOf(QueueName queue) => RuleOf(queue) is { } rule ? OpeningOf(queue, rule).Kind : OpeningKind.Closed;

    /// <summary>Emergency comes before everything, a command before the calendar.</summary>
    private Opening OpeningOf(QueueName queue, QueueRule rule)
    {
        if (_emergencies.Contains(WholeSite) || _emergencies.Contains(queue.Value)) return new Opening(OpeningKind.Emergency, null);
        return _switches.GetValueOrDefault(queue.Value) switch
        {
            QueueSwitch.Open => new Opening(OpeningKind.Open, null),
            QueueSwitch.Closed => new Opening(OpeningKind.Closed, null),
            _ when CalendarOf(rule) is { } calendar => OpeningHours.At(calendar, _now.Utc),
            _ => new Opening(OpeningKind.Open, null),
        };
    }

    private Calendar? CalendarOf(QueueRule rule) =>
        rule.Life.Hours?.Calendar is { } name && _site.Calendars.TryGetValue(name, out var calendar) ? calendar : null;

    private string? SwitchEmergency(AcdInput.EmergencySwitched asked)
    {
        if (asked.Queue is { } queue && RuleOf(queue) is null) return $"unknown queue {queue}";
        var name = asked.Queue?.Value ?? WholeSite;
        if (!(asked.On ? _emergencies.Add(name) : _emergencies.Remove(name))) return null;
        Say(new AcdFact.EmergencySwitched(asked.Queue, asked.On, asked.By));
        LookAtHours(_site.Queues.Keys.Where(known => name == WholeSite || name == known));
        return null;
    }

    private string? SwitchQueue(AcdInput.QueueSwitched asked)
    {
        if (RuleOf(asked.Queue) is null) return $"unknown queue {asked.Queue}";
        if (_switches.GetValueOrDefault(asked.Queue.Value) == asked.To) return null;
        if (asked.To == QueueSwitch.Calendar) _switches.Remove(asked.Queue.Value);
        else _switches[asked.Queue.Value] = asked.To;
        Say(new AcdFact.QueueSwitched(asked.Queue, asked.To, asked.By));
        LookAtHours(asked.Queue);
        return null;
    }

    /// <summary>Switches and states of queues that are no longer configured are forgotten; the others look at their new rules.</summary>
    private void LookAtAllHours()
    {
        foreach (var gone in _opening.Keys.Concat(_switches.Keys).Concat(_emergencies).Where(q => q != WholeSite && !_site.Queues.ContainsKey(q)).Distinct().ToArray())
        {
            _opening.Remove(gone);
            _switches.Remove(gone);
            _emergencies.Remove(gone);
            _deadlines.Clear(DeadlineKind.QueueHours, gone);
            _deadlines.Clear(DeadlineKind.QueueEmpty, gone);
        }

        LookAtHours(_site.Queues.Keys);
    }

    /// <summary>Several may open and close at once: all say so before anybody who has to leave one is sent to another.</summary>
    private void LookAtHours(IEnumerable<string> queues)
    {
        foreach (var (queue, departure) in queues.Select(q => (Queue: new QueueName(q), Departure: SayOpening(new QueueName(q)))).ToArray())
        {
            if (departure is not null) EverybodyLeaves(queue, departure);
            else if (_opening.ContainsKey(queue.Value)) StepOutOfLine(queue); // who waits at the phone may stay; nobody is called
        }
    }

    private void LookAtHours(QueueName queue) => LookAtHours([queue.Value]);

    /// <summary>Says when a queue opens or closes, and looks again when the calendar says something else. Returns how those who wait leave, if they do.</summary>
    private Departure? SayOpening(QueueName queue)
    {
        if (RuleOf(queue) is not { } rule) return null;
        AwaitHours(queue, rule);
        var opening = OpeningOf(queue, rule);
        if (opening.Kind == _opening.GetValueOrDefault(queue.Value)) return null;
        if (opening.Kind == OpeningKind.Open) _opening.Remove(queue.Value);
        else _opening[queue.Value] = opening.Kind;
        Say(new AcdFact.QueueOpeningChanged(queue, opening.Kind, opening.Holiday));
        if (opening.Kind == OpeningKind.Emergency) return new Departure(OverflowReason.Emergency, rule.Life.Hours?.Emergency ?? QueueExit.HangUp);
        return opening.Kind != OpeningKind.Open && rule.Life.Hours is { WaitingLeave: true } hours ? new Departure(OverflowReason.Closed, hours.Exit) : null;
    }

    private void AwaitHours(QueueName queue, QueueRule rule)
    {
        if (CalendarOf(rule) is not { } calendar)
        {
            _deadlines.Clear(DeadlineKind.QueueHours, queue.Value);
            return;
        }

        var change = OpeningHours.NextChange(calendar, _now.Utc) - _now.Utc;
        _deadlines.Set(DeadlineKind.QueueHours, queue.Value, _now.Elapsed + (change < ClockCheck ? change.Value : ClockCheck));
    }

    private void EverybodyLeaves(QueueName queue, Departure departure)
    {
        foreach (var call in InOrder(_calls.Values.Where(c => c.Queue == queue && IsInLine(c)))) DepartWhenFree(call, departure);
        StepOutOfLine(queue);
    }

    private void RestoreQueueLife(AcdState state)
    {
        _callbackSequence = state.CallbackSequence;
        _callbacks.Clear();
        foreach (var callback in state.Callbacks) _callbacks.Add(callback.Id, callback);
        _emergencies.Clear();
        _emergencies.UnionWith(state.Emergencies);
        _switches.Clear();
        foreach (var (queue, to) in state.Switches) _switches.Add(queue, to);
        _opening.Clear();
        foreach (var (queue, opening) in state.Opening) _opening.Add(queue, opening);
        _recent.Clear();
        foreach (var (queue, recent) in state.Recent) _recent.Add(new QueueName(queue), recent);
    }
}
