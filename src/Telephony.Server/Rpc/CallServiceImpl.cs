using Grpc.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.CallService</c>: reads the board's picture, and asks the loop.</summary>
internal sealed partial class CallServiceImpl(
    PictureFeed<V1.Call> feed, PictureFeed<V1.Agent> agents, PictureFeed<V1.Queue> queues, WatchStreams streams, Orders orders, ICoreAccess core) : V1.CallService.CallServiceBase
{
    private static readonly FrameForm<V1.WatchCallsResponse> Common = new(
        beat => new V1.WatchCallsResponse { Heartbeat = beat }, bye => new V1.WatchCallsResponse { Goodbye = bye });

    private static readonly PictureForm<V1.Call, V1.WatchCallsResponse> Form = new(
        (revision, calls) => new V1.WatchCallsResponse { Snapshot = new V1.CallsSnapshot { Revision = revision, Calls = { calls } } },
        (revision, changes) => new V1.WatchCallsResponse
        {
            Delta = new V1.CallsDelta { Revision = revision, Upserts = { changes.Upserts }, Removes = { changes.Removes } },
        });

    public override Task<V1.GetCallResponse> GetCall(V1.GetCallRequest request, ServerCallContext context)
    {
        Names.Id(Names.Calls, request.Name);
        var call = feed.Find(request.Name) ?? throw Refusals.NotFound(Reason.CallNotFound, "Call", request.Name);
        return Task.FromResult(new V1.GetCallResponse { Call = Masks.Read(request.ReadMask, call) });
    }

    public override Task<V1.ListCallsResponse> ListCalls(V1.ListCallsRequest request, ServerCallContext context)
    {
        var isOfQueue = OfQueue(request.Queue, context);
        var (calls, next, total) = Pages.Of(
            feed.Now().Items, feed.NameOf, c => isOfQueue?.Invoke(c) is not false && (request.States.Count == 0 || request.States.Contains(c.State)),
            request.PageSize, request.PageToken, $"calls {request.Queue} {request.States}");
        return Task.FromResult(new V1.ListCallsResponse { Calls = { Masks.Read(request.ReadMask, calls) }, NextPageToken = next, TotalSize = total });
    }

    public override Task WatchCalls(V1.WatchCallsRequest request, IServerStreamWriter<V1.WatchCallsResponse> responseStream, ServerCallContext context) =>
        streams.RunAsync(feed, OfQueue(request.Queue, context), Form, Common, responseStream, context);

    /// <summary>Which calls are shown; null: all.</summary>
    private static Func<V1.Call, bool>? OfQueue(string queue, ServerCallContext context)
    {
        Names.CheckFilter(Names.Queues, queue, "queue");
        var sight = context.Sight();
        if (sight.SeesSite && queue.Length == 0) return null;
        return call => sight.Sees(call) && (queue.Length == 0 || call.Queue == queue);
    }
}
