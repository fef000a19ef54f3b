using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Ari;

/// <summary>What Asterisk says about itself.</summary>
public sealed record AsteriskInfo(
    BuildInfo? Build = null, SystemInfo? System = null, ConfigInfo? Config = null, StatusInfo? Status = null)
{
    /// <summary>As Asterisk spells it, for example <c>22.10.1</c>, possibly with a distribution's suffix.</summary>
    [JsonIgnore]
    public string Version => System?.Version ?? "";

    /// <summary>The server's entity id, which every event carries as <see cref="AriEvent.AsteriskId"/>.</summary>
    [JsonIgnore]
    public string EntityId => System?.EntityId ?? "";

    /// <summary>Generation number of everything that lives in Asterisk.</summary>
    [JsonIgnore]
    public DateTimeOffset StartupTime => Status?.StartupTime ?? default;
}

public sealed record BuildInfo(string Os, string Kernel, string Options, string Machine, string Date, string User);

public sealed record SystemInfo(string Version, string EntityId);

public sealed record ConfigInfo(
    string Name, string DefaultLanguage, RunsAs Setid, int? MaxChannels = null, int? MaxOpenFiles = null, double? MaxLoad = null);

public sealed record RunsAs(string User, string Group);

public sealed record StatusInfo(DateTimeOffset StartupTime, DateTimeOffset LastReloadTime);

/// <summary>Reply to a ping of the REST interface.</summary>
public sealed record AsteriskPing(string AsteriskId, string Ping, string Timestamp);

public sealed record Module(string Name, string Description, int UseCount, string Status, string SupportLevel);

/// <summary>A Stasis application and what it is subscribed to. Asterisk does not say whether somebody is connected to it.</summary>
public sealed record Application(
    string Name,
    IReadOnlyList<string> ChannelIds,
    IReadOnlyList<string> BridgeIds,
    IReadOnlyList<string> EndpointIds,
    IReadOnlyList<string> DeviceNames,
    IReadOnlyList<JsonElement> EventsAllowed,
    IReadOnlyList<JsonElement> EventsDisallowed);

/// <summary>An endpoint, for PJSIP a phone or trunk.</summary>
/// <param name="State"><c>online</c>, <c>offline</c>, <c>unknown</c>.</param>
/// <param name="ChannelIds">Its channels, also those outside our application.</param>
public sealed record Endpoint(string Technology, string Resource, IReadOnlyList<string> ChannelIds, string? State = null);

public sealed record ContactInfo(string Uri, string ContactStatus, string Aor, string? RoundtripUsec = null);

public sealed record Peer(string PeerStatus, string? Cause = null, string? Address = null, string? Port = null, string? Time = null);

/// <summary>State of a device as <c>app_queue</c> and busy-lamp fields see it.</summary>
public sealed record DeviceState(string Name, string State);

internal sealed record Variable(string Value);

internal sealed record Variables([property: JsonPropertyName("variables")] IReadOnlyDictionary<string, string> Values);
