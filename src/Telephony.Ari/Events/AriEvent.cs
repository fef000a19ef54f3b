namespace Telephony.Ari;

/// <summary>Something that happened in Asterisk. The record's name is Asterisk's name of the event.</summary>
public abstract record AriEvent
{
    /// <summary>The application that the event was sent to.</summary>
    public required string Application { get; init; }

    /// <summary>Asterisk's wall clock. For display only: events of different channels are not in the order of their timestamps.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Entity id of the server. Channel ids are unique only together with it.</summary>
    public string? AsteriskId { get; init; }
}

/// <summary>An event that this client has no record for, or that it could not read.</summary>
/// <param name="Type">Asterisk's name of the event, empty when even that could not be read.</param>
/// <param name="Json">The message as it came.</param>
/// <param name="Error">Why it could not be read; null for an event that is merely not modelled.</param>
public sealed record UnknownEvent(string Type, string Json, string? Error = null) : AriEvent;

/// <summary>What every event has; used to salvage these from an event that is not modelled.</summary>
internal sealed record EventEnvelope(string? Application = null, DateTimeOffset? Timestamp = null, string? AsteriskId = null);
