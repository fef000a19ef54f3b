using Telephony.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Questions about routing, asked of the whole service.</summary>
public sealed class RoutingTests : ApiFixture
{
    [Test]
    public async Task A_waiting_call_is_explained_agent_by_agent()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        await Api.Agents.PauseAsync(new V1.PauseRequest { Name = "agents/1001", Reason = "break" });
        var call = await Api.CallAsync("8000");
        var explained = await Api.Routing.ExplainAsync(new V1.ExplainRequest { Call = call });
        Assert.That((explained.State, explained.Queue, explained.Position), Is.EqualTo((V1.CallState.Queued, "queues/sales", 1)));
        Assert.That(explained.QueuedAt.ToDateTimeOffset(), Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromSeconds(10)));
        Assert.That(explained.Summary.En, Does.Contain("2 of 2 agents of sales may serve it, none is free"));
        Assert.That(explained.Summary.ZhCn, Does.Contain("sales 的 2 名坐席中有 2 名符合要求，均无空闲"));
        Assert.That(explained.Candidates.Select(c => (c.Agent, c.Why.Reason, c.Eligible)), Is.EqualTo(new[]
        {
            ("agents/1001", V1.IdleReason.Paused, true), ("agents/1002", V1.IdleReason.LoggedOut, true),
        }));
        Assert.That((explained.Candidates[0].Why.Text.En, explained.Candidates[0].Why.Text.ZhCn), Is.EqualTo(("paused: break", "小休（break）")));
    }

    [Test]
    public async Task A_skill_that_is_lacking_is_named_with_the_time_from_which_on_it_is_not_asked_for()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1002" });
        var call = await Api.CallAsync("8100");
        var explained = await Api.Routing.ExplainAsync(new V1.ExplainRequest { Call = call });
        Assert.That((explained.Skills, explained.RelaxationStep), Is.EqualTo(("english>=5", 0)));
        Assert.That(explained.RelaxationSteps.Select(s => (s.Step, s.Skills)), Is.EqualTo(new[] { (0, "english>=5"), (1, "") }));
        var relaxed = explained.RelaxationSteps[1].StartTime;
        Assert.That(relaxed - explained.RelaxationSteps[0].StartTime, Is.EqualTo(Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMinutes(10))));
        var why = (await Api.Routing.WhyNotAsync(new V1.WhyNotRequest { Call = call, Agent = "agents/1002" })).Why;
        Assert.That(why.Reason, Is.EqualTo(V1.IdleReason.Skills));
        Assert.That(why.Until.ToDateTimeOffset(), Is.EqualTo(relaxed.ToDateTimeOffset()).Within(TimeSpan.FromSeconds(1)), "by another clock, which drifts");
        Assert.That(why.Text.En, Does.StartWith("english 3 < 5 until "));
        Assert.That(why.Text.ZhCn, Does.StartWith("技能不符（english 3 < 5").And.Contains("还剩"));
        var elsewhere = (await Api.Routing.WhyNotAsync(new V1.WhyNotRequest { Call = call, Agent = "agents/1001" })).Why;
        Assert.That(elsewhere.Reason, Is.EqualTo(V1.IdleReason.NotInQueue));
    }

    [Test]
    public async Task An_idle_agent_is_told_why()
    {
        Assert.That(await WhyIdleAsync("agents/1002"), Is.EqualTo(V1.IdleReason.LoggedOut));
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1002" });
        Assert.That(await WhyIdleAsync("agents/1002"), Is.EqualTo(V1.IdleReason.NoCall));
        await Api.CallAsync("8100");
        Assert.That(await WhyIdleAsync("agents/1002"), Is.EqualTo(V1.IdleReason.Skills));

        async Task<V1.IdleReason> WhyIdleAsync(string agent)
        {
            var answer = await Api.Routing.WhyIdleAsync(new V1.WhyIdleRequest { Agent = agent });
            Assert.That(answer.Why.Text.En, Is.Not.Empty);
            Assert.That(answer.Why.Text.ZhCn, Does.Match(@"\p{IsCJKUnifiedIdeographs}"));
            return answer.Why.Reason;
        }
    }

    [Test]
    public async Task A_browser_asks_for_an_explanation_in_JSON()
    {
        var call = await Api.CallAsync("8000");
        var (status, body) = await Api.PostAsync("RoutingService/Explain", $$"""{"call":"{{call}}"}""");
        Assert.That(status, Is.EqualTo(200));
        Assert.That(body.GetProperty("candidates")[0].GetProperty("why").GetProperty("reason").GetString(), Is.EqualTo("IDLE_REASON_LOGGED_OUT"));
    }

    [Test]
    public async Task A_wait_is_estimated_once_something_is_known()
    {
        var request = new V1.EstimateWaitRequest { Queue = "queues/sales" };
        Assert.That((await Api.Routing.EstimateWaitAsync(request)).Estimate, Is.Null);
        await Api.CallAsync("8000");
        var estimate = (await Api.Routing.EstimateWaitAsync(request)).Estimate;
        Assert.That((estimate.Estimator, estimate.Trusted), Is.EqualTo((V1.WaitEstimator.HeadOfLine, false)));
        Assert.That(estimate.Bound.ToTimeSpan(), Is.GreaterThan(TimeSpan.Zero));
        var first = (await Api.Routing.EstimateWaitAsync(new V1.EstimateWaitRequest { Queue = "queues/sales", Position = 1 })).Estimate;
        Assert.That(first.Expected.ToTimeSpan(), Is.GreaterThan(TimeSpan.Zero).And.LessThan(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void What_is_not_there_is_not_explained()
    {
        Refused(() => Api.Routing.Explain(new V1.ExplainRequest { Call = "calls/1.1" }), "CALL_NOT_FOUND");
        Refused(() => Api.Routing.WhyIdle(new V1.WhyIdleRequest { Agent = "agents/9999" }), "AGENT_NOT_FOUND");
        Refused(() => Api.Routing.WhyNot(new V1.WhyNotRequest { Call = "calls/1.1", Agent = "agents/1001" }), "CALL_NOT_FOUND");
        Refused(() => Api.Routing.EstimateWait(new V1.EstimateWaitRequest { Queue = "queues/nowhere" }), "QUEUE_NOT_FOUND");
        Refused(() => Api.Routing.EstimateWait(new V1.EstimateWaitRequest { Queue = "queues/sales", Position = -1 }), "INVALID_FIELD");
    }

    [Test]
    public async Task Many_questions_at_once_are_all_answered()
    {
        var call = await Api.CallAsync("8000");
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Api.Routing.ExplainAsync(new V1.ExplainRequest { Call = call }).ResponseAsync));
        Assert.That(answers, Has.All.Matches<V1.ExplainResponse>(a => a.Position == 1));
    }

    [Test]
    public void Every_reason_and_every_estimator_has_a_word_of_its_own()
    {
        var reasons = Enum.GetValues<IdleReason>().Where(r => r != IdleReason.Unknown).Select(Views.Of).ToList();
        Assert.That(reasons, Is.Unique.And.None.EqualTo(V1.IdleReason.Unspecified));
        Assert.That(Enum.GetValues<WaitEstimator>().Select(Views.Of), Is.Unique.And.None.EqualTo(V1.WaitEstimator.Unspecified));
        foreach (var reason in Enum.GetValues<IdleReason>().Where(r => r != IdleReason.Unknown))
            Assert.That(Words.Of(new WhyNotAnswer(reason, "in English"), null, default).ZhCn, Does.Match(@"\p{IsCJKUnifiedIdeographs}"), $"{reason}");
    }
}
