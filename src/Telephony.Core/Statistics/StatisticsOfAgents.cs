namespace Telephony.Core;

/// <content>What agents do. Talking and wrap-up also count for the queue of the conversation.</content>
public sealed partial class Statistics
{
    private void Change(AcdFact.AgentStateChanged f)
    {
        var track = AgentTrackOf(f.Agent);
        // Whoever is first heard of in the middle of something has been doing it for an unknown time, which is left out.
        if (track.IsKnown) Spend(f.Agent, track, f.At);
        else (track.Since, track.IsKnown) = (f.At.Elapsed, true);
        (track.State, track.Reason, track.IsHolding) = (f.To, f.Reason, false);
        track.RingsSince = f.To == AgentState.Ringing ? f.At.Elapsed : track.RingsSince;
    }

    private void Hold(AgentId agent, bool isHeld, Moment at)
    {
        var track = AgentTrackOf(agent);
        if (track.IsKnown) Spend(agent, track, at);
        track.IsHolding = isHeld;
    }

    /// <summary>From now on an agent's talk is that of another call, or of none.</summary>
    private void TalkFor(AgentId agent, CallTrack? call, Moment at)
    {
        var track = AgentTrackOf(agent);
        if (track.IsKnown) Spend(agent, track, at);
        track.Last = call;
    }

    /// <summary>Counts the time since it was last counted, split at the boundaries of the intervals.</summary>
    private void Spend(AgentId agent, AgentTrack track, Moment now)
    {
        var length = now.Elapsed - track.Since;
        track.Since = Longer(track.Since, now.Elapsed);
        if (length <= TimeSpan.Zero || track.State == AgentState.LoggedOut || !track.IsKnown) return;
        var until = now.Utc;
        var from = until - (length < _retention ? length : _retention);
        while (until > from)
        {
            var start = StartOf(until - TimeSpan.FromTicks(1));
            var begin = start > from ? start : from;
            Spend(start == _currentStart ? _current : IntervalOf(start), agent, track, until - begin);
            until = begin;
        }
    }

    private static void Spend(PeriodFigures period, AgentId agent, AgentTrack track, TimeSpan time)
    {
        period.Of(agent).Spend(track.State, track.Reason, time);
        if (track.Last is not { } call) return;
        if (track is { State: AgentState.Talking, IsHolding: true }) ForEach(period, call, figures => figures.Hold += time);
        else if (track.State == AgentState.Talking) ForEach(period, call, figures => figures.Talk += time);
        else if (track.State == AgentState.WrapUp) ForEach(period, call, figures => figures.WrapUp += time);
    }

    private AgentTrack AgentTrackOf(AgentId agent)
    {
        if (!_agents.TryGetValue(agent, out var track)) _agents[agent] = track = new AgentTrack();
        return track;
    }

    private sealed class AgentTrack
    {
        public bool IsKnown { get; set; }

        public AgentState State { get; set; }

        public string? Reason { get; set; }

        public TimeSpan Since { get; set; }

        public TimeSpan? RingsSince { get; set; }

        public bool IsHolding { get; set; }

        /// <summary>The conversation under way, or the last one.</summary>
        public CallTrack? Last { get; set; }
    }
}
