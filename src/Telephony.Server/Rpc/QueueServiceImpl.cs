using Google.Protobuf;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <summary>Figures since midnight, by queue; at most some 2 s old.</summary>
internal delegate IReadOnlyDictionary<string, QueueToday> FiguresOfToday();

/// <summary><c>telephony.v1.QueueService</c>: reads the board's picture, and asks the loop.</summary>
internal sealed class QueueServiceImpl(PictureFeed<V1.Queue> feed, WatchStreams streams, Orders orders, FiguresOfToday today) : V1.QueueService.QueueServiceBase
{
    /// <summary>Stands for all queues in a name.</summary>
    private const string All = "-";

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
        return Task.FromResult(new V1.GetQueueResponse { Queue = Masks.Read(request.ReadMask, Find(request.Name)) });
    }

    public override Task<V1.ListQueuesResponse> ListQueues(V1.ListQueuesRequest request, ServerCallContext context)
    {
        var (queues, next, total) = Pages.Of(feed.Now().Items, feed.NameOf, Shown(context) ?? (_ => true), request.PageSize, request.PageToken, "queues");
        return Task.FromResult(new V1.ListQueuesResponse { Queues = { Masks.Read(request.ReadMask, queues) }, NextPageToken = next, TotalSize = total });
    }

    public override Task WatchQueues(V1.WatchQueuesRequest request, IServerStreamWriter<V1.WatchQueuesResponse> responseStream, ServerCallContext context) =>
        streams.RunAsync(feed, Shown(context), Form, Common, responseStream, context);

    public override Task<V1.OpenQueueResponse> OpenQueue(V1.OpenQueueRequest request, ServerCallContext context) => SwitchAsync(
        request, request.Name, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag), QueueSwitch.Open, queue => new V1.OpenQueueResponse { Queue = queue });

    public override Task<V1.CloseQueueResponse> CloseQueue(V1.CloseQueueRequest request, ServerCallContext context) => SwitchAsync(
        request, request.Name, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag), QueueSwitch.Closed, queue => new V1.CloseQueueResponse { Queue = queue });

    public override Task<V1.FollowCalendarResponse> FollowCalendar(V1.FollowCalendarRequest request, ServerCallContext context) => SwitchAsync(
        request, request.Name, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag), QueueSwitch.Calendar, queue => new V1.FollowCalendarResponse { Queue = queue });

    public override Task<V1.SetEmergencyResponse> SetEmergency(V1.SetEmergencyRequest request, ServerCallContext context)
    {
        var id = Names.Id(Names.Queues, request.Name);
        Fields.CheckBy(request.By);
        QueueName? queue = id == All ? null : new QueueName(id);
        if (queue is null && request.Etag.Length > 0) throw Refusals.Field("etag", "no etag is wanted for all queues");
        var order = new Order(
            request, request.RequestId, request.ValidateOnly, asked => new AcdInput.EmergencySwitched(asked, queue, request.On, request.By),
            refusal => CoreRefusals.OfQueue(request.Name, refusal))
        {
            Check = () =>
            {
                if (queue is not null) Find(request.Name);
            },
            Etag = request.Etag,
            Present = acd => queue is { } one && acd.Show(one) is { } view ? (request.Name, Etags.Of(view)) : null,
        };
        return orders.DoAsync(
            order, acd => queue is { } one ? [acd.Show(one)] : acd.Site.Queues.Keys.Select(q => acd.Show(new QueueName(q))).ToList(),
            views => new V1.SetEmergencyResponse { Queues = { views.OfType<QueueView>().Select(Of) } });
    }

    private Task<TResponse> SwitchAsync<TResponse>(
        IMessage request, string name, string by, Asking how, QueueSwitch to, Func<V1.Queue, TResponse> answer)
        where TResponse : class, IMessage
    {
        var queue = new QueueName(Names.Id(Names.Queues, name));
        Fields.CheckBy(by);
        var order = new Order(
            request, how.RequestId, how.ValidateOnly, asked => new AcdInput.QueueSwitched(asked, queue, to, by), refusal => CoreRefusals.OfQueue(name, refusal))
        {
            Check = () => Find(name),
            Etag = how.Etag,
            Present = acd => acd.Show(queue) is { } view ? (name, Etags.Of(view)) : null,
        };
        return orders.DoAsync(order, acd => acd.Show(queue), view => answer(view is null ? Find(name) : Of(view)));
    }

    /// <summary>Which queues are shown; null: all.</summary>
    private static Func<V1.Queue, bool>? Shown(ServerCallContext context)
    {
        var sight = context.Sight();
        if (sight.SeesSite) return null;
        return queue => sight.SeesQueue(queue.Name);
    }

    private V1.Queue Find(string name) => feed.Find(name) ?? throw Refusals.NotFound(Reason.QueueNotFound, "Queue", name);

    private V1.Queue Of(QueueView view) => Views.Of(view with { Today = today().GetValueOrDefault(view.Name) });
}
