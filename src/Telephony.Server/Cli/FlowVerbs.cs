using System.CommandLine;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony flow …</c></summary>
internal static class FlowVerbs
{
    private static readonly Argument<string> Flow = new("flow") { Description = "the flow, e.g. main" };

    public static Command Create() => Noun(
        "flow", "Flows of the IVR: who is in them, who came to each node today, who hung up there.",
        Verb("list", "All flows.", ListAsync, ClientOptions.Watch),
        Verb("get", "The nodes of one flow.", GetAsync, Flow),
        Verb("watch", "All flows, as they change.", WatchAsync));

    private static async Task ListAsync(Session session)
    {
        if (session.Get(ClientOptions.Watch))
        {
            await WatchAsync(session);
            return;
        }

        var all = await Pages.AllAsync(token => session.Flows.ListFlowsAsync(new V1.ListFlowsRequest { PageSize = Pages.Size, PageToken = token }, session.Once), p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Flows, all.Flows);
    }

    private static async Task GetAsync(Session session)
    {
        var answer = await session.Flows.GetFlowAsync(new V1.GetFlowRequest { Name = Session.Name(Rpc.Names.Flows, session.Get(Flow)) }, session.Once);
        await session.PrintAsync(answer, Columns.FlowNodes, answer.Flow.Nodes);
    }

    private static Task WatchAsync(Session session) => session.WatchAsync(session.WatchFlows(), Columns.Flows, _ => true);
}
