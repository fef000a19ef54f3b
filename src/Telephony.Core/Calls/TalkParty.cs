using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>Somebody beside caller and agent who was asked into a conversation by order: data only.</summary>
public sealed class TalkParty
{
    /// <summary>The agent who was asked; null when it is a destination outside.</summary>
    [JsonInclude] public AgentId? Agent { get; internal init; }

    /// <summary>The destination outside, by its name; null when it is an agent.</summary>
    [JsonInclude] public string? Destination { get; internal init; }

    /// <summary>The channel of their phone; while several ring, of the one in the lead.</summary>
    [JsonInclude] public LegId Leg { get; internal set; }

    /// <summary>What for.</summary>
    [JsonInclude] public PartyRole Role { get; internal set; }

    /// <summary>What a supervisor does, or will do.</summary>
    [JsonInclude] public SupervisionMode Mode { get; internal set; }

    /// <summary>The snoop channel a supervisor hears by; null when there is none.</summary>
    [JsonInclude] public EarId? Ear { get; internal set; }

    /// <summary>Whether a supervisor has listened: then there is a bridge for that.</summary>
    [JsonInclude] public bool HasListened { get; internal set; }

    /// <summary>The line of the agent's phone on which they talk, if it is another than the caller's; of one who is consulted.</summary>
    [JsonInclude] public CallId? Line { get; internal set; }

    /// <summary>Whether the phone keeps the caller on hold meanwhile, as far as it has said; where there is such a line.</summary>
    [JsonInclude] public bool HoldsCaller { get; internal set; }

    /// <summary>Whether they have answered.</summary>
    [JsonInclude] public bool HasAnswered { get; internal set; }

    /// <summary>When they were rung, then when they answered.</summary>
    [JsonInclude] public Moment Since { get; internal set; }

    /// <summary>Who ordered it.</summary>
    [JsonInclude] public string By { get; internal init; } = "";

    /// <summary>Their name for people: the agent, or the destination.</summary>
    [JsonIgnore] public string Name => Agent?.Value ?? Destination ?? "";
}

/// <summary>What somebody was asked into a conversation for.</summary>
public enum PartyRole
{
    /// <summary>To supervise it.</summary>
    Supervisor,

    /// <summary>For a word with the agent while the caller is on hold.</summary>
    Consulted,

    /// <summary>To talk with all.</summary>
    Guest,

    /// <summary>To talk with somebody who is dialled when they have answered.</summary>
    Caller,
}

/// <summary>What a supervisor does in a conversation.</summary>
public enum SupervisionMode
{
    /// <summary>Hears both, is heard by nobody.</summary>
    Listen,

    /// <summary>Hears both, is heard by the agent.</summary>
    Whisper,

    /// <summary>Hears both, is heard by both.</summary>
    Barge,

    /// <summary>Talks with the caller in place of the agent.</summary>
    TakeOver,
}

/// <summary>The snoop channel by which a supervisor hears, and perhaps speaks to, an agent: <c>{call}-ear-{number}</c>.</summary>
public readonly record struct EarId(string Value)
{
    private const string Marker = "-ear-";

    /// <summary>The ear of the given number for a call.</summary>
    public static EarId Of(CallId call, int number) => new($"{call.Value}{Marker}{number}");

    /// <summary>Whether a channel id has the shape of an ear.</summary>
    public static bool IsEar(string channelId)
    {
        ArgumentNullException.ThrowIfNull(channelId);
        return channelId.Contains(Marker, StringComparison.Ordinal);
    }

    /// <summary>The call it belongs to.</summary>
    public CallId Call => new(Value[..Value.LastIndexOf(Marker, StringComparison.Ordinal)]);

    /// <inheritdoc />
    public override string ToString() => Value;
}
