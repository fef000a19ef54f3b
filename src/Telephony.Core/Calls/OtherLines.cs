namespace Telephony.Core;

/// <content>What an agent does with the phone itself, on another line of it, while a caller is kept on hold: has a word with somebody, and joins the two (SIP REFER
/// with Replaces). The caller stays in the talk's bridge, so that the phone can go from one line to the other; the word has a bridge of its own.</content>
public sealed partial class Acd
{
    /// <summary>A line that is not needed any more lives on for so long: Asterisk 22 looks at its channel while it tells the phone what became of the transfer.</summary>
    private static readonly TimeSpan LineLingers = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<CallId, CallId> _lines = [];

    /// <summary>Takes a call of an agent's phone for a word about the caller the agent talks with; false when it is a call like any other. Calls to a queue always are.</summary>
    private bool IsAWordAside(CallId line, AgentId id, string number)
    {
        if (_agents.GetValueOrDefault(id)?.Call is not { } talk || !_calls.TryGetValue(talk, out var call) || !call.IsTalking || call.Offer!.Agent != id) return false;
        var to = TargetDialled(number);
        if (to == Nowhere || to.Queue is not null || ServerOf(line.Value) != ServerOf(talk.Value)) return false; // channels of two servers cannot be joined
        var refusal = WhyNotTransfer(OrderOf(call, TransferKind.Attended, to), out _);
        Do(new AcdEffect.Answer(line));
        if (refusal is null) ConsultOn(line, call, to, id);
        else RefuseLine(line, id, number, refusal);
        return true;
    }

    private void ConsultOn(CallId line, Call call, TransferTarget to, AgentId agent)
    {
        _lines.Add(line, call.Id);
        Consult(call, new Invited(to.Agent, to.Destination), agent.Value, line);
        Do(new AcdEffect.RingBack(line, new LegId(line.Value), true));
    }

    private void JoinLine(TalkParty party, CallId line)
    {
        Do(new AcdEffect.RingBack(line, new LegId(line.Value), false));
        Do(new AcdEffect.Connect(line, party.Leg));
    }

    /// <summary>The word is over, the caller is still there: as the phone left them.</summary>
    private void BackToCaller(Call call, TalkParty party)
    {
        if (!party.HoldsCaller && !call.IsHeldByOrder) Resume(call, null);
    }

    /// <summary>The agent hung up there, or the phone did.</summary>
    private void LineGone(CallId line)
    {
        var call = _calls[_lines[line]];
        SendAway(call, Consulted(call));
    }

    /// <summary>A phone that may not have been answered is not joined with anybody.</summary>
    private void AnswerLines(Dictionary<string, LiveChannel> live)
    {
        foreach (var line in _lines.Keys.OrderBy(l => l.Value, StringComparer.Ordinal))
        {
            if (live.GetValueOrDefault(line.Value) is { Answered: false }) Do(new AcdEffect.Answer(line));
        }
    }

    private void LetLineGo(TalkParty party, CallId line)
    {
        _lines.Remove(line);
        if (party.HasAnswered) Do(new AcdEffect.DestroyBridge(line));
        _codeCalls.Add(line, new CodeCall { Id = line, Playback = new PlaybackId($"{line}-play-1") });
        _deadlines.Set(DeadlineKind.PlaybackOverdue, line.Value, _now.Elapsed + LineLingers);
    }

    /// <summary>As when a code is refused.</summary>
    private void RefuseLine(CallId line, AgentId agent, string number, string refusal)
    {
        Say(new AcdFact.CodeUsed(line, agent, number, refusal));
        SayToCode(line, agent, _site.Announcements.Refused);
    }

    // ---- REFER ------------------------------------------------------------------------------------------------

    /// <summary>The phone is told before its channel is hung up.</summary>
    private void TransferByPhone(LegId asking, string dialled, CallId? replaced)
    {
        var transfer = replaced is { } other ? JoinOf(asking.Value, other.Value) ?? JoinOf(other.Value, asking.Value) : SendOn(asking, dialled);
        Do(new AcdEffect.AnswerTransfer(asking.Call, asking, transfer is not null));
        transfer?.Invoke();
    }

    private Action? SendOn(LegId asking, string dialled)
    {
        var to = TargetDialled(dialled);
        if (to == Nowhere || !_calls.TryGetValue(asking.Call, out var call) || call.Offer?.Leg != asking) return null;
        var order = OrderOf(call, TransferKind.Blind, to);
        return WhyNotTransfer(order, out _) is null ? new Action(() => Transfer(order)) : null;
    }

    /// <summary>What joins the caller of a talk with whom the agent has called on another line; null when the two do not belong together.</summary>
    private Action? JoinOf(string talk, string line)
    {
        if (!_calls.TryGetValue(new LegId(talk).Call, out var call) || !call.IsTalking || call.Offer!.Leg.Value != talk) return null;
        var agent = call.Offer.Agent;
        if (_lines.TryGetValue(new CallId(line), out var of)) return of == call.Id ? new Action(() => CompleteTransfer(call, agentHasLeft: false, agent.Value)) : null;
        if (!_calls.TryGetValue(new CallId(line), out var waiting) || waiting.Phone != agent || waiting is not { State: CallState.Queued or CallState.Ringing, Queue: { } queue }) return null;
        var order = OrderOf(call, TransferKind.Queue, new TransferTarget(null, queue, null));
        return WhyNotTransfer(order, out _) is null ? new Action(() => WaitInPlaceOf(waiting, order)) : null;
    }

    /// <summary>The agent has called a queue and nobody has answered there: the caller waits in it from now on, with the time already waited.</summary>
    private void WaitInPlaceOf(Call waiting, AcdInput.TransferOrdered order)
    {
        Transfer(order);
        Say(new AcdFact.CallHungUp(waiting.Id, waiting.Queue, waiting.Offer?.Agent, order.By));
        WithdrawAll(waiting, LegCancel.CallerGone, OfferOutcome.CallerLeft);
        StopPrompt(waiting);
        End(waiting, CallDisposition.Dismissed);
        _deadlines.Set(DeadlineKind.ReleaseOverdue, waiting.Id.Value, _now.Elapsed + LineLingers);
    }

    private IEnumerable<Violation> LineViolations()
    {
        foreach (var (line, id) in _lines)
        {
            if (!_calls.TryGetValue(id, out var call) || !call.Parties.Exists(p => p.Line == line && p.Role == PartyRole.Consulted)) yield return new("I3", $"{line} is kept for {id}, which does not know it");
            if (_calls.ContainsKey(line) || _codeCalls.ContainsKey(line)) yield return new("I3", $"{line} is a word about {id}, and a call of its own");
        }
    }
}
