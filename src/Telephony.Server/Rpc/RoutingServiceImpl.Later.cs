using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <content>Declared, and built later.</content>
internal sealed partial class RoutingServiceImpl
{
    public override Task<V1.SubmitCallResponse> SubmitCall(V1.SubmitCallRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.AssignAgentResponse> AssignAgent(V1.AssignAgentRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.DryRunResponse> DryRun(V1.DryRunRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task Route(
        IAsyncStreamReader<V1.RouteRequest> requestStream, IServerStreamWriter<V1.RouteResponse> responseStream, ServerCallContext context) => throw Refusals.NotBuilt(context);
}
