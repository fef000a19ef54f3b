using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>What the queue_log has to know of the past to go on; written out and taken over again like the core's own state.</summary>
public sealed record QueueLogState
{
    /// <summary>The number of the last fact taken into account.</summary>
    public long FactSequence { get; init; }

    /// <summary>Whether the router has started and no configuration is in force since.</summary>
    public bool HasJustStarted { get; init; }

    /// <summary>Calls that have not ended; those in line in its order.</summary>
    public ImmutableArray<LoggedCall> Calls { get; init; } = [];

    /// <summary>Agents at work.</summary>
    public ImmutableArray<LoggedAgent> Agents { get; init; } = [];
}

/// <content>What outlasts the process.</content>
public sealed partial class QueueLog
{
    /// <summary>Everything the fold knows. The objects are the live ones: write them out before the next fact.</summary>
    public QueueLogState Capture() => new()
    {
        FactSequence = FactSequence,
        HasJustStarted = _hasJustStarted,
        Calls = [.. _lines.OrderBy(l => l.Key).SelectMany(l => l.Value.Calls), .. _calls.Values.Where(c => !IsInLine(c)).OrderBy(c => c.Call.Value, StringComparer.Ordinal)],
        Agents = [.. _agents.Values.OrderBy(a => a.Agent)],
    };

    /// <summary>Takes over a captured state; the objects now belong to this fold.</summary>
    public void Restore(QueueLogState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _calls.Clear();
        _lines.Clear();
        _agents.Clear();
        (FactSequence, _hasJustStarted) = (state.FactSequence, state.HasJustStarted);
        foreach (var agent in state.Agents) _agents.Add(agent.Agent, agent);
        foreach (var call in state.Calls)
        {
            _calls.Add(call.Call, call);
            if (IsInLine(call)) LineOf(call.Queue!.Value).Calls.Add(call);
        }
    }

    private static bool IsInLine(LoggedCall call) => call is { Queue: not null, ConnectedAt: null };
}

/// <summary>A call as the queue_log knows it.</summary>
public sealed class LoggedCall
{
    /// <summary>The call.</summary>
    [JsonInclude] public CallId Call { get; internal init; }

    /// <summary>The caller's number.</summary>
    [JsonInclude] public string Number { get; internal init; } = "";

    /// <summary>The queue it is in, or talks for.</summary>
    [JsonInclude] public QueueName? Queue { get; internal set; }

    /// <summary>When it joined that queue.</summary>
    [JsonInclude] public Moment JoinedAt { get; internal set; }

    /// <summary>Its position there when it joined; 1 is next.</summary>
    [JsonInclude] public int FirstPosition { get; internal set; }

    /// <summary>0 – 10.</summary>
    [JsonInclude] public int Priority { get; internal set; }

    /// <summary>The order of joining.</summary>
    [JsonInclude] public long JoinSequence { get; internal set; }

    /// <summary>How long it was in the queue, once it talks.</summary>
    [JsonInclude] public TimeSpan Held { get; internal set; }

    /// <summary>When the talk began; null when it does not talk.</summary>
    [JsonInclude] public Moment? ConnectedAt { get; internal set; }

    /// <summary>The agent its queue gave it to.</summary>
    [JsonInclude] public AgentId? Agent { get; internal set; }

    /// <summary>Phones that ring for it.</summary>
    [JsonInclude] public List<LoggedRing> Rings { get; internal init; } = [];
}

/// <summary>A phone that rings.</summary>
public sealed record LoggedRing(LegId Leg, AgentId Agent, Moment MadeAt);

/// <summary>An agent at work.</summary>
public sealed class LoggedAgent
{
    /// <summary>The agent.</summary>
    [JsonInclude] public AgentId Agent { get; internal init; }

    /// <summary>The queues served.</summary>
    [JsonInclude] public ImmutableArray<QueueName> Queues { get; internal set; } = [];
}
