namespace Telephony.Server.History;

/// <summary>One call as it was.</summary>
/// <param name="Cursor">Its place in the history; pass it as <c>before</c> to get older ones.</param>
/// <param name="Id">The call's id.</param>
/// <param name="Number">The number dialled.</param>
/// <param name="Caller">The caller's number; empty when withheld.</param>
/// <param name="CallerName">The caller's name; may be empty.</param>
/// <param name="Disposition">How it ended, e.g. <c>answered</c> or <c>abandoned_in_queue</c>; null while it lasts.</param>
/// <param name="Queue">The last queue; null when it was in none.</param>
/// <param name="Agent">The last agent who talked with the caller; null when none did.</param>
/// <param name="ArrivedAt">When it arrived.</param>
/// <param name="QueuedAt">When it first joined a queue.</param>
/// <param name="AnsweredAt">When an agent first talked with the caller.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="WaitSeconds">How long the caller waited in queues.</param>
/// <param name="TalkSeconds">How long agents talked with the caller.</param>
/// <param name="EndedBy"><c>caller</c>, <c>agent</c> or <c>system</c>; null while it lasts.</param>
public sealed record CallRow(
    long Cursor,
    string Id,
    string Number,
    string Caller,
    string CallerName,
    string? Disposition,
    string? Queue,
    string? Agent,
    DateTimeOffset ArrivedAt,
    DateTimeOffset? QueuedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    double WaitSeconds,
    double TalkSeconds,
    string? EndedBy);

/// <summary>One recorded conversation.</summary>
/// <param name="Cursor">Its place in the history; pass it as <c>before</c> to get older ones.</param>
/// <param name="Id">The recording's id.</param>
/// <param name="Call">The call.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Queue">The queue.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="DurationSeconds">Length of the audio; null while it is not stored yet.</param>
/// <param name="Path">The file below the recordings folder; null while it is not stored yet.</param>
/// <param name="Complete">Whether all audio is there.</param>
public sealed record RecordingRow(
    long Cursor,
    string Id,
    string Call,
    string Agent,
    string Queue,
    DateTimeOffset StartedAt,
    double? DurationSeconds,
    string? Path,
    bool Complete)
{
    /// <summary>SHA-256 of the WAV file; null when there is none.</summary>
    public string? Checksum { get; init; }

    /// <summary>Names the key its own key is encrypted with; null when it is not encrypted.</summary>
    public string? Key { get; init; }

    /// <summary>When it was erased; null when it was not.</summary>
    public DateTimeOffset? ErasedAt { get; init; }
}
