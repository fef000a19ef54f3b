using System.Text.Json.Serialization;

namespace Telephony.Ari;

/// <summary>A bridge: where channels hear each other, or wait together.</summary>
/// <param name="Technology">What mixes at the moment, for example <c>simple_bridge</c> or <c>softmix</c>.</param>
/// <param name="BridgeType"><c>mixing</c> or <c>holding</c>.</param>
/// <param name="BridgeClass"><c>stasis</c> for those made through ARI.</param>
/// <param name="Channels">Ids of the channels in it.</param>
public sealed record Bridge(
    string Id,
    string Technology,
    string BridgeType,
    string BridgeClass,
    string Creator,
    string Name,
    IReadOnlyList<string> Channels,
    [property: JsonPropertyName("creationtime")] DateTimeOffset CreationTime,
    string? VideoMode = null,
    string? VideoSourceId = null,
    [property: JsonPropertyName("bridgevars")] IReadOnlyDictionary<string, string>? BridgeVars = null);
