using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>The lines Asterisk's app_queue would have written to <c>queue_log</c>, as a fold of the facts: report tools made for it read ours.
/// A line is <c>epoch|call|queue|agent|VERB|data…</c>. Waits count from joining the queue the line names, positions include calls that ring.
/// What app_queue has no verb for leaves a queue as WITHDRAW, with the cause as its last field.</summary>
public sealed partial class QueueLog
{
    /// <summary>What stands for a call, queue or agent where there is none.</summary>
    private const string None = "NONE";

    /// <summary>The pause reason app_queue gives an agent who did not take a call.</summary>
    private const string AutoPause = "Auto-Pause";

    private readonly Dictionary<CallId, LoggedCall> _calls = [];
    private readonly Dictionary<QueueName, LoggedLine> _lines = [];
    private readonly Dictionary<AgentId, LoggedAgent> _agents = [];
    private readonly List<string> _written = [];
    private bool _hasJustStarted;

    /// <summary>The number of the last fact taken into account.</summary>
    public long FactSequence { get; private set; }

    /// <summary>Takes one fact; the lines it makes. The list is reused: read it before the next fact.</summary>
    public IReadOnlyList<string> Apply(AcdFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        _written.Clear();
        FactSequence = fact.Sequence;
        switch (fact)
        {
            case AcdFact.RouterStarted f: Started(f); break;
            case AcdFact.ConfigurationInForce f: Configured(f); break;
            case AcdFact.CallArrived f: Arrived(f); break;
            case AcdFact.CallQueued f: Queued(f); break;
            case AcdFact.CallReprioritised f: PutElsewhere(f); break;
            case AcdFact.OfferMade f: Offered(f); break;
            case AcdFact.OfferFailed f: OfferFailed(f); break;
            case AcdFact.CallConnected f: Connected(f); break;
            case AcdFact.CallHeld f when Talks(f.Call, f.Agent): Write(f, f.Call, f.Queue, f.Agent, "CALLERONHOLD"); break;
            case AcdFact.CallResumed f when Talks(f.Call, f.Agent): Write(f, f.Call, f.Queue, f.Agent, "CALLEROFFHOLD"); break;
            case AcdFact.TalkEnded f: TalkEnded(f); break;
            case AcdFact.CallOverflowed f: Overflowed(f); break;
            case AcdFact.CallMoved f: Withdrawn(f, f.Call, f.Queue, f.Waited, $"moved to {f.To}"); break;
            case AcdFact.CallWithdrawn f: Withdrawn(f, f.Call, f.Queue, f.Waited, "withdrawn"); break;
            case AcdFact.CallEnded f: Ended(f); break;
            case AcdFact.DispositionGiven f: Write(f, f.Call, f.Queue, f.Agent, "CALLSTATUS", f.Disposition); break;
            case AcdFact.AgentStateChanged f: Changed(f); break;
            case AcdFact.QueuesSet f when _agents.ContainsKey(f.Agent): Serves(f, f.Agent, f.Queues); break;
        }

        return _written;
    }

    private void Started(AcdFact.RouterStarted fact)
    {
        Write(fact, null, null, null, "QUEUESTART");
        _hasJustStarted = true;
    }

    private void Configured(AcdFact.ConfigurationInForce fact)
    {
        if (!_hasJustStarted) Write(fact, null, null, null, "CONFIGRELOAD"); // a start reads it too, and says so already
        _hasJustStarted = false;
        foreach (var served in fact.Serving ?? []) Serves(fact, served.Agent, served.Queues);
    }

    // ---- calls ------------------------------------------------------------------------------------------------

    private void Arrived(AcdFact.CallArrived fact)
    {
        _calls[fact.Call] = new LoggedCall { Call = fact.Call, Number = fact.Caller.Number };
        Write(fact, fact.Call, null, null, "DID", fact.Number);
    }

    private void Queued(AcdFact.CallQueued fact)
    {
        var call = CallOf(fact.Call);
        Leave(call);
        (call.Queue, call.JoinedAt, call.Priority, call.JoinSequence) = (fact.Queue, fact.At, fact.Priority, fact.JoinSequence);
        call.FirstPosition = LineOf(fact.Queue).Insert(call, fact.Position);
        Write(fact, fact.Call, fact.Queue, null, "ENTERQUEUE", "", call.Number, call.FirstPosition);
    }

    private void PutElsewhere(AcdFact.CallReprioritised fact)
    {
        var call = CallOf(fact.Call);
        if (call.Queue != fact.Queue) return;
        call.Priority = fact.Priority;
        LineOf(fact.Queue).Remove(call);
        LineOf(fact.Queue).Insert(call, fact.Position);
    }

