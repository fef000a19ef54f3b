using Grpc.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.EventService</c>, from the fact log.</summary>
internal sealed class EventServiceImpl(EventLog log) : V1.EventService.EventServiceBase
{
    private static readonly FrameForm<V1.StreamEventsResponse> Common = new(
        beat => new V1.StreamEventsResponse { Heartbeat = beat }, bye => new V1.StreamEventsResponse { Goodbye = bye });

    public override Task StreamEvents(V1.StreamEventsRequest request, IServerStreamWriter<V1.StreamEventsResponse> responseStream, ServerCallContext context) => log.RunAsync(
        request.HasAfterSequence ? request.AfterSequence : null, new EventFilter(request.Kinds, request.Call, request.Agent, request.Queue, context.Sight()).Checked(), Common,
        batch => new V1.StreamEventsResponse { Batch = batch }, responseStream, context);
}
