using Google.Protobuf;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>A command for an agent, as it was asked for.</summary>
/// <param name="Request">The whole request.</param>
/// <param name="Name">agents/{agent}.</param>
/// <param name="Command">What to do.</param>
/// <param name="Reason">The reason of a pause.</param>
/// <param name="RequestId">Names the request, or empty.</param>
/// <param name="ValidateOnly">Only check.</param>
internal sealed record AgentOrder(IMessage Request, string Name, AgentCommand Command, string? Reason, string RequestId, bool ValidateOnly);

/// <summary>Checks commands for agents, has each carried out once, and answers with the agent as it is then.</summary>
internal sealed class AgentCommands(PictureFeed<V1.Agent> feed, SiteInForce site, RequestLedger ledger, ICoreAccess core, TimeProvider time)
{
    private static readonly TimeSpan PicturePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PictureInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Checks a command, and unless it is only to be checked, has it carried out.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is refused.</exception>
    public async Task<TResponse> DoAsync<TResponse>(AgentOrder order, Func<V1.Agent, TResponse> answer)
        where TResponse : class, IMessage
    {
        var id = new AgentId(Names.Id(Names.Agents, order.Name));
        if (!order.ValidateOnly)
            return await ledger.OnceAsync(order.RequestId, order.Request, async () => answer(await CarryOutAsync(id, order)));
        RequestLedger.CheckId(order.RequestId);
        Check(order);
        var agent = Find(order.Name);
        if (AgentStates.Decide(Views.CoreStateOf(agent.State), EventOf(order.Command)) == AgentStep.RefuseLoggedOut) throw LoggedOut(order.Name);
        return answer(agent);
    }

    private async Task<V1.Agent> CarryOutAsync(AgentId id, AgentOrder order)
    {
        Check(order);
        var refusal = await core.CommandAsync(request => new AcdInput.AgentCommanded(request, id, order.Command, order.Reason));
        if (refusal is not null) throw refusal.EndsWith("is logged out", StringComparison.Ordinal) ? LoggedOut(order.Name) : Refusals.AgentState(Reason.CommandRefused, order.Name, refusal);
        return await AfterAsync(order);
    }

    private void Check(AgentOrder order)
    {
        Find(order.Name);
        if (order.Command != AgentCommand.Pause) return;
        var reasons = site.Latest.PauseReasons.Values.Select(r => r.Name).ToList();
        if (!reasons.Contains(order.Reason!)) throw Refusals.Field("reason", $"one of the site's pause reasons is wanted ({string.Join(", ", reasons)})");
    }

    /// <summary>The agent in the first picture that shows the command's effect. Pictures are up to 100 ms behind the loop.</summary>
    private async Task<V1.Agent> AfterAsync(AgentOrder order)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var agent = Find(order.Name);
            if (ShowsEffect(agent, order) || time.GetElapsedTime(begin) > PicturePatience) return agent;
            await Task.Delay(PictureInterval, time);
        }
    }

    private V1.Agent Find(string name) => feed.Find(name) ?? throw Refusals.NotFound(Reason.AgentNotFound, "Agent", name);

    /// <summary>During a call a wish to pause or log out shows only after it; a pause that
    /// needs approval, only when it is approved.</summary>
    private bool ShowsEffect(V1.Agent agent, AgentOrder order)
    {
        if (agent.State is V1.AgentState.Reserved or V1.AgentState.Ringing or V1.AgentState.Talking) return true;
        if (order.Command == AgentCommand.Pause && site.Latest.PauseReasons.Values.Any(r => r.Name == order.Reason && r.NeedsApproval)) return true;
        return order.Command switch
        {
            AgentCommand.LogIn => agent.State != V1.AgentState.LoggedOut,
            AgentCommand.LogOut => agent.State == V1.AgentState.LoggedOut,
            AgentCommand.Pause => agent.State == V1.AgentState.Paused && agent.StateReason == order.Reason,
            _ => agent.State == V1.AgentState.Ready,
        };
    }

    private static Grpc.Core.RpcException LoggedOut(string name) => Refusals.AgentState(Reason.AgentLoggedOut, name, "the agent must be logged in");

    private static AgentEvent EventOf(AgentCommand command) => command switch
    {
        AgentCommand.LogIn => AgentEvent.LogIn,
        AgentCommand.LogOut => AgentEvent.LogOut,
        AgentCommand.Pause => AgentEvent.Pause,
        _ => AgentEvent.Ready,
    };
}
