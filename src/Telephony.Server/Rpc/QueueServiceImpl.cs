using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.QueueService</c>, from the board's picture.</summary>
internal sealed class QueueServiceImpl(PictureFeed<V1.Queue> feed, WatchStreams streams) : V1.QueueService.QueueServiceBase
{
    private static readonly FrameForm<V1.WatchQueuesResponse> Common = new(
        beat => new V1.WatchQueuesResponse { Heartbeat = beat }, bye => new V1.WatchQueuesResponse { Goodbye = bye });

    private static readonly PictureForm<V1.Queue, V1.WatchQueuesResponse> Form = new(
        (revision, queues) => new V1.WatchQueuesResponse { Snapshot = new V1.QueuesSnapshot { Revision = revision, Queues = { queues } } },
        (revision, changes) => new V1.WatchQueuesResponse
        {
            Delta = new V1.QueuesDelta { Revision = revision, Upserts = { changes.Upserts }, Removes = { changes.Removes } },
        });

    public override Task<V1.GetQueueResponse> GetQueue(V1.GetQueueRequest request, ServerCallContext context)
    {
        Names.Id(Names.Queues, request.Name);
        var queue = feed.Find(request.Name) ?? throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Name);
        return Task.FromResult(new V1.GetQueueResponse { Queue = queue });
    }

    public override Task<V1.ListQueuesResponse> ListQueues(V1.ListQueuesRequest request, ServerCallContext context)
    {
        var (queues, next, total) = Pages.Of(feed.Now().Items, feed.NameOf, _ => true, request.PageSize, request.PageToken, "queues");
        return Task.FromResult(new V1.ListQueuesResponse { Queues = { queues }, NextPageToken = next, TotalSize = total });
    }

    public override Task WatchQueues(V1.WatchQueuesRequest request, IServerStreamWriter<V1.WatchQueuesResponse> responseStream, ServerCallContext context) =>
        streams.RunAsync(feed, _ => true, Form, Common, responseStream, context);
}
