using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>An agent's phone that dialled a star code and hears the announcement, or has had a word with somebody on another line: it is hung up then.</summary>
public sealed class CodeCall
{
    /// <summary>The phone's channel.</summary>
    [JsonInclude] public CallId Id { get; internal init; }

    /// <summary>The announcement.</summary>
    [JsonInclude] public PlaybackId Playback { get; internal init; }

    /// <summary>How often the channel was hung up.</summary>
    [JsonInclude] public int Releases { get; internal set; }
}
