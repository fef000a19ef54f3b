using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>An agent's phone that dialled a star code and hears the announcement.</summary>
public sealed class CodeCall
{
    /// <summary>The phone's channel.</summary>
    [JsonInclude] public CallId Id { get; internal init; }

    /// <summary>The announcement.</summary>
    [JsonInclude] public PlaybackId Playback { get; internal init; }

    /// <summary>How often the channel was hung up.</summary>
    [JsonInclude] public int Releases { get; internal set; }
}
