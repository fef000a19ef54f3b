using System.CommandLine;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony queue …</c></summary>
internal static class QueueVerbs
{
    private static readonly Argument<string> Queue = new("queue") { Description = "the queue, e.g. sales" };
    private static readonly Argument<string> QueueOrSite = new("queue") { Description = "the queue, or - for the whole site" };
    private static readonly Argument<string> OnOff = new Argument<string>("on|off") { Description = "whether the emergency is on" }.AcceptOnlyFromAmong("on", "off");

    public static Command Create() => Noun(
        "queue", "Queues: how they stand; open, close, emergency.",
        Verb("list", "All queues.", ListAsync, ClientOptions.Watch),
        Verb("get", "One queue.", GetAsync, Queue, ClientOptions.Watch),
        Verb("watch", "All queues, as they change.", session => WatchAsync(session, "")),
        Order("open", "Open a queue, whatever its calendar says.", OpenAsync, Queue),
        Order("close", "Close a queue, whatever its calendar says.", CloseAsync, Queue),
        Order("calendar", "Leave it to the calendar again whether a queue is open.", CalendarAsync, Queue),
        Order("emergency", "Switch the emergency of a queue, or of the whole site, on or off.", EmergencyAsync, QueueOrSite, OnOff));

    private static string NameIn(Session session) => Session.Name(Rpc.Names.Queues, session.Get(Queue));

    private static async Task ListAsync(Session session)
    {
        if (session.Get(ClientOptions.Watch))
        {
            await WatchAsync(session, "");
            return;
        }

        var all = await Pages.AllAsync(token => session.Queues.ListQueuesAsync(new V1.ListQueuesRequest { PageSize = Pages.Size, PageToken = token }, session.Once), p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Queues, all.Queues);
    }

    private static async Task GetAsync(Session session)
    {
        var answer = await session.Queues.GetQueueAsync(new V1.GetQueueRequest { Name = NameIn(session) }, session.Once);
        if (session.Get(ClientOptions.Watch)) await WatchAsync(session, answer.Queue.Name);
        else await ShowAsync(session, answer, answer.Queue);
    }

    private static Task WatchAsync(Session session, string only) =>
        session.WatchAsync(session.WatchQueues(), Columns.Queues, q => only.Length == 0 || q.Name == only);

    private static async Task OpenAsync(Session session)
    {
        var order = new V1.OpenQueueRequest { Name = NameIn(session), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Queues.OpenQueueAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Queue);
    }

    private static async Task CloseAsync(Session session)
    {
        var order = new V1.CloseQueueRequest { Name = NameIn(session), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Queues.CloseQueueAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Queue);
    }

    private static async Task CalendarAsync(Session session)
    {
        var order = new V1.FollowCalendarRequest { Name = NameIn(session), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Queues.FollowCalendarAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Queue);
    }

    private static async Task EmergencyAsync(Session session)
    {
        var order = new V1.SetEmergencyRequest
        {
            Name = Session.Name(Rpc.Names.Queues, session.Get(QueueOrSite)), On = session.Get(OnOff) == "on", By = session.By,
            RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Queues.SetEmergencyAsync(order, session.Once);
        await session.PrintAsync(answer, Columns.Queues, answer.Queues);
    }

    private static Task ShowAsync(Session session, Google.Protobuf.IMessage answer, V1.Queue queue) => session.PrintAsync(answer, Columns.Queues, [queue]);
}
