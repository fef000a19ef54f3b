using Google.Protobuf;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>What people and other systems do to waiting calls.</content>
internal sealed partial class RoutingServiceImpl
{
    public override Task<V1.SetPriorityResponse> SetPriority(V1.SetPriorityRequest request, ServerCallContext context)
    {
        if (request.HasPriority) Fields.CheckPriority("priority", request.Priority);
        Fields.CheckPosition(request.Position);
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.CallReprioritised(
                asked, call, request.HasPriority ? request.Priority : null, request.Position == 0 ? null : request.Position, request.By),
            call => new V1.SetPriorityResponse { Call = call });
    }

    public override Task<V1.MoveToQueueResponse> MoveToQueue(V1.MoveToQueueRequest request, ServerCallContext context)
    {
        var queue = new QueueName(Names.Id(Names.Queues, request.Queue, "queue"));
        var needs = request.Needs is null ? null : NeedsOf(request.Needs);
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag), (call, asked) => new AcdInput.CallMoved(asked, call, queue, needs, request.By),
            call => new V1.MoveToQueueResponse { Call = call }, () =>
            {
                if (queues.Find(request.Queue) is null) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Queue);
            });
    }

    public override Task<V1.WithdrawResponse> Withdraw(V1.WithdrawRequest request, ServerCallContext context)
    {
        var target = request.Menu.Length == 0 ? CallTarget.HangUp : new CallTarget(null, request.Menu);
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag), (call, asked) => new AcdInput.CallWithdrawn(asked, call, target, request.By),
            call => new V1.WithdrawResponse { Call = call }, () =>
            {
                if (target.Menu is { } menu && !site.Latest.HasFlow(menu)) throw Refusals.Field("menu", "a menu of the configuration is wanted");
            });
    }

    public override Task<V1.AssignAgentResponse> AssignAgent(V1.AssignAgentRequest request, ServerCallContext context)
    {
        var agent = new AgentId(Names.Id(Names.Agents, request.Agent, "agent"));
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.CallAssigned(asked, call, agent, request.Forced, request.By), call => new V1.AssignAgentResponse { Call = call },
            () => KnownAgent(request.Agent), async () =>
            {
                var call = new CallId(Names.Id(Names.Calls, request.Call, "call"));
                if (await core.QuestionAsync(acd => acd.WhyNotAssign(call, agent, request.Forced)) is { } refusal) throw CoreRefusals.OfCall(request.Call, refusal);
            });
    }

    private Task<TResponse> DoAsync<TResponse>(
        IMessage request, string name, string by, Asking how, Func<CallId, RequestId, AcdInput> input,
        Func<V1.Call?, TResponse> answer, Action? check = null, Func<Task>? checkState = null)
        where TResponse : class, IMessage
    {
        var call = new CallId(Names.Id(Names.Calls, name, "call"));
        Fields.CheckBy(by);
        var order = new Order(request, how.RequestId, how.ValidateOnly, asked => input(call, asked), refusal => CoreRefusals.OfCall(name, refusal))
        {
            Check = check ?? (() => { }),
            Etag = how.Etag,
            Present = acd => acd.Show(call) is { } view ? (name, Etags.Of(view)) : null,
            CheckState = checkState ?? (async () =>
            {
                var shown = await core.QuestionAsync(acd => acd.Show(call)) ?? throw Refusals.NotFound(Reason.CallNotFound, "Call", name);
                if (shown.State != CallState.Queued) throw Refusals.State(Reason.CallNotWaiting, "CALL_STATE", name, $"the call is {shown.State}");
            }),
        };
        return orders.DoAsync(order, acd => acd.Show(call), view => answer(view is null ? null : Views.Of(view)));
    }

    private static CallNeeds NeedsOf(V1.CallNeeds asked)
    {
        if (asked.HasPriority) Fields.CheckPriority("needs.priority", asked.Priority);
        Fields.CheckPosition(asked.Position);
        if (!SkillExpression.TryParse(asked.Skills, out var skills, out var fault))
            throw Refusals.Field("needs.skills", $"a skill expression is wanted, as in english>=3 & billing; at {fault!.Position + 1}: {fault.Message}");
        if (asked.ExcludedAgents.Count > CallNeeds.ExcludedMost) throw Refusals.Field("needs.excluded_agents", $"at most {CallNeeds.ExcludedMost} agents are wanted");
        return new CallNeeds
        {
            Skills = skills,
            Priority = asked.HasPriority ? asked.Priority : null,
            Preferred = asked.PreferredAgent.Length == 0 ? null : new AgentId(Names.Id(Names.Agents, asked.PreferredAgent, "needs.preferred_agent")),
            PreferredFor = Fields.Time("needs.preferred_for", asked.PreferredFor, CallNeeds.PreferredMost),
            Excluded = [.. asked.ExcludedAgents.Select(a => new AgentId(Names.Id(Names.Agents, a, "needs.excluded_agents")))],
            Position = asked.Position == 0 ? null : asked.Position,
        };
    }
}
