using System.Globalization;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>One caller's call from the moment it is offered to us until it is gone.
/// It is the caller's channel id, which Asterisk keeps unique, so that every log names the same thing.</summary>
public readonly record struct CallId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>A person who answers calls, named as in the configuration (usually the extension, e.g. <c>1001</c>).</summary>
public readonly record struct AgentId(string Value) : IComparable<AgentId>
{
    /// <summary>Ordinal order: the last tie-break of every routing rule.</summary>
    public int CompareTo(AgentId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>A queue, named as in the configuration.</summary>
public readonly record struct QueueName(string Value) : IComparable<QueueName>
{
    /// <summary>Ordinal order.</summary>
    public int CompareTo(QueueName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>Something an agent can do and a call can need.</summary>
public readonly record struct SkillName(string Value) : IComparable<SkillName>
{
    /// <summary>Ordinal order.</summary>
    public int CompareTo(SkillName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>A flow of the IVR, or a menu in one, named as in the configuration.</summary>
public readonly record struct MenuName(string Value) : IComparable<MenuName>
{
    /// <summary>A node of a flow: by both names, by the flow's alone where they are the same.</summary>
    public static MenuName Of(string flow, string node) => new(node == flow ? flow : $"{flow}/{node}");

    /// <summary>Ordinal order.</summary>
    public int CompareTo(MenuName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>The channel of one ring attempt at an agent's phone: <c>{call}-agent-{attempt}</c>; <c>first-{call}-agent-{attempt}</c> where it rings before the call has
/// a channel: Asterisk refuses a channel whose id another one's begins with (does_id_conflict in its channel.c compares no further).
/// where the agent has several phones, the second's channel is <c>{call}-agent-{attempt}.2</c>, and so on.
/// Chosen by us before the request, so that an event that overtakes its reply still finds its call
/// and a repeated request cannot ring twice.</summary>
public readonly record struct LegId(string Value)
{
    private const string Marker = "-agent-";
    private const string Ahead = "first-";
    private const char PhoneMark = '.';

    /// <summary>The leg of the given attempt (1 is the first) for a call.</summary>
    public static LegId Of(CallId call, int attempt) => new($"{call.Value}{Marker}{attempt}");

    /// <summary>The leg of the given attempt for a call whose own channel is made later.</summary>
    public static LegId AheadOf(CallId call, int attempt) => new($"{Ahead}{call.Value}{Marker}{attempt}");

    /// <summary>Of the same ring attempt, the leg of another of the agent's phones: 2 is the second. Asterisk refuses an id that one of a living channel begins
    /// with, so the first phone's leg, which bears no number, must be asked for first.</summary>
    public LegId OfPhone(int number) => new(string.Create(CultureInfo.InvariantCulture, $"{Ring.Value}{PhoneMark}{number}"));

    /// <summary>The ring attempt it belongs to, whichever of the agent's phones it rings: named as the first phone's leg.</summary>
    [JsonIgnore] public LegId Ring => PhoneAt is > 0 and var mark ? new LegId(Value[..mark]) : this;

    /// <summary>Whether it is the leg of another phone than the agent's first.</summary>
    public bool IsOfOtherPhone => PhoneAt > 0;

    private int PhoneAt
    {
        get
        {
            var mark = Value?.LastIndexOf(Marker, StringComparison.Ordinal) ?? -1;
            return mark < 0 ? -1 : Value!.IndexOf(PhoneMark, mark);
        }
    }

    /// <summary>The call this leg belongs to.</summary>
    public CallId Call
    {
        get
        {
            var end = Value.LastIndexOf(Marker, StringComparison.Ordinal);
            if (end < 0) return new CallId(Value);
            return new CallId(Value.StartsWith(Ahead, StringComparison.Ordinal) ? Value[Ahead.Length..end] : Value[..end]);
        }
    }

    /// <summary>Which attempt it is; 0 when the id does not say.</summary>
    public int Attempt
    {
        get
        {
            var ring = Ring.Value;
            var mark = ring.LastIndexOf(Marker, StringComparison.Ordinal);
            return mark >= 0 && int.TryParse(ring.AsSpan(mark + Marker.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;
        }
    }

    /// <summary>Whether a channel id has the shape of an agent leg of ours.</summary>
    public static bool IsLeg(string channelId)
    {
        ArgumentNullException.ThrowIfNull(channelId);
        return channelId.Contains(Marker, StringComparison.Ordinal);
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>One prompt, or list of prompts, being played to a caller.</summary>
public readonly record struct PlaybackId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>One recorded conversation; also the file's name.</summary>
public readonly record struct RecordingId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>A caller of the API waiting for the answer to a command.</summary>
public readonly record struct RequestId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>Who calls, as told by the trunk: digits and a name, both already cleaned of control characters.</summary>
/// <param name="Number">The number, or an empty string when withheld.</param>
/// <param name="Name">The display name, or an empty string.</param>
public readonly record struct CallerId(string Number, string Name);
