using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.AgentService</c>: reads the board's picture, and asks the loop.</summary>
internal sealed partial class AgentServiceImpl(
    PictureFeed<V1.Agent> feed, PictureFeed<V1.Call> calls, WatchStreams streams, AgentOrders orders) : V1.AgentService.AgentServiceBase
{
    private static readonly FrameForm<V1.WatchAgentsResponse> Common = new(
        beat => new V1.WatchAgentsResponse { Heartbeat = beat }, bye => new V1.WatchAgentsResponse { Goodbye = bye });

    private static readonly PictureForm<V1.Agent, V1.WatchAgentsResponse> Form = new(
        (revision, agents) => new V1.WatchAgentsResponse { Snapshot = new V1.AgentsSnapshot { Revision = revision, Agents = { agents } } },
        (revision, changes) => new V1.WatchAgentsResponse
        {
            Delta = new V1.AgentsDelta { Revision = revision, Upserts = { changes.Upserts }, Removes = { changes.Removes } },
        });

    public override Task<V1.GetAgentResponse> GetAgent(V1.GetAgentRequest request, ServerCallContext context)
    {
        Names.Id(Names.Agents, request.Name);
        var agent = feed.Find(request.Name) ?? throw Refusals.NotFound(Reason.AgentNotFound, "Agent", request.Name);
        return Task.FromResult(new V1.GetAgentResponse { Agent = Masks.Read(request.ReadMask, agent) });
    }

    public override Task<V1.ListAgentsResponse> ListAgents(V1.ListAgentsRequest request, ServerCallContext context)
    {
        var servesQueue = ServesQueue(request.Queue, context);
        var (agents, next, total) = Pages.Of(
            feed.Now().Items, feed.NameOf, a => servesQueue?.Invoke(a) is not false && (request.States.Count == 0 || request.States.Contains(a.State)),
            request.PageSize, request.PageToken, $"agents {request.Queue} {request.States}");
        return Task.FromResult(new V1.ListAgentsResponse { Agents = { Masks.Read(request.ReadMask, agents) }, NextPageToken = next, TotalSize = total });
    }

    public override Task<V1.LogInResponse> LogIn(V1.LogInRequest request, ServerCallContext context) => orders.CommandAsync(
        request, request.Name, AgentCommand.LogIn, null, new Asking(request.RequestId, request.ValidateOnly, request.Etag), agent => new V1.LogInResponse { Agent = agent });

    public override Task<V1.LogOutResponse> LogOut(V1.LogOutRequest request, ServerCallContext context) => orders.CommandAsync(
        request, request.Name, AgentCommand.LogOut, null, new Asking(request.RequestId, request.ValidateOnly, request.Etag), agent => new V1.LogOutResponse { Agent = agent });

    public override Task<V1.SetReadyResponse> SetReady(V1.SetReadyRequest request, ServerCallContext context) => orders.CommandAsync(
        request, request.Name, AgentCommand.Ready, null, new Asking(request.RequestId, request.ValidateOnly, request.Etag), agent => new V1.SetReadyResponse { Agent = agent });

    public override Task<V1.PauseResponse> Pause(V1.PauseRequest request, ServerCallContext context) => orders.CommandAsync(
        request, request.Name, AgentCommand.Pause, request.Reason, new Asking(request.RequestId, request.ValidateOnly, request.Etag), agent => new V1.PauseResponse { Agent = agent });

    public override Task WatchAgents(V1.WatchAgentsRequest request, IServerStreamWriter<V1.WatchAgentsResponse> responseStream, ServerCallContext context) =>
        streams.RunAsync(feed, ServesQueue(request.Queue, context), Form, Common, responseStream, context);

    /// <summary>Which agents are shown; null: all.</summary>
    private static Func<V1.Agent, bool>? ServesQueue(string queue, ServerCallContext context)
    {
        Names.CheckFilter(Names.Queues, queue, "queue");
        var sight = context.Sight();
        if (sight.SeesSite && queue.Length == 0) return null;
        return agent => sight.SeesAgent(agent.Name) && (queue.Length == 0 || agent.Queues.Contains(queue));
    }
}
