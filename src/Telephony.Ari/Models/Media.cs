using System.Text.Json.Serialization;

namespace Telephony.Ari;

/// <summary>A playback of one or more media on a channel or bridge.</summary>
/// <param name="TargetUri"><c>channel:ID</c> or <c>bridge:ID</c>.</param>
/// <param name="State"><c>queued</c>, <c>playing</c>, <c>continuing</c>, <c>done</c>, <c>failed</c>, <c>paused</c>, …</param>
public sealed record Playback(
    string Id,
    string MediaUri,
    string TargetUri,
    string State,
    string? NextMediaUri = null,
    string? Language = null);

/// <summary>A recording under way, or just ended.</summary>
/// <param name="State"><c>queued</c>, <c>recording</c>, <c>paused</c>, <c>done</c>, <c>failed</c>, <c>canceled</c>. A full disk
/// says <c>done</c>: compare the file's size with the duration.</param>
/// <param name="Duration">Whole seconds.</param>
public sealed record LiveRecording(
    string Name,
    string Format,
    string TargetUri,
    string State,
    [property: JsonConverter(typeof(SecondsConverter))] TimeSpan? Duration = null,
    [property: JsonConverter(typeof(SecondsConverter))] TimeSpan? TalkingDuration = null,
    [property: JsonConverter(typeof(SecondsConverter))] TimeSpan? SilenceDuration = null,
    string? Cause = null);

/// <summary>A recording on Asterisk's disk.</summary>
public sealed record StoredRecording(string Name, string Format);
