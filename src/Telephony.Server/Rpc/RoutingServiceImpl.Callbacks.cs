using System.Collections.Immutable;
using System.Globalization;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <content>Promises to call somebody.</content>
internal sealed partial class RoutingServiceImpl
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(30);
    private static readonly TimeSpan UsualWindow = TimeSpan.FromDays(1);

    public override Task<V1.SubmitCallbackResponse> SubmitCallback(V1.SubmitCallbackRequest request, ServerCallContext context)
    {
        var queue = new QueueName(Names.Id(Names.Queues, request.Queue, "queue"));
        AgentId? agent = request.Agent.Length == 0 ? null : new AgentId(Names.Id(Names.Agents, request.Agent, "agent"));
        Fields.CheckText("number", request.Number, 3, 21);
        Fields.CheckBy(request.By);
        var kind = request.Kind switch
        {
            V1.CallbackKind.Unspecified or V1.CallbackKind.Scheduled => CallbackKind.Scheduled,
            V1.CallbackKind.FollowUp => CallbackKind.FollowUp,
            _ => throw Refusals.Field("kind", "CALLBACK_KIND_SCHEDULED or CALLBACK_KIND_FOLLOW_UP is wanted"),
        };
        var window = request.Window is null ? UsualWindow : Fields.Time("window", request.Window, LongestWindow);
        var due = request.DueTime is null ? time.GetUtcNow() : Fields.Time("due_time", request.DueTime);
        var order = new Order(
            request, request.RequestId, request.ValidateOnly,
            asked => new AcdInput.CallbackScheduled(asked, kind, new CallerId(request.Number, ""), queue, agent, due, window, request.By),
            refusal => CoreRefusals.OfCallback(request.Queue, refusal))
        {
            Check = () =>
            {
                if (queues.Find(request.Queue) is null) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Queue);
                if (agent is not null) KnownAgent(request.Agent);
            },
            CheckState = () => CheckCallable(request.Queue, queue, request.Number),
        };
        return orders.DoAsync(
            order, acd => request.ValidateOnly ? null : Newest(acd, queue, request.Number), found => new V1.SubmitCallbackResponse { Callback = found });
    }

    public override async Task<V1.ListCallbacksResponse> ListCallbacks(V1.ListCallbacksRequest request, ServerCallContext context)
    {
        Names.CheckFilter(Names.Queues, request.Queue, "queue");
        var sight = context.Sight();
        var all = await core.QuestionAsync(acd => acd.Callbacks.Select(Views.Of).ToImmutableArray());
        var (callbacks, next, total) = Pages.Of(
            all, c => c.Name, c => sight.SeesWork(c.Queue, c.Agent) && (request.Queue.Length == 0 || c.Queue == request.Queue), request.PageSize, request.PageToken, $"callbacks {request.Queue}");
        return new V1.ListCallbacksResponse { Callbacks = { callbacks }, NextPageToken = next, TotalSize = total };
    }

    public override Task<V1.CancelCallbackResponse> CancelCallback(V1.CancelCallbackRequest request, ServerCallContext context)
    {
        var id = new CallbackId(Names.Id(Names.Callbacks, request.Name));
        Fields.CheckBy(request.By);
        var order = new Order(
            request, request.RequestId, request.ValidateOnly, asked => new AcdInput.CallbackCancelled(asked, id, request.By),
            refusal => CoreRefusals.OfCallback(request.Name, refusal))
        {
            CheckState = async () =>
            {
                var found = await core.QuestionAsync(acd => Find(acd, id)) ?? throw CoreRefusals.OfCallback(request.Name, $"no callback {id}");
                if (found.State == V1.CallbackState.Connected) throw CoreRefusals.OfCallback(request.Name, $"{id} is being served");
            },
        };
        return orders.DoAsync(order, acd => Find(acd, id), found => new V1.CancelCallbackResponse { Callback = found });
    }

    private Task CheckCallable(string name, QueueName queue, string number)
    {
        var rules = site.Latest;
        if (rules.Queues.GetValueOrDefault(queue.Value)?.Life.Callback is null) throw CoreRefusals.OfCallback(name, $"{queue} does not call back");
        if (CallbackLine.WhyNot(rules.CallbackLine, number) is { } refusal) throw CoreRefusals.OfCallback(name, refusal);
        return Task.CompletedTask;
    }

    private static V1.Callback? Find(Acd acd, CallbackId id) => acd.Callbacks.Where(c => c.Id == id).Select(Views.Of).FirstOrDefault();

    /// <summary>The core gives ids in order; the youngest of this queue and number is the one just asked for.</summary>
    private static V1.Callback? Newest(Acd acd, QueueName queue, string number) =>
        acd.Callbacks.Where(c => c.Queue == queue && c.Customer.Number == number).MaxBy(c => NumberOf(c.Id)) is { } found ? Views.Of(found) : null;

    private static long NumberOf(CallbackId id) => long.Parse(id.Value[(id.Value.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
}
