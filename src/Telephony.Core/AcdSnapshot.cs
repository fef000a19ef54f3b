using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What a board shows: a picture of the whole at one moment. Latest wins; nobody needs every one.</summary>
/// <param name="FactSequence">The last fact included.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Connected">Whether Asterisk is connected.</param>
/// <param name="Configuration">The configuration in force.</param>
/// <param name="Queues">Every queue, by name.</param>
/// <param name="Agents">Every agent, by id.</param>
/// <param name="Calls">Live calls in the order they arrived, at most <see cref="CallsMost"/>.</param>
/// <param name="CallsInAll">How many calls are live, shown or not.</param>
public sealed record AcdSnapshot(
    long FactSequence,
    Moment At,
    bool Connected,
    string Configuration,
    ImmutableArray<QueueView> Queues,
    ImmutableArray<AgentView> Agents,
    ImmutableArray<CallView> Calls,
    int CallsInAll)
{
    /// <summary>How many calls a snapshot shows.</summary>
    public const int CallsMost = 1000;
}

/// <summary>A queue as shown.</summary>
public sealed record QueueView(
    string Name, Label Label, int Waiting, DateTimeOffset? LongestWaitSince, int Ready, int Busy, int NotReady,
    long Joined, long Answered, long Abandoned, long Overflowed, long Failed);

/// <summary>An agent as shown.</summary>
public sealed record AgentView(
    string Id, string Name, AgentState State, string? Reason, DateTimeOffset Since, string? Call, ImmutableArray<string> Queues, int CallsTaken);

/// <summary>A call as shown.</summary>
public sealed record CallView(
    string Id, CallState State, string Number, string Caller, string? Queue, string? Agent, DateTimeOffset Since, DateTimeOffset? QueuedAt, int Priority);

/// <content>The picture for boards.</content>
public sealed partial class Acd
{
    /// <summary>A picture of the whole. O(calls + agents × queues); taken a few times a second, not on every input.</summary>
    public AcdSnapshot Snapshot() => new(
        _factSequence,
        _now,
        _connected,
        _site.Version,
        [.. _site.Queues.Select(q => ViewOf(new QueueName(q.Key), q.Value))],
        [.. _agents.Values.Select(ViewOf)],
        [.. InOrder(_calls.Values).Where(c => c.State != CallState.Ended).Take(AcdSnapshot.CallsMost).Select(ViewOf)],
        _calls.Count);

    private QueueView ViewOf(QueueName name, QueueRule rule)
    {
        var (ready, busy, notReady) = (0, 0, 0);
        foreach (var agent in _agents.Values)
        {
            if (!_router.MayServe(agent.Id, name, step: 0)) continue;
            switch (agent.State)
            {
                case AgentState.LoggedOut: break;
                case AgentState.Ready: ready++; break;
                case AgentState.Paused or AgentState.NotResponding: notReady++; break;
                default: busy++; break;
            }
        }

        DateTimeOffset? longest = null;
        var waiting = 0;
        foreach (var call in _calls.Values)
        {
            if (call.Queue != name || call.State is not (CallState.Queued or CallState.Ringing or CallState.Connecting)) continue;
            waiting++;
            if (longest is null || call.QueuedAt!.Value.Utc < longest) longest = call.QueuedAt!.Value.Utc;
        }

        var counts = _counts.Queues.GetValueOrDefault(name) ?? new QueueCounts();
        return new QueueView(name.Value, rule.Label, waiting, longest, ready, busy, notReady,
            counts.Joined, counts.Answered, counts.Abandoned, counts.Overflowed, counts.Failed);
    }

    private AgentView ViewOf(Agent agent)
    {
        var profile = _site.Agents.GetValueOrDefault(agent.Id.Value);
        return new AgentView(agent.Id.Value, profile?.Name ?? agent.Id.Value, agent.State, agent.Reason, agent.StateSince.Utc,
            agent.Call?.Value, profile?.Queues ?? [], agent.CallsTaken);
    }

    private static CallView ViewOf(Call call) => new(
        call.Id.Value, call.State, call.Number, call.Caller.Number, call.Queue?.Value, call.Offer?.Agent.Value,
        call.StateSince.Utc, call.QueuedAt?.Utc, call.Priority);
}
