using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>Work that another system puts in.</content>
internal sealed partial class RoutingServiceImpl
{
    private const int LongestNumber = 32;
    private const int LongestReference = 100;

    public override Task<V1.SubmitCallResponse> SubmitCall(V1.SubmitCallRequest request, ServerCallContext context)
    {
        var queue = new QueueName(Names.Id(Names.Queues, request.Queue, "queue"));
        CallId? call = Names.Filter(Names.Calls, request.Call, "call") is { } id ? new CallId(id) : null;
        var needs = request.Needs is null ? CallNeeds.None : NeedsOf(request.Needs);
        Fields.CheckText("caller_number", request.CallerNumber, 0, LongestNumber);
        Fields.CheckText("reference", request.Reference, 0, LongestReference);
        Fields.CheckBy(request.By);
        if (request.CallerNumber.Any(c => !char.IsAsciiDigit(c) && c != '+')) throw Refusals.Field("caller_number", "digits are wanted");
        if (call is not null && (request.CallerNumber.Length > 0 || request.Reference.Length > 0)) throw Refusals.Field("call", "a call has a caller: a number or reference goes with a work item");
        var window = request.Window is null ? UsualWindow : Fields.Time("window", request.Window, LongestWindow);
        var order = new Order(
            request, request.RequestId, request.ValidateOnly,
            asked => new AcdInput.WorkSubmitted(asked, call, queue, needs, new CallerId(request.CallerNumber, request.Reference), window, request.By),
            refusal => call is null ? CoreRefusals.OfQueue(request.Queue, refusal) : CoreRefusals.OfCall(request.Call, refusal))
        {
            Check = () =>
            {
                if (queues.Find(request.Queue) is null) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Queue);
            },
            CheckState = async () =>
            {
                if (await core.QuestionAsync(acd => acd.WhyNotSubmit(call, queue)) is { } refusal) throw call is null ? CoreRefusals.OfQueue(request.Queue, refusal) : CoreRefusals.OfCall(request.Call, refusal);
            },
        };
        return orders.DoAsync(order, acd => Submitted(acd, call, queue, request), found => new V1.SubmitCallResponse { Call = found.Call, Callback = found.Item });
    }

    /// <summary>The call, or the item just put in: the core gives ids in order, so it is the youngest of this queue and name.</summary>
    private static (V1.Call? Call, V1.Callback? Item) Submitted(Acd acd, CallId? call, QueueName queue, V1.SubmitCallRequest request)
    {
        if (call is { } id) return (acd.Show(id) is { } view ? Views.Of(view) : null, null);
        if (request.ValidateOnly) return (null, null);
        var item = acd.Callbacks.Where(c => c.Kind == CallbackKind.WorkItem && c.Queue == queue && c.Customer == new CallerId(request.CallerNumber, request.Reference)).MaxBy(c => NumberOf(c.Id));
        return item is null ? (null, null) : (item.Call is { } made && acd.Show(made) is { } shown ? Views.Of(shown) : null, Views.Of(item));
    }
}
