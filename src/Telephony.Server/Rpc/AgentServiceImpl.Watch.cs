using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <content>One agent's own screen.</content>
internal sealed partial class AgentServiceImpl
{
    private static readonly FrameForm<V1.WatchAgentResponse> OfOne = new(
        beat => new V1.WatchAgentResponse { Heartbeat = beat }, bye => new V1.WatchAgentResponse { Goodbye = bye });

    public override Task WatchAgent(V1.WatchAgentRequest request, IServerStreamWriter<V1.WatchAgentResponse> responseStream, ServerCallContext context)
    {
        Names.Id(Names.Agents, request.Name);
        orders.Find(request.Name);
        var sent = new V1.AgentAtWork();
        return streams.RunAsync(OfOne, responseStream, context, async write =>
        {
            var agent = orders.Find(request.Name);
            var call = agent.Call.Length == 0 ? null : calls.Find(agent.Call);
            if (agent.Equals(sent.Agent) && Equals(call, sent.Call)) return sent.Revision;
            sent = new V1.AgentAtWork { Revision = sent.Revision + 1, Agent = agent, Call = call };
            await write(new V1.WatchAgentResponse { Picture = sent });
            return sent.Revision;
        });
    }
}
