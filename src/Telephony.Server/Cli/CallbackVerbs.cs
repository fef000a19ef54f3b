using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony callback …</c></summary>
internal static class CallbackVerbs
{
    private static readonly Argument<string> Callback = new("callback") { Description = "the callback, as callback list shows it" };
    private static readonly Argument<string> Queue = new("queue") { Description = "the queue whose agents serve it" };
    private static readonly Argument<string> Number = new("number") { Description = "the number to call: digits, or + and digits" };
    private static readonly Option<string?> OfQueue = new("--queue") { Description = "only callbacks of this queue" };
    private static readonly Option<string?> Agent = new("--agent") { Description = "the agent who is to talk; left out: any" };
    private static readonly Option<DateTimeOffset?> At = ClientOptions.TimeOption("--at", "not before this time, e.g. 2026-03-01T09:30; left out: now");
    private static readonly Option<TimeSpan> Window = ClientOptions.DurationOption("--window", "how long after it; then it has expired", TimeSpan.FromDays(1));

    public static Command Create() => Noun(
        "callback", "Promises to call somebody.",
        Verb("list", "What is promised.", ListAsync, OfQueue),
        Order("submit", "Promise a call.", SubmitAsync, Queue, Number, Agent, At, Window),
        Order("cancel", "Give a callback up.", CancelAsync, Callback));

    private static async Task ListAsync(Session session)
    {
        var queue = Session.Name(Rpc.Names.Queues, session.Get(OfQueue));
        var all = await Pages.AllAsync(
            token => session.Routing.ListCallbacksAsync(new V1.ListCallbacksRequest { PageSize = Pages.Size, PageToken = token, Queue = queue }, session.Once), p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Callbacks, all.Callbacks);
    }

    private static async Task SubmitAsync(Session session)
    {
        var order = new V1.SubmitCallbackRequest
        {
            Queue = Session.Name(Rpc.Names.Queues, session.Get(Queue)), Number = session.Get(Number), Agent = Session.Name(Rpc.Names.Agents, session.Get(Agent)),
            DueTime = session.Get(At) is { } due ? Timestamp.FromDateTimeOffset(due) : null, Window = Duration.FromTimeSpan(session.Get(Window)),
            By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Routing.SubmitCallbackAsync(order, session.Once);
        if (answer.Callback is { } callback) await session.PrintAsync(answer, Columns.Callbacks, [callback]);
        else await session.PrintAsync(answer, [session.ValidateOnly ? "could be promised" : "done"]);
    }

    private static async Task CancelAsync(Session session)
    {
        var order = new V1.CancelCallbackRequest
        {
            Name = Session.Name(Rpc.Names.Callbacks, session.Get(Callback)), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Routing.CancelCallbackAsync(order, session.Once);
        await session.PrintAsync(answer, [session.ValidateOnly ? "could be given up" : "given up"]);
    }
}
