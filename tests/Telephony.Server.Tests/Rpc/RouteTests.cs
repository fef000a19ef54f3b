using Grpc.Core;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Another system decides which agent gets a call; a supervisor assigns one; a call that is not there is asked about.</summary>
public sealed class RouteTests : ApiFixture
{
    [Test]
    public async Task The_agent_another_system_names_is_rung()
    {
        await LogInAsync("agents/1001", "agents/1002");
        using var route = await DecideForAsync("queues/vip");
        var call = Asterisk.Call("acd-n1", "555", "call,8200").Id;
        var offer = await OfferAsync(route);
        Assert.That((offer.Call.Name, offer.Call.Queue, offer.Candidates), Is.EqualTo(($"calls/{call}", "queues/vip", new[] { "agents/1001", "agents/1002" })));
        Assert.That(offer.Deadline.ToDateTimeOffset(), Is.GreaterThan(DateTimeOffset.UtcNow.AddSeconds(-1)));
        var why = (await Api.Routing.WhyNotAsync(new V1.WhyNotRequest { Call = offer.Call.Name, Agent = "agents/1002" })).Why;
        Assert.That(why.Reason, Is.EqualTo(V1.IdleReason.DecidedElsewhere));

        await AnswerAsync(route, new V1.RouteDecision { Offer = offer.Offer, FencingToken = offer.FencingToken + 1, Agent = "agents/1001" });
        Assert.That((await ResultAsync(route)).Outcome, Is.EqualTo(V1.RouteOutcome.TooLate), "a wrong token is ignored");
        await AnswerAsync(route, new V1.RouteDecision { Offer = offer.Offer, FencingToken = offer.FencingToken, Agent = "agents/1002" });
        var result = await ResultAsync(route);
        Assert.That((result.Outcome, result.Agent, result.Offer), Is.EqualTo((V1.RouteOutcome.Chosen, "agents/1002", offer.Offer)));
        await Api.UntilAsync("1002 is rung", async () => (await AgentAsync("agents/1002")).Call == offer.Call.Name);
        Assert.That((await AgentAsync("agents/1001")).State, Is.EqualTo(V1.AgentState.Ready));
        Assert.That((await EventsAsync("OfferMade")).Single().Details.Fields["why"].StringValue, Is.EqualTo("chosen by crm"));
    }

    [Test]
    public async Task Silence_and_the_end_of_the_stream_leave_it_to_the_own_rule()
    {
        await LogInAsync("agents/1001", "agents/1002");
        using (var route = await DecideForAsync("queues/vip"))
        {
            Asterisk.Call("acd-n1", "555", "call,8200");
            await OfferAsync(route);
            Assert.That((await ResultAsync(route)).Outcome, Is.EqualTo(V1.RouteOutcome.TimedOut));
            await Api.UntilAsync("1001 is rung", async () => (await AgentAsync("agents/1001")).State is V1.AgentState.Ringing or V1.AgentState.Reserved);
            Asterisk.Call("acd-n1", "556", "call,8200");
            await OfferAsync(route);
        }

        await Api.UntilAsync("1002 is rung", async () => (await AgentAsync("agents/1002")).State is V1.AgentState.Ringing or V1.AgentState.Reserved);
        await Api.UntilAsync("the decider is gone", async () => (await EventsAsync("DeciderDetached")).Count == 1);
    }

