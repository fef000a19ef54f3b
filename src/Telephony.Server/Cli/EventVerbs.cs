using System.CommandLine;
using Google.Protobuf;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony events</c>: what happened, in order, without gaps.</summary>
internal static class EventVerbs
{
    private static readonly Option<long?> From = new("--from") { Description = "from this sequence on; 1 is the first (default: the last 20; with --follow: those that come)" };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "go on with those that come, until Ctrl+C" };
    private static readonly Option<string[]> Kinds = new("--kind") { Description = "only events of this kind, e.g. CallQueued; repeatable", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> Call = new("--call") { Description = "only events of this call" };
    private static readonly Option<string?> Agent = new("--agent") { Description = "only events of this agent" };
    private static readonly Option<string?> Queue = new("--queue") { Description = "only events of this queue" };
    private static readonly Option<int?> Limit = new("--limit") { Description = "stop after so many" };

    private const int Last = 20;

    public static Command Create() =>
        Verb("events", "What happened, in order; --follow goes on with what comes.", RunAsync, From, Follow, Kinds, Call, Agent, Queue, Limit).WithCommon();

    private static Task RunAsync(Session session)
    {
        if (session.Get(From) is < 1) throw new CommandLineException("--from: 1 or greater is wanted");
        if (session.Get(Limit) is < 1) throw new CommandLineException("--limit: 1 or greater is wanted");
        return session.Get(Follow) ? FollowAsync(session) : ListAsync(session);
    }

    private static async Task ListAsync(Session session)
    {
        var request = new V1.ListEventsRequest
        {
            PageSize = Pages.Size, AfterSequence = (session.Get(From) ?? 1) - 1, Kinds = { session.Get(Kinds) }, Call = Session.Name(Rpc.Names.Calls, session.Get(Call)),
            Agent = Session.Name(Rpc.Names.Agents, session.Get(Agent)), Queue = Session.Name(Rpc.Names.Queues, session.Get(Queue)),
        };
        var (limit, events) = (session.Get(Limit) ?? (session.Get(From) is null ? Last : int.MaxValue), new Queue<V1.Event>());
        do
        {
            var page = await session.Audit.ListEventsAsync(request, session.Once);
            foreach (var one in page.Events)
            {
                if (session.Get(From) is not null && events.Count == limit) break;
                events.Enqueue(one);
                if (events.Count > limit) events.Dequeue(); // without a beginning the last ones are wanted
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && (session.Get(From) is null || events.Count < limit));
        await session.PrintAsync(new V1.ListEventsResponse { Events = { events } }, Columns.Events, events);
    }

    private static async Task FollowAsync(Session session)
    {
        var after = session.Get(From) - 1;
        var left = session.Get(Limit) ?? int.MaxValue;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(session.Cancel);
        try
        {
            await Following.RunAsync(Open, TakeAsync, session.TellLostAsync, enough.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or Grpc.Core.RpcException && left == 0)
        {
            // As many as wished for have been shown.
        }

        Grpc.Core.AsyncServerStreamingCall<V1.WatchEventsResponse> Open(CancellationToken cancel)
        {
            var request = new V1.WatchEventsRequest
            {
                Kinds = { session.Get(Kinds) }, Call = Session.Name(Rpc.Names.Calls, session.Get(Call)),
                Agent = Session.Name(Rpc.Names.Agents, session.Get(Agent)), Queue = Session.Name(Rpc.Names.Queues, session.Get(Queue)),
            };
            if (after is { } sequence) request.AfterSequence = sequence;
            return session.Audit.WatchEvents(request, session.Stream(cancel));
        }

        async Task<V1.Goodbye?> TakeAsync(V1.WatchEventsResponse frame)
        {
            foreach (var one in frame.Batch?.Events ?? [])
            {
                if (left == 0) break;
                await PrintOneAsync(session, one);
                after = one.Sequence;
                if (--left == 0) await enough.CancelAsync();
            }

            if (frame.Heartbeat is { Revision: > 0 } beat && left > 0) after = Math.Max(after ?? 0, beat.Revision);
            await session.Out.FlushAsync(session.Cancel);
            return frame.Goodbye;
        }
    }

    private static Task PrintOneAsync(Session session, V1.Event one)
    {
        if (session.Format == OutputFormat.Json) return session.PrintJsonAsync(one, isOneOfMany: true);
        var parts = new[]
        {
            Wording.Number(one.Sequence), Wording.Time(one.Time), one.Kind, one.Call, one.Agent, one.Queue, one.Details is null ? "" : JsonFormatter.Default.Format(one.Details),
        };
        return session.Out.WriteLineAsync(Table.Visible(string.Join("  ", parts.Where(p => p.Length > 0))));
    }
}
