using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Everything the core knows, as written to a snapshot. Restoring it and replaying what came after
/// gives the same state as replaying from the beginning.</summary>
public sealed record AcdState
{
    /// <summary>The latest moment handled.</summary>
    public required Moment Now { get; init; }

    /// <summary>The number of the last fact.</summary>
    public required long FactSequence { get; init; }

    /// <summary>The last join sequence given.</summary>
    public required long JoinSequence { get; init; }

    /// <summary>Whether Asterisk was connected.</summary>
    public required bool Connected { get; init; }

    /// <summary>The Asterisk last seen; null before the first.</summary>
    public string? Generation { get; init; }

    /// <summary>Several Asterisk servers, by name; null when there is one, without a name.</summary>
    public ImmutableSortedDictionary<string, ServerState>? Servers { get; init; }

    /// <summary>When the invariants are checked next.</summary>
    public required TimeSpan InvariantsDue { get; init; }

    /// <summary>The configuration in force.</summary>
    public required SiteConfiguration Site { get; init; }

    /// <summary>Live calls.</summary>
    public required ImmutableArray<Call> Calls { get; init; }

    /// <summary>Phones that dialled a star code.</summary>
    public required ImmutableArray<CodeCall> CodeCalls { get; init; }

    /// <summary>Agents.</summary>
    public required ImmutableArray<Agent> Agents { get; init; }

    /// <summary>Recordings begun and not yet stored.</summary>
    public required ImmutableArray<OpenRecording> Recordings { get; init; }

    /// <summary>Which agent each living leg belongs to.</summary>
    public required ImmutableSortedDictionary<string, string> LegAgents { get; init; }

    /// <summary>The agent rung last, by queue, where the strategy goes round.</summary>
    public ImmutableSortedDictionary<string, string> LastRung { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Skills of their own that calls have asked for: they are part of how agents are grouped.</summary>
    public ImmutableArray<Ask> Asks { get; init; } = [];

    /// <summary>Deadlines, in order.</summary>
    public required ImmutableArray<DeadlineEntry> Deadlines { get; init; }

    /// <summary>How many deadlines have ever been set: orders those that fall due together.</summary>
    public required long DeadlineOrder { get; init; }

    /// <summary>Calls that arrived.</summary>
    public required long Arrived { get; init; }

    /// <summary>Calls that ended.</summary>
    public required long Ended { get; init; }

    /// <summary>Counters by queue.</summary>
    public required ImmutableSortedDictionary<string, QueueCounts> Queues { get; init; }

    /// <summary>Callbacks that are not done.</summary>
    public ImmutableArray<Callback> Callbacks { get; init; } = [];

    /// <summary>The number of the last callback.</summary>
    public long CallbackSequence { get; init; }

    /// <summary>Emergency switches that are on: queues, or the empty name for the site.</summary>
    public ImmutableArray<string> Emergencies { get; init; } = [];

    /// <summary>Queues opened or closed by command.</summary>
    public ImmutableSortedDictionary<string, QueueSwitch> Switches { get; init; } = ImmutableSortedDictionary<string, QueueSwitch>.Empty;

    /// <summary>Queues last told to be anything but open.</summary>
    public ImmutableSortedDictionary<string, OpeningKind> Opening { get; init; } = ImmutableSortedDictionary<string, OpeningKind>.Empty;

    /// <summary>The last calls, by queue.</summary>
    public ImmutableSortedDictionary<string, RecentCalls> Recent { get; init; } = ImmutableSortedDictionary<string, RecentCalls>.Empty;

    /// <summary>Flows of older versions of the configuration that calls still go through.</summary>
    public ImmutableArray<FlowBook> Books { get; init; } = [];

    /// <summary>Recordings of callers alone that are not stored yet.</summary>
    public ImmutableArray<OpenMessage> Messages { get; init; } = [];

    /// <summary>Decision makers of other systems, by queue.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Deciders { get; init; } = ImmutableSortedDictionary<string, ImmutableSortedSet<string>>.Empty;

    /// <summary>The last fencing token given.</summary>
    public long DecisionSequence { get; init; }

    /// <summary>What estimates of waits are made of, by queue.</summary>
    public ImmutableSortedDictionary<string, QueueWaits> Waits { get; init; } = ImmutableSortedDictionary<string, QueueWaits>.Empty;
}

/// <summary>A recording that was begun and is not yet stored: what a dead router had not finished is asked for again.</summary>
public sealed record OpenRecording(RecordingId Recording, CallId Call, QueueName Queue);

/// <content>Snapshots.</content>
public sealed partial class Acd
{
    /// <summary>Everything the core knows. The objects are the live ones: write them out before the next input.</summary>
    public AcdState Capture() => new()
    {
        Now = _now,
        FactSequence = _factSequence,
        JoinSequence = _joinSequence,
        Connected = _connected,
        Generation = _generation,
        Servers = CaptureServers(),
        InvariantsDue = _invariantsDue,
        Site = _loaded,
        Calls = [.. InOrder(_calls.Values)],
        CodeCalls = [.. _codeCalls.Values.OrderBy(c => c.Id.Value, StringComparer.Ordinal)],
        Agents = [.. _agents.Values],
        Recordings = [.. _recordings.Values],
        LegAgents = _legAgents.ToImmutableSortedDictionary(l => l.Key.Value, l => l.Value.Value, StringComparer.Ordinal),
        LastRung = _router.LastRung.ToImmutableSortedDictionary(q => q.Key.Value, q => q.Value.Value, StringComparer.Ordinal),
        Asks = [.. _router.Asks.OrderBy(a => a.Queue).ThenBy(a => a.Skills.Text, StringComparer.Ordinal)],
        Deadlines = [.. _deadlines.Capture()],
        DeadlineOrder = _deadlines.Order,
        Arrived = _counts.Arrived,
        Ended = _counts.Ended,
        Queues = _counts.Queues.ToImmutableSortedDictionary(q => q.Key.Value, q => q.Value, StringComparer.Ordinal),
        Callbacks = [.. _callbacks.Values],
        CallbackSequence = _callbackSequence,
        Emergencies = [.. _emergencies],
        Switches = _switches.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Opening = _opening.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Recent = _recent.ToImmutableSortedDictionary(q => q.Key.Value, q => q.Value, StringComparer.Ordinal),
        Books = [.. _books.Values],
        Messages = [.. _messages.Values],
        Deciders = _deciders.ToImmutableSortedDictionary(d => d.Key.Value, d => d.Value, StringComparer.Ordinal),
        DecisionSequence = _decisionSequence,
        Waits = _waits.Queues.ToImmutableSortedDictionary(q => q.Key.Value, q => q.Value, StringComparer.Ordinal),
    };

