using Google.Protobuf;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>Orders about one agent.</summary>
internal sealed class AgentOrders(Orders orders, PictureFeed<V1.Agent> feed, SiteInForce site)
{
    /// <summary>Has an agent log in, log out, pause or be ready.</summary>
    public Task<TResponse> CommandAsync<TResponse>(
        IMessage request, string name, AgentCommand command, string? reason, Asking how, Func<V1.Agent, TResponse> answer)
        where TResponse : class, IMessage => DoAsync(
            request, name, how, (id, asked) => new AcdInput.AgentCommanded(asked, id, command, reason), answer,
            () => CheckReason(command, reason), agent => CheckState(agent, command));

    /// <summary>Has something done about an agent.</summary>
    /// <param name="request">The whole request.</param>
    /// <param name="name">agents/{agent}.</param>
    /// <param name="how">How it is asked.</param>
    /// <param name="input">What the core is told.</param>
    /// <param name="answer">Makes the answer of the agent as they are then.</param>
    /// <param name="check">Throws when the request cannot be meant.</param>
    /// <param name="checkState">Throws when it could not be carried out now.</param>
    public Task<TResponse> DoAsync<TResponse>(
        IMessage request, string name, Asking how, Func<AgentId, RequestId, AcdInput> input, Func<V1.Agent, TResponse> answer,
        Action check, Action<V1.Agent> checkState)
        where TResponse : class, IMessage
    {
        var id = new AgentId(Names.Id(Names.Agents, name));
        var order = new Order(request, how.RequestId, how.ValidateOnly, asked => input(id, asked), refusal => CoreRefusals.OfAgent(name, refusal))
        {
            Check = () =>
            {
                Find(name);
                check();
            },
            Etag = how.Etag,
            Present = acd => acd.Show(id) is { } view ? (name, Etags.Of(view)) : null,
            CheckState = () =>
            {
                checkState(Find(name));
                return Task.CompletedTask;
            },
        };
        return orders.DoAsync(order, acd => acd.Show(id), view => answer(view is null ? Find(name) : Views.Of(view)));
    }

    /// <summary>The agent as shown.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public V1.Agent Find(string name) => feed.Find(name) ?? throw Refusals.NotFound(Reason.AgentNotFound, "Agent", name);

    /// <summary>A pause has a reason of the site; nothing else has one.</summary>
    public void CheckReason(AgentCommand command, string? reason)
    {
        if (command != AgentCommand.Pause)
        {
            if (!string.IsNullOrEmpty(reason)) throw Refusals.Field("reason", "a reason goes with a pause");
            return;
        }

        var reasons = site.Latest.PauseReasons.Values.Select(r => r.Name).ToList();
        if (!reasons.Contains(reason!)) throw Refusals.Field("reason", $"one of the site's pause reasons is wanted ({string.Join(", ", reasons)})");
    }

    /// <summary>Queues are those of the site.</summary>
    public void CheckQueues(IEnumerable<string> names)
    {
        if (names.FirstOrDefault(name => !site.Latest.Queues.ContainsKey(Names.Id(Names.Queues, name, "queues"))) is { } unknown)
            throw Refusals.Field("queues", $"queues of the site are wanted, not {unknown}");
    }

    /// <summary>Who is not at work cannot be asked this.</summary>
    public static void CheckAtWork(V1.Agent agent)
    {
        if (agent.State == V1.AgentState.LoggedOut) throw Refusals.State(Reason.AgentLoggedOut, "AGENT_STATE", agent.Name, "the agent must be logged in");
    }

    private static void CheckState(V1.Agent agent, AgentCommand command)
    {
        if (command is AgentCommand.Pause or AgentCommand.Ready) CheckAtWork(agent);
        if (command == AgentCommand.Ready && agent.DispositionOwed)
            throw Refusals.State(Reason.DispositionOwed, "AGENT_STATE", agent.Name, $"a disposition is owed: {string.Join(", ", agent.Dispositions)}");
    }
}
