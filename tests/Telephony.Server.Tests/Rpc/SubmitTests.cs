namespace Telephony.Server.Tests.Rpc;

/// <summary>Work that another system puts in.</summary>
public sealed class SubmitTests : ApiFixture
{
    [Test]
    public async Task A_work_item_stands_in_line_and_rings_whoever_is_free()
    {
        Asterisk.AddEndpoint("Local/item@acd-work");
        var request = new V1.SubmitCallRequest
        {
            Queue = "queues/sales", CallerNumber = "4711", Reference = "ticket 77", Needs = new V1.CallNeeds { Priority = 4 }, By = "crm", RequestId = $"{Guid.NewGuid()}",
        };
        var put = await Api.Routing.SubmitCallAsync(request);
        Assert.That((put.Call.State, put.Call.Priority, put.Callback.Kind, put.Callback.Reference), Is.EqualTo((V1.CallState.Virtual, 4, V1.CallbackKind.WorkItem, "ticket 77")));
        Assert.That(await Api.Routing.SubmitCallAsync(request), Is.EqualTo(put), "once");
        Assert.That((await Api.Routing.ListCallbacksAsync(new V1.ListCallbacksRequest())).Callbacks.Single().Name, Is.EqualTo(put.Callback.Name));
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        var line = await Asterisk.ExpectLegAsync("Local/item@acd-work/n");
        line.Answer();
        Asterisk.EnterApplication(line, "acd-n1", "customer"); // as the dialplan does once it is answered
        var leg = await Asterisk.ExpectLegAsync("PJSIP/1001");
        leg.Answer();
        await BecomesAsync("agents/1001", V1.AgentState.Talking);
        leg.HangUp();
        await Api.UntilAsync("the item is done", async () => (await EventsAsync("CallbackDone")).Count == 1);
        Assert.That((await EventsAsync("CallbackDone")).Single().Details.Fields["outcome"].StringValue, Is.EqualTo("Talked"));
    }

    [Test]
    public async Task What_cannot_be_put_in_is_told()
    {
        var waiting = await Api.CallAsync("8000");
        var good = new V1.SubmitCallRequest { Queue = "queues/sales", By = "crm" };
        foreach (var validateOnly in new[] { true, false })
        {
            good.ValidateOnly = validateOnly;
            Refused(() => Api.Routing.SubmitCall(new V1.SubmitCallRequest(good) { Call = waiting }), "CALL_WAITS_ALREADY");
            Refused(() => Api.Routing.SubmitCall(new V1.SubmitCallRequest(good) { Call = "calls/none" }), "CALL_NOT_FOUND");
            Refused(() => Api.Routing.SubmitCall(new V1.SubmitCallRequest(good) { Queue = "queues/nowhere" }), "QUEUE_NOT_FOUND");
        }

        WrongField(() => Api.Routing.SubmitCall(new V1.SubmitCallRequest(good) { By = "" }), "by");
        WrongField(() => Api.Routing.SubmitCall(new V1.SubmitCallRequest(good) { CallerNumber = "x" }), "caller_number");
        WrongField(() => Api.Routing.SubmitCall(new V1.SubmitCallRequest(good) { Call = waiting, Reference = "x" }), "call");
        await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = "queues/sales", By = "kim" });
        Refused(() => Api.Routing.SubmitCall(good), "QUEUE_TAKES_NO_CALL");
    }
}