    /// <summary>Takes over a captured state; the objects now belong to this core.</summary>
    public void Restore(AcdState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (_now, _factSequence, _joinSequence) = (state.Now, state.FactSequence, state.JoinSequence);
        (_connected, _generation, _invariantsDue, _loaded) = (state.Connected, state.Generation, state.InvariantsDue, state.Site);
        _calls.Clear();
        _codeCalls.Clear();
        _lines.Clear();
        _agents.Clear();
        _legAgents.Clear();
        _router.Clear();
        RestoreServers(state.Servers);
        _router.Now = _now.Elapsed;
        _newlyIdle.Clear();
        _newlyWaiting.Clear();
        _newlyWanting.Clear();
        _deadlines.Restore(state.Deadlines, state.DeadlineOrder);
        _counts.Restore(state);
        _waits.Restore(state.Waits);
        RestoreDeciders(state);
        RestoreQueueLife(state);
        RestoreFlows(state);
        _matchEverything = false;
        foreach (var agent in state.Agents) _agents.Add(agent.Id, agent);
        _site = InForce(_loaded);
        _router.Configure(_site);
        _router.Remember(state.Asks);
        CountPresence();
        foreach (var (queue, agent) in state.LastRung) _router.Rung(new QueueName(queue), new AgentId(agent));
        foreach (var call in state.Calls)
        {
            _calls.Add(call.Id, call);
            if (call.State is CallState.Queued or CallState.Virtual) _router.AddWaiting(call);
            if (call.WantsMore) _router.AddWanting(call);
            foreach (var party in call.Parties.Where(p => p.Line is not null)) _lines.Add(party.Line!.Value, call.Id);
        }

        foreach (var call in state.CodeCalls) _codeCalls.Add(call.Id, call);
        foreach (var agent in state.Agents)
        {
            if (agent.CanBeOffered) _router.AddIdle(agent);
        }

        _recordings.Clear();
        foreach (var recording in state.Recordings) _recordings.Add(recording.Recording.Value, recording);
        foreach (var (leg, agent) in state.LegAgents) _legAgents.Add(new LegId(leg), new AgentId(agent));
    }
}
