using System.CommandLine;
using Google.Protobuf;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony call …</c></summary>
internal static class CallVerbs
{
    private static readonly Argument<string> Call = new("call") { Description = "the call, as call list shows it" };
    internal static readonly Option<string?> Queue = new("--queue") { Description = "only calls in this queue" };
    private static readonly Option<string[]> States = new("--state") { Description = "only calls in this state, e.g. queued; repeatable", DefaultValueFactory = _ => [] };
    private static readonly Argument<string> To = new("queue") { Description = "the queue to join" };
    private static readonly Argument<int?> Priority = new("priority") { Description = "0 to 10; higher is served first; left out: as it is", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<int> Position = new("--position") { Description = "the position wished for, 1 is next; 0: by the order of joining" };
    private static readonly Option<string?> Menu = new("--menu") { Description = "the menu it goes to; left out: the call ends" };
    internal static readonly Argument<string> Agent = new("agent") { Description = "the agent to offer it to" };
    private static readonly Option<string?> Skills = new("--skills") { Description = "skills it asks for there, e.g. \"english>=5 & billing\"" };

    private static readonly Argument<string> Digits = new("digits") { Description = "the keys: 0-9, *, #, A-D" };

    public static Command Create() => Noun(
        "call", "Live calls: where they are; move, re-prioritise, withdraw; hang up, hold, transfer, supervise.",
        Verb("list", "Live calls.", ListAsync, Queue, States, ClientOptions.Watch),
        Verb("get", "One call.", GetAsync, Call),
        Verb("watch", "Live calls, as they change.", session => WatchAsync(session, []), Queue),
        Order("priority", "Give a waiting call another priority or position.", PriorityAsync, Call, Priority, Position),
        Order("move", "Let a call wait in another queue.", MoveAsync, Call, To, Skills),
        Order("assign", "Offer a waiting call to an agent.", AssignAsync, Call, Agent),
        Order("withdraw", "Take a waiting call out of its queue.", WithdrawAsync, Call, Menu),
        Order("hangup", "End a call.", HangupAsync, Call),
        Order("hold", "Put a talking caller on hold.", session => HoldAsync(session, on: true), Call),
        Order("resume", "Take a caller back from hold.", session => HoldAsync(session, on: false), Call),
        Order("supervise", "Listen to a talk, whisper, barge in, take it over, or stop.", CallPartyVerbs.SuperviseAsync, Call, CallPartyVerbs.Mode, CallPartyVerbs.Supervisor),
        Order("transfer", "Transfer a talking caller, at once or after a word.", CallPartyVerbs.TransferAsync, Call, CallPartyVerbs.Target, CallPartyVerbs.After),
        Order("complete", "Complete a transfer after a word.", session => CallPartyVerbs.EndTransferAsync(session, V1.TransferKind.Complete), Call),
        Order("cancel", "Cancel a transfer after a word.", session => CallPartyVerbs.EndTransferAsync(session, V1.TransferKind.Cancel), Call),
        Order("conference", "Take somebody into a talk, or let them go.", CallPartyVerbs.ConferenceAsync, Call, CallPartyVerbs.Who, CallPartyVerbs.Leave),
        Order("park", "Leave a talking caller in a parking place.", CallPartyVerbs.ParkAsync, Call, CallPartyVerbs.Place),
        Order("pickup", "Let an agent take a parked call.", CallPartyVerbs.PickUpAsync, Call, Agent),
        Order("dial", "Call a number for an agent.", CallPartyVerbs.DialAsync, Agent, CallPartyVerbs.Number, Queue, CallPartyVerbs.AgentFirst),
        Order("digits", "Send keys to the far end of a conversation.", DigitsAsync, Call, Digits));

    internal static string NameIn(Session session) => Session.Name(Rpc.Names.Calls, session.Get(Call));

    private static async Task ListAsync(Session session)
    {
        var states = session.Get(States).Select(word => Wording.Parse<V1.CallState>(word, "--state")).ToArray();
        if (session.Get(ClientOptions.Watch))
        {
            await WatchAsync(session, states);
            return;
        }

        var all = await Pages.AllAsync(
            token => session.Calls.ListCallsAsync(
                new V1.ListCallsRequest { PageSize = Pages.Size, PageToken = token, Queue = Session.Name(Rpc.Names.Queues, session.Get(Queue)), States = { states } }, session.Once),
            p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Calls, all.Calls);
    }

    private static Task WatchAsync(Session session, V1.CallState[] states) => session.WatchAsync(
        session.WatchCalls(Session.Name(Rpc.Names.Queues, session.Get(Queue))), Columns.Calls, c => states.Length == 0 || states.Contains(c.State));

    private static async Task GetAsync(Session session)
    {
        var answer = await session.Calls.GetCallAsync(new V1.GetCallRequest { Name = NameIn(session) }, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    private static async Task PriorityAsync(Session session)
    {
        var order = new V1.SetPriorityRequest
        {
            Call = NameIn(session), Position = session.Get(Position), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        if (session.Get(Priority) is { } priority) order.Priority = priority;
        else if (!session.IsGiven(Position)) throw new CommandLineException("say which priority, 0 to 10, or pass --position N");
        var answer = await session.Routing.SetPriorityAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    private static async Task MoveAsync(Session session)
    {
        var order = new V1.MoveToQueueRequest
        {
            Call = NameIn(session), Queue = Session.Name(Rpc.Names.Queues, session.Get(To)), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        if (session.Get(Skills) is { } skills) order.Needs = new V1.CallNeeds { Skills = skills };
        var answer = await session.Routing.MoveToQueueAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    private static async Task AssignAsync(Session session)
    {
        var order = new V1.AssignAgentRequest
        {
            Call = NameIn(session), Agent = Session.Name(Rpc.Names.Agents, session.Get(Agent)), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Routing.AssignAgentAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    private static async Task WithdrawAsync(Session session)
    {
        var order = new V1.WithdrawRequest
        {
            Call = NameIn(session), Menu = session.Get(Menu) ?? "", By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Routing.WithdrawAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    private static async Task HangupAsync(Session session)
    {
        var order = new V1.HangupRequest { Call = NameIn(session), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Calls.HangupAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    private static async Task HoldAsync(Session session, bool on)
    {
        var order = new V1.HoldRequest { Call = NameIn(session), On = on, By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Calls.HoldAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    private static async Task DigitsAsync(Session session)
    {
        var order = new V1.SendDigitsRequest
        {
            Call = NameIn(session), Digits = session.Get(Digits), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Calls.SendDigitsAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Call);
    }

    /// <summary>A call that is over has no row any more.</summary>
    internal static Task ShowAsync(Session session, IMessage answer, V1.Call? call) =>
        call is null ? session.PrintAsync(answer, ["the call is over"]) : session.PrintAsync(answer, Columns.Calls, [call]);
}
