using System.Text.Json.Serialization;

namespace Telephony.Ari;

/// <summary>A channel: one leg of a call, as Asterisk described it at one moment.</summary>
/// <param name="Id">Unique id, ours when we created it.</param>
/// <param name="Name">Technology, endpoint and a number: <c>PJSIP/ann-0000002a</c>.</param>
/// <param name="ProtocolId">The SIP Call-ID, or empty.</param>
/// <param name="ChannelVars">The variables of ari.conf's <c>channelvars</c>, and those set with report_events.</param>
public sealed record Channel(
    string Id,
    string Name,
    ChannelState State,
    string ProtocolId,
    CallerId Caller,
    CallerId Connected,
    [property: JsonPropertyName("accountcode")] string AccountCode,
    DialplanPosition Dialplan,
    [property: JsonPropertyName("creationtime")] DateTimeOffset CreationTime,
    string Language,
    [property: JsonPropertyName("channelvars")] IReadOnlyDictionary<string, string>? ChannelVars = null,
    string? CallerRdnis = null,
    [property: JsonPropertyName("tenantid")] string? TenantId = null);

/// <summary>A party's name and number; either may be empty.</summary>
public sealed record CallerId(string Name, string Number);

/// <summary>Where a channel stands in the dialplan, and the application that runs it (<c>Stasis</c> with its arguments, for ours).</summary>
public sealed record DialplanPosition(string Context, string Exten, long Priority, string AppName, string AppData);

/// <summary>Quality of a channel's RTP. Jitter and round-trip times are in seconds; what was never reported is null.</summary>
public sealed record RtpStatistics(
    [property: JsonPropertyName("txcount")] long SentPackets,
    [property: JsonPropertyName("rxcount")] long ReceivedPackets,
    [property: JsonPropertyName("txploss")] long SentPacketsLost,
    [property: JsonPropertyName("rxploss")] long ReceivedPacketsLost,
    [property: JsonPropertyName("txoctetcount")] long SentBytes,
    [property: JsonPropertyName("rxoctetcount")] long ReceivedBytes,
    long LocalSsrc,
    long RemoteSsrc,
    [property: JsonPropertyName("channel_uniqueid")] string ChannelId,
    [property: JsonPropertyName("txjitter")] double? SentJitter = null,
    [property: JsonPropertyName("rxjitter")] double? ReceivedJitter = null,
    [property: JsonPropertyName("rtt")] double? RoundTrip = null,
    [property: JsonPropertyName("maxrtt")] double? RoundTripMax = null,
    [property: JsonPropertyName("minrtt")] double? RoundTripMin = null);