    [Test]
    public void Who_may_not_decide_is_told_why()
    {
        Refuse("NOT_DECIDED_ELSEWHERE", new V1.RouteRequest { Subscription = new V1.RouteSubscription { Queue = "queues/sales", By = "crm" } });
        Refuse("QUEUE_NOT_FOUND", new V1.RouteRequest { Subscription = new V1.RouteSubscription { Queue = "queues/nowhere", By = "crm" } });
        Refuse("INVALID_FIELD", new V1.RouteRequest { Subscription = new V1.RouteSubscription { Queue = "queues/vip" } });
        Refuse("INVALID_FIELD", new V1.RouteRequest { Decision = new V1.RouteDecision { Offer = "c-1", FencingToken = 1 } });
        Refuse("INVALID_FIELD", new V1.RouteRequest());

        void Refuse(string reason, V1.RouteRequest said)
        {
            using var route = Api.Routing.Route();
            Refused(() => AskAsync().GetAwaiter().GetResult(), reason);

            async Task AskAsync()
            {
                await route.RequestStream.WriteAsync(said);
                while (await route.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience)) { }
            }
        }
    }

    [Test]
    public async Task A_waiting_call_is_assigned_out_of_turn()
    {
        var first = await Api.CallAsync("8100");
        var second = await Api.CallAsync("8100");
        var asked = new V1.AssignAgentRequest { Call = second, Agent = "agents/1002", By = "kim" };
        Refused(() => Api.Routing.AssignAgent(asked), "AGENT_NOT_FREE");
        await LogInAsync("agents/1002");
        Refused(() => Api.Routing.AssignAgent(asked), "AGENT_NOT_ELIGIBLE");
        Refused(() => Api.Routing.AssignAgent(new V1.AssignAgentRequest(asked) { ValidateOnly = true }), "AGENT_NOT_ELIGIBLE");
        Refused(() => Api.Routing.AssignAgent(new V1.AssignAgentRequest(asked) { Agent = "agents/9" }), "AGENT_NOT_FOUND");
        Assert.That(Api.Routing.AssignAgent(new V1.AssignAgentRequest(asked) { Forced = true, ValidateOnly = true }).Call.State, Is.EqualTo(V1.CallState.Queued));
        var assigned = await Api.Routing.AssignAgentAsync(new V1.AssignAgentRequest(asked) { Forced = true });
        Assert.That((assigned.Call.State, assigned.Call.Agent), Is.EqualTo((V1.CallState.Ringing, "agents/1002")));
        Refused(() => Api.Routing.AssignAgent(new V1.AssignAgentRequest(asked) { Call = first }), "AGENT_NOT_FREE");
        var fact = (await EventsAsync("CallAssigned")).Single();
        Assert.That((fact.Call, fact.Details.Fields["by"].StringValue, fact.Details.Fields["forced"].BoolValue), Is.EqualTo((second, "kim", true)));
    }

    [Test]
    public async Task A_dry_run_tells_who_would_be_rung_and_changes_nothing()
    {
        await LogInAsync("agents/1001", "agents/1002");
        var before = (await AllEventsAsync()).Count;
        var free = await Api.Routing.DryRunAsync(new V1.DryRunRequest { Queue = "queues/sales" });
        Assert.That((free.Agent, free.Admitted, free.Position), Is.EqualTo(("agents/1001", true, 0)));
        Assert.That(free.Text.En, Does.StartWith("longest idle"));
        Assert.That(free.Candidates.Select(c => (c.Agent, c.Why.Reason)), Is.EqualTo(new[] { ("agents/1001", V1.IdleReason.None), ("agents/1002", V1.IdleReason.OtherChosen) }));

        var skilled = await Api.Routing.DryRunAsync(new V1.DryRunRequest { Queue = "queues/sales", Needs = new V1.CallNeeds { Skills = "english>=2" } });
        Assert.That(skilled.Agent, Is.EqualTo("agents/1002"));
        var nobody = await Api.Routing.DryRunAsync(new V1.DryRunRequest { Queue = "queues/tech", Needs = new V1.CallNeeds { Priority = 3 } });
        Assert.That((nobody.Agent, nobody.Position, nobody.Candidates.Single().Why.Reason), Is.EqualTo(("", 1, V1.IdleReason.Skills)));

        await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = "queues/sales", By = "kim" });
        Assert.That((await Api.Routing.DryRunAsync(new V1.DryRunRequest { Queue = "queues/sales" })).Admitted, Is.False);
        Refused(() => Api.Routing.DryRun(new V1.DryRunRequest { Queue = "queues/nowhere" }), "QUEUE_NOT_FOUND");
        WrongField(() => Api.Routing.DryRun(new V1.DryRunRequest { Queue = "queues/sales", Needs = new V1.CallNeeds { Skills = "&" } }), "needs.skills");
        Assert.That(await AllEventsAsync(), Has.Count.EqualTo(before + 2), "only the command is recorded, and what it did");
    }

    private async Task<IReadOnlyList<V1.Event>> AllEventsAsync() => (await Api.Audit.ListEventsAsync(new V1.ListEventsRequest { PageSize = 1_000 })).Events;

    private async Task LogInAsync(params string[] agents)
    {
        foreach (var agent in agents) await Api.Agents.LogInAsync(new V1.LogInRequest { Name = agent });
    }

    private async Task<AsyncDuplexStreamingCall<V1.RouteRequest, V1.RouteResponse>> DecideForAsync(string queue)
    {
        var route = Api.Routing.Route();
        await AnswerAsync(route, new V1.RouteRequest { Subscription = new V1.RouteSubscription { Queue = queue, By = "crm" } });
        await Api.UntilAsync("somebody decides", async () => (await EventsAsync("DeciderAttached")).Count > 0);
        return route;
    }

    private static Task AnswerAsync(AsyncDuplexStreamingCall<V1.RouteRequest, V1.RouteResponse> route, V1.RouteDecision decision) =>
        AnswerAsync(route, new V1.RouteRequest { Decision = decision });

    private static Task AnswerAsync(AsyncDuplexStreamingCall<V1.RouteRequest, V1.RouteResponse> route, V1.RouteRequest said) =>
        route.RequestStream.WriteAsync(said).WaitAsync(RunningApi.Patience);

    private static async Task<V1.RouteOffer> OfferAsync(AsyncDuplexStreamingCall<V1.RouteRequest, V1.RouteResponse> route) => (await NextAsync(route, r => r.Offer is not null)).Offer;

    private static async Task<V1.RouteResult> ResultAsync(AsyncDuplexStreamingCall<V1.RouteRequest, V1.RouteResponse> route) => (await NextAsync(route, r => r.Result is not null)).Result;

    private static async Task<V1.RouteResponse> NextAsync(AsyncDuplexStreamingCall<V1.RouteRequest, V1.RouteResponse> route, Func<V1.RouteResponse, bool> wanted)
    {
        while (await route.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience))
        {
            if (wanted(route.ResponseStream.Current)) return route.ResponseStream.Current;
        }

        throw new AssertionException("the stream has ended");
    }
}
