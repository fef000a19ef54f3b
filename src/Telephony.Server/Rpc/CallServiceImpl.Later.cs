using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <content>Declared, and built later.</content>
internal sealed partial class CallServiceImpl
{
    public override Task<V1.HangupResponse> Hangup(V1.HangupRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.HoldResponse> Hold(V1.HoldRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.TransferResponse> Transfer(V1.TransferRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.ConferenceResponse> Conference(V1.ConferenceRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.ParkResponse> Park(V1.ParkRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.OriginateResponse> Originate(V1.OriginateRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.SuperviseResponse> Supervise(V1.SuperviseRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.SendDigitsResponse> SendDigits(V1.SendDigitsRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);
}
