namespace Telephony.Ari;

public sealed record BridgeCreated(Bridge Bridge) : AriEvent;

public sealed record BridgeDestroyed(Bridge Bridge) : AriEvent;

public sealed record BridgeMerged(Bridge Bridge, Bridge BridgeFrom) : AriEvent;

public sealed record BridgeVideoSourceChanged(Bridge Bridge, string? OldVideoSourceId = null) : AriEvent;

/// <summary>Asterisk carried out a blind transfer.</summary>
/// <param name="Channel">Who transferred.</param>
/// <param name="Result"><c>Success</c>, <c>Fail</c>, <c>Invalid</c>, <c>Not Permitted</c>.</param>
public sealed record BridgeBlindTransfer(
    Channel Channel,
    string Exten,
    string Context,
    string Result,
    bool IsExternal,
    Channel? ReplaceChannel = null,
    Channel? Transferee = null,
    Bridge? Bridge = null) : AriEvent;

/// <summary>Asterisk carried out an attended transfer.</summary>
/// <param name="DestinationType"><c>bridge</c>, <c>application</c>, <c>link</c>, <c>threeway</c> or <c>fail</c>; says which of the
/// destination values are set.</param>
public sealed record BridgeAttendedTransfer(
    Channel TransfererFirstLeg,
    Channel TransfererSecondLeg,
    string Result,
    bool IsExternal,
    string DestinationType,
    Channel? ReplaceChannel = null,
    Channel? Transferee = null,
    Channel? TransferTarget = null,
    Bridge? TransfererFirstLegBridge = null,
    Bridge? TransfererSecondLegBridge = null,
    string? DestinationBridge = null,
    string? DestinationApplication = null,
    Channel? DestinationLinkFirstLeg = null,
    Channel? DestinationLinkSecondLeg = null,
    Channel? DestinationThreewayChannel = null,
    Bridge? DestinationThreewayBridge = null) : AriEvent;
