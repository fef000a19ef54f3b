using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>What happens to calls. A queue is measured by the time a call spent in that queue: whatever it waited elsewhere before is not its doing.</content>
public sealed partial class Statistics
{
    private void Join(AcdFact.CallQueued f)
    {
        var track = new CallTrack { Queue = f.Queue, Skills = _terms.GetValueOrDefault(f.Queue)?.Skills ?? [], JoinedAt = f.At.Elapsed };
        _calls[f.Call] = track;
        ForEach(track, figures => figures.Offered++);
    }

    private void Offer(AcdFact.OfferMade f)
    {
        _current.Of(f.Agent).Offers++;
        if (!_calls.TryGetValue(f.Call, out var track)) return;
        track.RungAt = f.At.Elapsed;
        ForEach(track, figures => figures.Offers++);
    }

    private void OfferFailed(AcdFact.OfferFailed f)
    {
        if (f.Outcome is OfferOutcome.NotJoined or OfferOutcome.Lost or OfferOutcome.AnsweredElsewhere) return; // not the agent's doing
        _current.Of(f.Agent).OffersMissed++;
        if (_calls.TryGetValue(f.Call, out var track)) ForEach(track, figures => figures.OffersMissed++);
    }

    private void Answer(AcdFact.CallConnected f)
    {
        var (site, agent) = (_current.Site, _current.Of(f.Agent));
        site.Answered++;
        site.WaitAnswered += f.Waited;
        site.LongestWait = Longer(site.LongestWait, f.Waited);
        agent.Answered++;
        if (!_calls.TryGetValue(f.Call, out var track)) return;
        var inThreeRings = f.At.Elapsed - RingingSince(f.Agent, track) <= ThreeRings;
        if (inThreeRings) agent.AnsweredInThreeRings++;
        (track.IsAnswered, track.IsTalking) = (true, true);
        AgentTrackOf(f.Agent).Last = track;
        var (waited, within) = (f.At.Elapsed - track.JoinedAt, ObjectiveOf(track.Queue).Within);
        ForEach(track, figures =>
        {
            figures.Answered++;
            figures.WaitAnswered += waited;
            figures.AnswerTimes.Add(waited);
            if (waited <= within) figures.AnsweredWithin++;
            if (inThreeRings) figures.AnsweredInThreeRings++;
            Leave(figures, waited);
        });
    }

    /// <summary>From when Asterisk reported that the phone rings, or if it never did, from when it was asked to.</summary>
    private TimeSpan RingingSince(AgentId agent, CallTrack track) =>
        _agents.TryGetValue(agent, out var at) && at.RingsSince is { } since && since >= track.RungAt ? since : track.RungAt;

    private void FlowOut(CallId call, TimeSpan now, bool isCalledBack = false)
    {
        if (!_calls.Remove(call, out var track)) return;
        if (isCalledBack) LeaveOtherwise(track, now, figures => figures.CalledBack++);
        else LeaveOtherwise(track, now, figures => figures.Overflowed++);
    }

    private void EndTalk(CallId call, AgentId agent)
    {
        _current.Of(agent).Handled++;
        if (!_calls.TryGetValue(call, out var track) || !track.IsTalking) return;
        track.IsTalking = false;
        ForEach(track, figures => figures.Handled++);
    }

    /// <summary>One more agent has taken the call; for the queue it was answered before, by the first.</summary>
    private void HandOver(AcdFact.TalkHandedOver f)
    {
        _current.Of(f.Agent).Answered++;
        TalkFor(f.Agent, _calls.GetValueOrDefault(f.Call), f.At);
    }

    private void End(AcdFact.CallEnded f)
    {
        var site = _current.Site;
        site.End(f.Disposition);
        site.LongestWait = Longer(site.LongestWait, f.Waited);
        if (!_calls.Remove(f.Call, out var track)) return;
        if (track.IsTalking) ForEach(track, figures => figures.Handled++); // a fault ended it without a word of the talk
        if (track.IsAnswered) return;
        if (f.Disposition is CallDisposition.AbandonedInQueue or CallDisposition.AbandonedWhileRinging) Abandon(track, f);
        else LeaveOtherwise(track, f.At.Elapsed, figures => figures.Failed++);
    }

    private void Abandon(CallTrack track, AcdFact.CallEnded f)
    {
        var (waited, objective) = (f.At.Elapsed - track.JoinedAt, ObjectiveOf(track.Queue));
        ForEach(track, figures =>
        {
            if (f.Disposition == CallDisposition.AbandonedInQueue) figures.AbandonedWaiting++;
            else figures.AbandonedRinging++;
            if (waited <= objective.ShortAbandon) figures.AbandonedShort++;
            if (waited <= objective.Within) figures.AbandonedWithin++;
            figures.WaitAbandoned += waited;
            figures.AbandonTimes.Add(waited);
            Leave(figures, waited);
        });
    }

    private void LeaveOtherwise(CallTrack track, TimeSpan now, Action<QueueFigures> count)
    {
        var waited = now - track.JoinedAt;
        ForEach(track, figures =>
        {
            count(figures);
            figures.WaitOther += waited;
            Leave(figures, waited);
        });
    }

    private static void Leave(QueueFigures figures, TimeSpan waited)
    {
        figures.LongestWait = Longer(figures.LongestWait, waited);
        figures.QueueTimes.Add(waited);
    }

    private void ForEach(CallTrack track, Action<QueueFigures> count) => ForEach(_current, track, count);

    private static void ForEach(PeriodFigures period, CallTrack track, Action<QueueFigures> count)
    {
        count(period.Of(track.Queue));
        foreach (var skill in track.Skills) count(period.Of(new SkillName(skill)));
    }

    private sealed class CallTrack
    {
        public required QueueName Queue { get; init; }

        public required ImmutableArray<string> Skills { get; init; }

        public required TimeSpan JoinedAt { get; init; }

        public TimeSpan RungAt { get; set; }

        public bool IsAnswered { get; set; }

        public bool IsTalking { get; set; }
    }
}
