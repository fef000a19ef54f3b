using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>Counters of one queue since the journal began. joined = answered + abandoned + overflowed + called back + failed + still there (I13).</summary>
public sealed class QueueCounts
{
    /// <summary>Calls that joined, overflowed ones from elsewhere included.</summary>
    [JsonInclude] public long Joined { get; internal set; }

    /// <summary>Calls that talked with an agent.</summary>
    [JsonInclude] public long Answered { get; internal set; }

    /// <summary>Callers who hung up while waiting or while a phone rang.</summary>
    [JsonInclude] public long Abandoned { get; internal set; }

    /// <summary>Calls that went on elsewhere: after the longest wait, or by hand.</summary>
    [JsonInclude] public long Overflowed { get; internal set; }

    /// <summary>Callers who left the phone and are called back.</summary>
    [JsonInclude] public long CalledBack { get; internal set; }

    /// <summary>Calls handed to the fallback, lost with Asterisk, or dismissed.</summary>
    [JsonInclude] public long Failed { get; internal set; }

    /// <summary>Calls still waiting, ringing or talking.</summary>
    [JsonIgnore] public long Present => Joined - Answered - Abandoned - Overflowed - CalledBack - Failed;
}

/// <summary>Counts as a fold of the facts: nothing else changes them, so a replay gives the same numbers.</summary>
public sealed class SiteCounts
{
    private readonly SortedDictionary<QueueName, QueueCounts> _queues = [];

    /// <summary>Calls that arrived.</summary>
    public long Arrived { get; private set; }

    /// <summary>Calls that ended.</summary>
    public long Ended { get; private set; }

    /// <summary>Counters by queue.</summary>
    public IReadOnlyDictionary<QueueName, QueueCounts> Queues => _queues;

    /// <summary>Counters of one queue.</summary>
    public QueueCounts Of(QueueName queue)
    {
        if (!_queues.TryGetValue(queue, out var counts)) _queues[queue] = counts = new QueueCounts();
        return counts;
    }

    /// <summary>Takes one fact into account.</summary>
    public void Apply(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.CallArrived: Arrived++; break;
            case AcdFact.CallQueued f: Of(f.Queue).Joined++; break;
            case AcdFact.CallOverflowed { Why: OverflowReason.Callback } f: Of(f.Queue).CalledBack++; break;
            case AcdFact.CallOverflowed f: Of(f.Queue).Overflowed++; break;
            case AcdFact.CallMoved f: Of(f.Queue).Overflowed++; break;
            case AcdFact.CallWithdrawn f: Of(f.Queue).Overflowed++; break;
            case AcdFact.TalkTransferred f: Of(f.Queue).Answered++; break;
            case AcdFact.CallEnded f: CountEnd(f); break;
        }
    }

    internal void Configure(SiteConfiguration site)
    {
        foreach (var queue in site.Queues.Keys) Of(new QueueName(queue));
    }

    internal void Restore(AcdState state)
    {
        (Arrived, Ended) = (state.Arrived, state.Ended);
        _queues.Clear();
        foreach (var (queue, counts) in state.Queues) _queues[new QueueName(queue)] = counts;
    }

    private void CountEnd(AcdFact.CallEnded fact)
    {
        Ended++;
        if (fact.Queue is not { } queue) return;
        var counts = Of(queue);
        switch (fact.Disposition)
        {
            case CallDisposition.Answered: counts.Answered++; break;
            case CallDisposition.AbandonedInQueue or CallDisposition.AbandonedWhileRinging: counts.Abandoned++; break;
            default: counts.Failed++; break;
        }
    }
}
