using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.RoutingService</c>: asks the core itself, not the picture. This file has the questions.</summary>
internal sealed partial class RoutingServiceImpl(
    ICoreAccess core, PictureFeed<V1.Queue> queues, PictureFeed<V1.Agent> agents, Orders orders, SiteInForce site, Deciders deciders, WatchStreams streams,
    TimeProvider time) : V1.RoutingService.RoutingServiceBase
{
    public override async Task<V1.ExplainResponse> Explain(V1.ExplainRequest request, ServerCallContext context)
    {
        var id = new CallId(Names.Id(Names.Calls, request.Call, "call"));
        var (found, now) = await core.QuestionAsync(acd => (acd.Explain(id), acd.Now.Utc));
        if (found.State is not { } state) throw Refusals.NotFound(Reason.CallNotFound, "Call", request.Call);
        return new V1.ExplainResponse
        {
            Call = request.Call,
            State = Views.Of(state),
            Queue = Names.Of(Names.Queues, found.Queue?.Value),
            Position = found.Position,
            QueuedAt = Views.Time(found.QueuedAt),
            Skills = found.Skills.Text,
            RelaxationStep = found.Step,
            RelaxationSteps = { found.Steps.Select(s => new V1.RelaxationStep { Step = s.Step, Skills = s.Skills.Text, StartTime = Views.Time(s.At) }) },
            Summary = Words.Of(found, now),
            Candidates = { found.Agents.Select(a => Of(a.Agent, a.Why, now)) },
        };
    }

    public override async Task<V1.WhyIdleResponse> WhyIdle(V1.WhyIdleRequest request, ServerCallContext context)
    {
        var agent = KnownAgent(request.Agent);
        var (why, now) = await core.QuestionAsync(acd => (acd.WhyIdle(agent), acd.Now.Utc));
        return new V1.WhyIdleResponse { Agent = request.Agent, Why = Of(why, request.Agent, now) };
    }

    public override async Task<V1.WhyNotResponse> WhyNot(V1.WhyNotRequest request, ServerCallContext context)
    {
        var call = new CallId(Names.Id(Names.Calls, request.Call, "call"));
        var agent = KnownAgent(request.Agent);
        var (why, now) = await core.QuestionAsync(acd => (acd.WhyNot(call, agent), acd.Now.Utc));
        if (why.Reason == IdleReason.Unknown) throw Refusals.NotFound(Reason.CallNotFound, "Call", request.Call);
        return new V1.WhyNotResponse { Why = Of(why, request.Agent, now) };
    }

    public override async Task<V1.EstimateWaitResponse> EstimateWait(V1.EstimateWaitRequest request, ServerCallContext context)
    {
        var queue = new QueueName(Names.Id(Names.Queues, request.Queue, "queue"));
        Fields.CheckPosition(request.Position);
        if (queues.Find(request.Queue) is null) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Queue);
        var (estimate, report) = await core.QuestionAsync(acd => (
            request.Position == 0 ? acd.Waits.Of(queue, acd.Now.Elapsed) : acd.Waits.Of(queue, request.Position, acd.Now.Elapsed), acd.Waits.ReportOf(queue)));
        return new V1.EstimateWaitResponse
        {
            Queue = request.Queue,
            Estimate = estimate is { } known ? Views.Of(known) : null,
            Scores =
            {
                report.Select(r => new V1.EstimatorScore
                {
                    Estimator = Views.Of(r.Estimator), ScoredCalls = r.Scored, RootMeanSquareError = Duration.FromTimeSpan(r.RootMeanSquareError),
                }),
            },
        };
    }

    private AgentId KnownAgent(string name)
    {
        var id = Names.Id(Names.Agents, name, "agent");
        return agents.Find(name) is null ? throw Refusals.NotFound(Reason.AgentNotFound, "Agent", name) : new AgentId(id);
    }

    private V1.Candidate Of(AgentId agent, WhyNotAnswer why, DateTimeOffset now)
    {
        var name = Names.Of(Names.Agents, agent.Value);
        return new V1.Candidate { Agent = name, Why = Of(why, name, now), Eligible = why.MayServe };
    }

    private V1.Explanation Of(WhyNotAnswer why, string agent, DateTimeOffset now) => new()
    {
        Reason = Views.Of(why.Reason), Text = Words.Of(why, agents.Find(agent), now), Until = Views.Time(why.Until),
    };
}
