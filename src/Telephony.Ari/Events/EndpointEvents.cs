namespace Telephony.Ari;

public sealed record EndpointStateChange(Endpoint Endpoint) : AriEvent;

/// <summary>A phone registered, unregistered, or answered (or not) a qualifying OPTIONS.</summary>
public sealed record ContactStatusChange(Endpoint Endpoint, ContactInfo ContactInfo) : AriEvent;

/// <summary>An endpoint became <c>Reachable</c> or <c>Unreachable</c>.</summary>
public sealed record PeerStatusChange(Endpoint Endpoint, Peer Peer) : AriEvent;

public sealed record DeviceStateChanged(DeviceState DeviceState) : AriEvent;