    private void Offered(AcdFact.OfferMade fact)
    {
        var call = CallOf(fact.Call);
        if (call.Queue is null) Guess(call, fact.Queue, fact.At, fact.Waited);
        call.Rings.Add(new LoggedRing(fact.Leg, fact.Agent, fact.At));
    }

    private void OfferFailed(AcdFact.OfferFailed fact)
    {
        var call = CallOf(fact.Call);
        var rung = RingOf(call, fact.Leg, fact.At);
        call.Rings.RemoveAll(r => r.Leg == fact.Leg);
        if (call.Queue is not { } queue) return;
        switch (fact.Outcome)
        {
            case OfferOutcome.NoAnswer or OfferOutcome.Busy or OfferOutcome.Declined or OfferOutcome.Unreachable:
                Write(fact, fact.Call, queue, fact.Agent, "RINGNOANSWER", Milliseconds(rung));
                break;
            case OfferOutcome.CallerLeft: Write(fact, fact.Call, queue, fact.Agent, "RINGCANCELED", Milliseconds(rung)); break;
            case OfferOutcome.NotJoined: Write(fact, fact.Call, queue, fact.Agent, "SYSCOMPAT"); break;
            case OfferOutcome.AnsweredElsewhere or OfferOutcome.Lost: break; // app_queue says nothing of these
        }
    }

    private void Connected(AcdFact.CallConnected fact)
    {
        var call = CallOf(fact.Call);
        if (call.Queue is null) Guess(call, fact.Queue, fact.At, fact.Waited);
        (call.Held, call.ConnectedAt, call.Agent) = (fact.At.Since(call.JoinedAt), fact.At, fact.Agent);
        Write(fact, fact.Call, fact.Queue, fact.Agent, "CONNECT", Seconds(call.Held), (fact.Channel ?? fact.Leg).Value, Seconds(RingOf(call, fact.Leg, fact.At)));
        call.Rings.Clear();
        LineOf(fact.Queue).Remove(call);
    }

    private void TalkEnded(AcdFact.TalkEnded fact)
    {
        if (!Talks(fact.Call, fact.Agent)) return; // with somebody else than the queue gave it to
        var call = CallOf(fact.Call);
        var (verb, before) = fact switch
        {
            { To: { AfterAWord: true } to } => ("ATTENDEDTRANSFER", new object[] { "BRIDGE", NameOf(to.Target).Name }),
            { To: { } to } => ("BLINDTRANSFER", [NameOf(to.Target).Name, NameOf(to.Target).Kind]),
            { EndedBy: Party.Agent } => ("COMPLETEAGENT", []),
            _ => ("COMPLETECALLER", []), // a channel lost with Asterisk was the caller's
        };
        Write(fact, fact.Call, call.Queue, fact.Agent, verb, [.. before, Seconds(call.Held), Seconds(fact.Talked), call.FirstPosition]);
        call.Queue = null;
        call.ConnectedAt = null;
    }

    /// <summary>What stands for the extension of a transfer, and for its context.</summary>
    private static (string Name, string Kind) NameOf(TransferTarget target) => target switch
    {
        { Agent: { } agent } => (agent.Value, "agents"),
        { Queue: { } queue } => (queue.Value, "queues"),
        _ => (target.Destination ?? "", "destinations"),
    };

    /// <summary>Whether the call talks with the agent its queue gave it to.</summary>
    private bool Talks(CallId id, AgentId agent) => _calls.TryGetValue(id, out var call) && call.ConnectedAt is not null && call.Agent == agent;

    private void Overflowed(AcdFact.CallOverflowed fact)
    {
        switch (fact.Why)
        {
            case OverflowReason.Wait or OverflowReason.Size or OverflowReason.ExpectedWait or OverflowReason.ServiceLevel:
                Left(fact, fact.Call, fact.Queue, fact.Waited, "EXITWITHTIMEOUT");
                break;
            case OverflowReason.Empty or OverflowReason.Closed or OverflowReason.Emergency: Left(fact, fact.Call, fact.Queue, fact.Waited, "EXITEMPTY"); break;
            case OverflowReason.Key or OverflowReason.Callback when fact.Key is { } key: Left(fact, fact.Call, fact.Queue, fact.Waited, "EXITWITHKEY", $"{key}"); break;
            default: Withdrawn(fact, fact.Call, fact.Queue, fact.Waited, fact.Why.ToString().ToLowerInvariant()); break;
        }
    }

    private void Ended(AcdFact.CallEnded fact)
    {
        var call = CallOf(fact.Call);
        if (call is { Queue: { } queue, ConnectedAt: null })
        {
            if (fact.Disposition is CallDisposition.AbandonedInQueue or CallDisposition.AbandonedWhileRinging) Left(fact, fact.Call, queue, fact.Waited, "ABANDON");
            else Withdrawn(fact, fact.Call, queue, fact.Waited, fact.Disposition.ToString());
        }

        _calls.Remove(fact.Call);
    }

