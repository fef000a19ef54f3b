using Google.Rpc;
using Grpc.Core;

namespace Telephony.Server.Tests.Rpc;

/// <summary>What supervisors and other systems do with queues and waiting calls, through the whole service.</summary>
public sealed class QueueOrdersTests : ApiFixture
{
    private const string Sales = "queues/sales";

    [Test]
    public async Task A_queue_is_closed_opened_and_left_to_its_calendar()
    {
        var closed = (await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = Sales, By = "kim" })).Queue;
        Assert.That((closed.Opening, closed.Switch), Is.EqualTo((V1.QueueOpening.Closed, V1.QueueSwitch.Closed)));
        Assert.That((await QueueAsync()).Opening, Is.EqualTo(V1.QueueOpening.Closed), "who asks next is shown the same");
        var open = (await Api.Queues.OpenQueueAsync(new V1.OpenQueueRequest { Name = Sales, By = "kim" })).Queue;
        Assert.That((open.Opening, open.Switch), Is.EqualTo((V1.QueueOpening.Open, V1.QueueSwitch.Open)));
        Assert.That((await Api.Queues.FollowCalendarAsync(new V1.FollowCalendarRequest { Name = Sales, By = "kim" })).Queue.Switch, Is.EqualTo(V1.QueueSwitch.Calendar));
        Assert.That((await EventsAsync("QueueSwitched")).Select(e => (e.Queue, e.Details.Fields["to"].StringValue)),
            Is.EqualTo(new[] { (Sales, "Closed"), (Sales, "Open"), (Sales, "Calendar") }));
    }

    [Test]
    public async Task An_emergency_concerns_one_queue_or_the_whole_site()
    {
        var one = (await Api.Queues.SetEmergencyAsync(new V1.SetEmergencyRequest { Name = Sales, On = true, By = "kim" })).Queues.Single();
        Assert.That((one.Name, one.Opening, one.Emergency), Is.EqualTo((Sales, V1.QueueOpening.Emergency, true)));
        await Api.Queues.SetEmergencyAsync(new V1.SetEmergencyRequest { Name = Sales, On = false, By = "kim" });
        var all = (await Api.Queues.SetEmergencyAsync(new V1.SetEmergencyRequest { Name = "queues/-", On = true, By = "kim" })).Queues;
        Assert.That(all.Select(q => (q.Name, q.Opening, q.Emergency)), Is.EqualTo(new[]
        {
            (Sales, V1.QueueOpening.Emergency, false), ("queues/support", V1.QueueOpening.Emergency, false), ("queues/tech", V1.QueueOpening.Emergency, false),
            ("queues/vip", V1.QueueOpening.Emergency, false),
        }));
    }

    [Test]
    public async Task A_browser_closes_a_queue_in_JSON_and_once()
    {
        var request = $$"""{"name":"queues/sales","by":"kim","requestId":"{{Guid.NewGuid()}}"}""";
        var (status, body) = await Api.PostAsync("QueueService/CloseQueue", request);
        Assert.That((status, body.GetProperty("queue").GetProperty("opening").GetString()), Is.EqualTo((200, "QUEUE_OPENING_CLOSED")));
        await Api.Queues.FollowCalendarAsync(new V1.FollowCalendarRequest { Name = Sales, By = "kim" });
        await Api.PostAsync("QueueService/CloseQueue", request);
        Assert.That((await QueueAsync()).Opening, Is.EqualTo(V1.QueueOpening.Open), "a repeated request is not carried out again");
    }

    [Test]
    public async Task What_is_only_checked_or_malformed_changes_nothing()
    {
        var shown = (await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = Sales, By = "kim", ValidateOnly = true })).Queue;
        Assert.That(shown.Opening, Is.EqualTo(V1.QueueOpening.Open));
        WrongField(() => Api.Queues.CloseQueue(new V1.CloseQueueRequest { Name = Sales }), "by");
        Refused(() => Api.Queues.CloseQueue(new V1.CloseQueueRequest { Name = "queues/nowhere", By = "kim", ValidateOnly = true }), "QUEUE_NOT_FOUND");
        Refused(() => Api.Queues.SetEmergency(new V1.SetEmergencyRequest { Name = "queues/nowhere", On = true, By = "kim" }), "QUEUE_NOT_FOUND");
        Assert.That(await EventsAsync("QueueSwitched"), Is.Empty);
    }

    [Test]
    public async Task A_picture_tells_the_expected_wait_and_the_figures_of_today()
    {
        var caller = Asterisk.Call("acd-n1", "555", "call,8000");
        await Api.UntilAsync("a wait is expected", async () => (await QueueAsync()).ExpectedWait is not null);
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        (await Asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await BecomesAsync("agents/1001", V1.AgentState.Talking);
        caller.HangUp();
        await Api.UntilAsync("today has an answered call", async () => (await QueueAsync()).Today?.AnsweredCalls == 1);
        var today = (await QueueAsync()).Today;
        Assert.That((today.OfferedCalls, today.AbandonedCalls, today.ServiceLevelTarget), Is.EqualTo((1, 0, 80)));
    }

    [Test]
    public async Task A_waiting_call_is_put_first_moved_and_taken_out()
    {
        var (first, second) = (await Api.CallAsync("8000"), await Api.CallAsync("8000"));
        var raised = (await Api.Routing.SetPriorityAsync(new V1.SetPriorityRequest { Call = second, Priority = 5, By = "kim" })).Call;
        Assert.That(raised.Priority, Is.EqualTo(5));
        Assert.That((await Api.Routing.ExplainAsync(new V1.ExplainRequest { Call = second })).Position, Is.EqualTo(1));
        await Api.Routing.SetPriorityAsync(new V1.SetPriorityRequest { Call = first, Priority = 5, Position = 1, By = "kim" });
        Assert.That((await Api.Routing.ExplainAsync(new V1.ExplainRequest { Call = first })).Position, Is.EqualTo(1));

        var needs = new V1.CallNeeds { Skills = "english>=2", PreferredAgent = "agents/1002" };
        var moved = (await Api.Routing.MoveToQueueAsync(new V1.MoveToQueueRequest { Call = first, Queue = "queues/support", Needs = needs, By = "kim" })).Call;
        Assert.That((moved.Queue, moved.State), Is.EqualTo(("queues/support", V1.CallState.Queued)));
        Assert.That((await Api.Routing.ExplainAsync(new V1.ExplainRequest { Call = first })).Skills, Does.Contain("english>=2"));

        await Api.Routing.WithdrawAsync(new V1.WithdrawRequest { Call = second, By = "kim" });
        await Api.UntilAsync("the call is over", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.All(c => c.Name != second));
        Refused(() => Api.Routing.SetPriority(new V1.SetPriorityRequest { Call = second, Priority = 1, By = "kim" }), "CALL_NOT_FOUND");
    }

    [Test]
    public async Task An_order_for_a_call_that_cannot_be_meant_is_refused()
    {
        var call = await Api.CallAsync("8000");
        WrongField(() => Api.Routing.SetPriority(new V1.SetPriorityRequest { Call = call, Priority = 11, By = "kim" }), "priority");
        WrongField(() => Api.Routing.SetPriority(new V1.SetPriorityRequest { Call = call, Priority = 1 }), "by");
        WrongField(() => Api.Routing.Withdraw(new V1.WithdrawRequest { Call = call, Menu = "nowhere", By = "kim" }), "menu");
        WrongField(() => Api.Routing.MoveToQueue(new V1.MoveToQueueRequest { Call = call, Queue = "queues/support", Needs = new V1.CallNeeds { Skills = "&&" }, By = "kim" }), "needs.skills");
        Refused(() => Api.Routing.MoveToQueue(new V1.MoveToQueueRequest { Call = call, Queue = "queues/nowhere", By = "kim" }), "QUEUE_NOT_FOUND");
        await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = "queues/support", By = "kim" });
        Refused(() => Api.Routing.MoveToQueue(new V1.MoveToQueueRequest { Call = call, Queue = "queues/support", By = "kim" }), "QUEUE_TAKES_NO_CALL");
    }

    [Test]
    public async Task A_call_that_is_talking_is_not_moved()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        var name = $"calls/{Asterisk.Call("acd-n1", "555", "call,8000").Id}";
        (await Asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await BecomesAsync("agents/1001", V1.AgentState.Talking);
        foreach (var validateOnly in new[] { true, false })
        {
            var status = Refused(() => Api.Routing.MoveToQueue(new V1.MoveToQueueRequest { Call = name, Queue = "queues/support", By = "kim", ValidateOnly = validateOnly }), "CALL_NOT_WAITING");
            Assert.That(status.GetDetail<PreconditionFailure>()!.Violations.Single().Subject, Is.EqualTo(name));
        }
    }

    private async Task<V1.Queue> QueueAsync() => (await Api.Queues.GetQueueAsync(new V1.GetQueueRequest { Name = Sales })).Queue;
}
