using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.FlowService</c>: the flows in force, with the callers of today.</summary>
internal sealed class FlowServiceImpl(PictureFeed<V1.Flow> feed, WatchStreams streams) : V1.FlowService.FlowServiceBase
{
    private static readonly FrameForm<V1.WatchFlowsResponse> Common = new(
        beat => new V1.WatchFlowsResponse { Heartbeat = beat }, bye => new V1.WatchFlowsResponse { Goodbye = bye });

    private static readonly PictureForm<V1.Flow, V1.WatchFlowsResponse> Form = new(
        (revision, flows) => new V1.WatchFlowsResponse { Snapshot = new V1.FlowsSnapshot { Revision = revision, Flows = { flows } } },
        (revision, changes) => new V1.WatchFlowsResponse
        {
            Delta = new V1.FlowsDelta { Revision = revision, Upserts = { changes.Upserts }, Removes = { changes.Removes } },
        });

    public override Task<V1.GetFlowResponse> GetFlow(V1.GetFlowRequest request, ServerCallContext context)
    {
        Names.Id(Names.Flows, request.Name);
        var flow = feed.Find(request.Name) ?? throw Refusals.NotFound(Reason.FlowNotFound, "Flow", request.Name);
        return Task.FromResult(new V1.GetFlowResponse { Flow = Masks.Read(request.ReadMask, flow) });
    }

    public override Task<V1.ListFlowsResponse> ListFlows(V1.ListFlowsRequest request, ServerCallContext context)
    {
        var (flows, next, total) = Pages.Of(feed.Now().Items, feed.NameOf, _ => true, request.PageSize, request.PageToken, "flows");
        return Task.FromResult(new V1.ListFlowsResponse { Flows = { Masks.Read(request.ReadMask, flows) }, NextPageToken = next, TotalSize = total });
    }

    public override Task WatchFlows(V1.WatchFlowsRequest request, IServerStreamWriter<V1.WatchFlowsResponse> responseStream, ServerCallContext context)
    {
        Names.CheckFilter(Names.Flows, request.Flow, "flow");
        return streams.RunAsync(feed, request.Flow.Length == 0 ? null : flow => flow.Name == request.Flow, Form, Common, responseStream, context);
    }
}
