using Google.Protobuf.WellKnownTypes;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Promises to call somebody, through the whole service.</summary>
public sealed class CallbackTests : ApiFixture
{
    [Test]
    public async Task A_callback_is_promised_listed_and_given_up()
    {
        var due = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow + TimeSpan.FromHours(1));
        var request = new V1.SubmitCallbackRequest { Queue = "queues/support", Number = "05551234", Agent = "agents/1002", DueTime = due, By = "form" };
        Assert.That((await Api.Routing.SubmitCallbackAsync(new V1.SubmitCallbackRequest(request) { ValidateOnly = true })).Callback, Is.Null);
        var promised = (await Api.Routing.SubmitCallbackAsync(request)).Callback;
        Assert.That((promised.Kind, promised.State, promised.Number, promised.Queue, promised.Agent, promised.DueTime),
            Is.EqualTo((V1.CallbackKind.Scheduled, V1.CallbackState.Waiting, "05551234", "queues/support", "agents/1002", due)));
        var listed = await Api.Routing.ListCallbacksAsync(new V1.ListCallbacksRequest { Queue = "queues/support" });
        Assert.That((listed.Callbacks.Single(), listed.TotalSize), Is.EqualTo((promised, 1)));
        Assert.That((await Api.Routing.ListCallbacksAsync(new V1.ListCallbacksRequest { Queue = "queues/sales" })).Callbacks, Is.Empty);

        var cancel = new V1.CancelCallbackRequest { Name = promised.Name, By = "form" };
        Assert.That((await Api.Routing.CancelCallbackAsync(cancel)).Callback, Is.Null);
        Refused(() => Api.Routing.CancelCallback(cancel), "CALLBACK_NOT_FOUND");
        Assert.That((await EventsAsync("CallbackDone")).Single().Details.Fields["outcome"].StringValue, Is.EqualTo("Cancelled"));
    }

    [Test]
    public async Task A_web_form_asks_to_be_called_in_JSON_and_once()
    {
        var request = $$"""{"queue":"queues/support","number":"05551234","window":"7200s","by":"form","requestId":"{{Guid.NewGuid()}}"}""";
        var (status, first) = await Api.PostAsync("RoutingService/SubmitCallback", request);
        Assert.That(status, Is.EqualTo(200));
        var (_, second) = await Api.PostAsync("RoutingService/SubmitCallback", request);
        Assert.That(second.GetProperty("callback").GetProperty("name").GetString(), Is.EqualTo(first.GetProperty("callback").GetProperty("name").GetString()));
        Assert.That((await Api.Routing.ListCallbacksAsync(new V1.ListCallbacksRequest())).TotalSize, Is.EqualTo(1));
    }

    [Test]
    public void A_callback_that_cannot_be_is_refused()
    {
        var good = new V1.SubmitCallbackRequest { Queue = "queues/support", Number = "05551234", By = "form" };
        foreach (var validateOnly in new[] { true, false })
        {
            Refused(() => Api.Routing.SubmitCallback(new V1.SubmitCallbackRequest(good) { Queue = "queues/sales", ValidateOnly = validateOnly }), "NO_CALLBACK");
            Refused(() => Api.Routing.SubmitCallback(new V1.SubmitCallbackRequest(good) { Number = "9005551234", ValidateOnly = validateOnly }), "NO_CALLBACK");
            Refused(() => Api.Routing.SubmitCallback(new V1.SubmitCallbackRequest(good) { Queue = "queues/nowhere", ValidateOnly = validateOnly }), "QUEUE_NOT_FOUND");
            Refused(() => Api.Routing.CancelCallback(new V1.CancelCallbackRequest { Name = "callbacks/1", By = "form", ValidateOnly = validateOnly }), "CALLBACK_NOT_FOUND");
        }

        WrongField(() => Api.Routing.SubmitCallback(new V1.SubmitCallbackRequest(good) { Kind = V1.CallbackKind.VirtualHold }), "kind");
        WrongField(() => Api.Routing.SubmitCallback(new V1.SubmitCallbackRequest(good) { By = "" }), "by");
        WrongField(() => Api.Routing.SubmitCallback(new V1.SubmitCallbackRequest(good) { Window = Duration.FromTimeSpan(TimeSpan.FromDays(31)) }), "window");
    }
}
