using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>What waiting callers hear now and then. The call stays in line meanwhile: an offer or a key ends the announcement, never the place.</content>
public sealed partial class Acd
{
    /// <summary>Longer waits are not told: they would only be heard as "go away".</summary>
    private static readonly TimeSpan LongestWaitTold = TimeSpan.FromMinutes(60);

    private void BeginAnnouncements(Call call, QueueRule rule)
    {
        if (rule.Life.Announcements is { } plan) _deadlines.Set(DeadlineKind.Announce, call.Id.Value, _now.Elapsed + plan.FirstAfter);
        else _deadlines.Clear(DeadlineKind.Announce, call.Id.Value);
    }

    private void AnnouncementDue(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call) || !IsInLine(call) || RuleOf(call.Queue) is not { Life.Announcements: { } plan } rule) return;
        _deadlines.Set(DeadlineKind.Announce, id.Value, _now.Elapsed + plan.Interval);
        if (call.State != CallState.Queued || call.Playback is not null) return; // a phone rings: that says it better
        var (position, wait) = (PositionToTell(call, plan), default(TimeSpan?));
        if (plan.ExpectedWait) wait = WaitToTell(call);
        ImmutableArray<string> prompts = [];
        if (position is { } place) prompts = Phrases.Position(place, call.Language);
        if (wait is { } time) prompts = prompts.AddRange(Phrases.ExpectedWait(time, call.Language));
        if (!plan.Comfort.IsEmpty) prompts = prompts.AddRange(plan.Comfort[call.Announced % plan.Comfort.Length]);
        if (prompts.IsEmpty) return;
        call.Announced++;
        Say(new AcdFact.WaitAnnounced(id, call.Queue!.Value, position, wait));
        Do(new AcdEffect.StopMusic(id));
        Play(call, prompts);
    }

    private void ResumeMusic(Call call)
    {
        if (RuleOf(call.Queue) is { } rule) Do(new AcdEffect.StartMusic(call.Id, rule.Music));
    }

    /// <summary>A position is told as long as it gets no worse.</summary>
    private int? PositionToTell(Call call, AnnouncementPlan plan)
    {
        if (!plan.Position || _router.PositionOf(call.Id) is not (> 0 and var position) || position > call.ToldPosition) return null;
        return call.ToldPosition = position;
    }

    /// <summary>The time within which four of five are served, in whole minutes, as long as such estimates hold. It is told to rise only
    /// when there is a cause: fewer agents at work than when it was told last, or a worse position.</summary>
    private TimeSpan? WaitToTell(Call call)
    {
        var (queue, position) = (call.Queue!.Value, Math.Max(1, _router.PositionOf(call.Id)));
        if (_waits.Of(queue, position, _now.Elapsed) is not { IsTrustworthy: true } estimate) return null;
        var wait = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(estimate.Bound.TotalMinutes)));
        if (wait > LongestWaitTold) return null;
        var agents = _presence.Of(queue, AgentPresence.Ready | AgentPresence.Busy | AgentPresence.WrapUp);
        if (wait > call.ToldWait && agents >= call.ToldAgents && position <= call.ToldWaitAt) return null;
        (call.ToldWait, call.ToldAgents, call.ToldWaitAt) = (wait, agents, position);
        return wait;
    }
}
