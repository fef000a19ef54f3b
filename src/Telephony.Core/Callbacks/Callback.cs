using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>A promise to call somebody, or the place in the line of somebody who left the phone.</summary>
public readonly record struct CallbackId(string Value) : IComparable<CallbackId>
{
    private const string Prefix = "callback-";
    private const string Marker = "-back-";

    /// <summary>The callback of a number, given in order; the time keeps ids of different journals apart.</summary>
    public static CallbackId Of(Moment now, long number) => new($"{Prefix}{now.Utc.ToUnixTimeMilliseconds()}-{number}");

    /// <summary>The call, and the customer's channel, of the given attempt.</summary>
    public CallId CallOf(int attempt) => new($"{Value}{Marker}{attempt}");

    /// <summary>Whether a channel id is that of a customer called by us.</summary>
    public static bool IsCustomer(string channelId)
    {
        ArgumentNullException.ThrowIfNull(channelId);
        return channelId.StartsWith(Prefix, StringComparison.Ordinal) && channelId.Contains(Marker, StringComparison.Ordinal) && !LegId.IsLeg(channelId);
    }

    /// <summary>Ordinal order.</summary>
    public int CompareTo(CallbackId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>Why somebody is to be called.</summary>
public enum CallbackKind
{
    /// <summary>A caller left the phone and keeps the place.</summary>
    VirtualHold,

    /// <summary>A time was agreed.</summary>
    Scheduled,

    /// <summary>An answer was promised by a time.</summary>
    FollowUp,

    /// <summary>Work of another system that agents take like a call, with nobody on the phone.</summary>
    WorkItem,

    /// <summary>A call made for an agent by order: once, and now.</summary>
    OutCall,
}

/// <summary>Where a callback is. When it is done it is no longer kept.</summary>
public enum CallbackState
{
    /// <summary>Not yet due, between two attempts, or in the line.</summary>
    Waiting,

    /// <summary>The customer's phone is being rung.</summary>
    Dialling,

    /// <summary>The customer answered: waits for, or talks with, an agent.</summary>
    Connected,
}

/// <summary>One callback: data only.</summary>
public sealed class Callback
{
    /// <summary>Its id.</summary>
    [JsonInclude] public CallbackId Id { get; internal init; }

    /// <summary>Why.</summary>
    [JsonInclude] public CallbackKind Kind { get; internal init; }

    /// <summary>Where it is.</summary>
    [JsonInclude] public CallbackState State { get; internal set; }

    /// <summary>Whom to call.</summary>
    [JsonInclude] public CallerId Customer { get; internal init; }

    /// <summary>Language of the prompts.</summary>
    [JsonInclude] public string Language { get; internal init; } = "en";

    /// <summary>The queue whose agents serve it, and whose rules hold.</summary>
    [JsonInclude] public QueueName Queue { get; internal init; }

    /// <summary>The agent who is to talk; null for any of the queue.</summary>
    [JsonInclude] public AgentId? Agent { get; internal init; }

    /// <summary>What the call asked for by itself.</summary>
    [JsonInclude] public CallNeeds Needs { get; internal set; } = CallNeeds.None;

    /// <summary>The place in the order of joining: that of the call it came from, or given when it was due.</summary>
    [JsonInclude] public long JoinSequence { get; internal set; }

    /// <summary>Since when the customer waits; null before it is due.</summary>
    [JsonInclude] public Moment? QueuedAt { get; internal set; }

    /// <inheritdoc cref="Call.FirstQueuedAt" />
    [JsonInclude] public TimeSpan? FirstQueuedAt { get; internal set; }

    /// <summary>Not before this time of day; a clock that is set changes when that is.</summary>
    [JsonInclude] public DateTimeOffset? DueUtc { get; internal init; }

    /// <summary>Whether it may be dialled now.</summary>
    [JsonInclude] public bool IsDue { get; internal set; }

    /// <summary>The call made for it now: in the line, dialled or connected.</summary>
    [JsonInclude] public CallId? Call { get; internal set; }

    /// <summary>How many calls have been made for it: numbers the next.</summary>
    [JsonInclude] public int Calls { get; internal set; }

    /// <summary>How often the customer was dialled in vain.</summary>
    [JsonInclude] public int Attempts { get; internal set; }
}