    private void Withdrawn(AcdFact fact, CallId call, QueueName queue, TimeSpan waited, string cause) => Left(fact, call, queue, waited, "WITHDRAW", after: cause);

    /// <summary>A call leaves a queue unserved: where it stood, where it had stood first, and how long it was there.</summary>
    private void Left(AcdFact fact, CallId id, QueueName queue, TimeSpan waited, string verb, string? before = null, string? after = null)
    {
        var call = CallOf(id);
        if (call.Queue is null) Guess(call, queue, fact.At, waited);
        var place = new object[] { LineOf(queue).PositionOf(call), call.FirstPosition, Seconds(fact.At.Since(call.JoinedAt)) };
        Leave(call);
        Write(fact, id, queue, null, verb, [.. before is null ? [] : new object[] { before }, .. place, .. after is null ? [] : new object[] { after }]);
    }

    private void Leave(LoggedCall call)
    {
        if (call.Queue is { } queue) LineOf(queue).Remove(call);
        call.Queue = null;
        call.ConnectedAt = null;
        call.Rings.Clear();
    }

    /// <summary>A call whose joining is not known: what was written before is lost, or of an older version.</summary>
    private static void Guess(LoggedCall call, QueueName queue, Moment now, TimeSpan waited)
    {
        (call.Queue, call.FirstPosition) = (queue, 1);
        call.JoinedAt = new Moment(now.Elapsed - waited, now.Utc - waited);
    }

    // ---- agents -----------------------------------------------------------------------------------------------

    private void Serves(AcdFact fact, AgentId id, ImmutableArray<QueueName> queues)
    {
        if (!_agents.TryGetValue(id, out var agent)) _agents[id] = agent = new LoggedAgent { Agent = id };
        foreach (var queue in agent.Queues.Except(queues)) Write(fact, null, queue, id, "REMOVEMEMBER");
        foreach (var queue in queues.Except(agent.Queues)) Write(fact, null, queue, id, "ADDMEMBER");
        agent.Queues = queues;
    }

    private void Changed(AcdFact.AgentStateChanged fact)
    {
        if (fact.Queues is { } queues) Serves(fact, fact.Agent, queues);
        var agent = _agents.GetValueOrDefault(fact.Agent);
        if (fact.To == AgentState.LoggedOut)
        {
            Serves(fact, fact.Agent, []);
            _agents.Remove(fact.Agent);
            return;
        }

        if (ReasonOf(fact) is { } reason) Pause(fact, agent, "PAUSE", reason);
        else if (fact.From is AgentState.Paused or AgentState.NotResponding) Pause(fact, agent, "UNPAUSE", "");
    }

    private void Pause(AcdFact.AgentStateChanged fact, LoggedAgent? agent, string verb, string reason)
    {
        foreach (var queue in agent?.Queues ?? []) Write(fact, null, queue, fact.Agent, verb, reason);
        Write(fact, null, null, fact.Agent, verb + "ALL", reason);
    }

    private static string? ReasonOf(AcdFact.AgentStateChanged fact) => fact.To switch
    {
        AgentState.Paused => fact.Reason ?? "",
        AgentState.NotResponding => AutoPause,
        _ => null,
    };

    // ---- lines ------------------------------------------------------------------------------------------------

    private void Write(AcdFact fact, CallId? call, QueueName? queue, AgentId? agent, string verb, params object[] data) =>
        _written.Add(FormattableString.Invariant(
            $"{fact.At.Utc.ToUnixTimeSeconds()}|{call?.Value ?? None}|{queue?.Value ?? None}|{(agent is { } who ? "Agent/" + who : None)}|{verb}|{string.Join('|', data.Select(Field))}"));

    /// <summary>Callers choose what is in some fields: none may end a field or a line.</summary>
    private static string Field(object value) => value switch
    {
        string text => string.Concat(text.Select(c => c == '|' || char.IsControl(c) ? '_' : c)),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => "",
    };

    private static long Seconds(TimeSpan time) => (long)time.TotalSeconds;

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private static TimeSpan RingOf(LoggedCall call, LegId leg, Moment now) =>
        call.Rings.Find(r => r.Leg == leg) is { } ring ? now.Since(ring.MadeAt) : TimeSpan.Zero;

    private LoggedCall CallOf(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call)) _calls[id] = call = new LoggedCall { Call = id };
        return call;
    }

    private LoggedLine LineOf(QueueName queue)
    {
        if (!_lines.TryGetValue(queue, out var line)) _lines[queue] = line = new LoggedLine();
        return line;
    }
}
