namespace Telephony.Server.Tests.Rpc;

/// <summary>What is ordered for calls under way, through the whole service; what each party hears is for the acceptance tests.</summary>
public sealed class CallOrdersTests : ApiFixture
{
    private const string Ann = "agents/1001";
    private const string Bo = "agents/1002";

    [Test]
    public async Task A_waiting_call_can_be_hung_up_and_nothing_else()
    {
        var call = await Api.CallAsync("8000");
        Refused(() => Api.Calls.Hold(new V1.HoldRequest { Call = call, On = true, By = "kim" }), "CALL_NOT_TALKING");
        Refused(() => Api.Calls.SendDigits(new V1.SendDigitsRequest { Call = call, Digits = "1", By = "kim" }), "CALL_NOT_TALKING");
        Refused(() => Api.Calls.Park(new V1.ParkRequest { Call = call, By = "kim" }), "CALL_NOT_TALKING");
        Refused(() => Api.Calls.PickUp(new V1.PickUpRequest { Call = call, Agent = Ann, By = "kim" }), "CALL_NOT_PARKED");
        Refused(() => Api.Calls.Supervise(new V1.SuperviseRequest { Call = call, Supervisor = Ann, Mode = V1.SupervisionMode.Listen, By = "kim" }), "CALL_NOT_TALKING");
        Refused(() => Api.Calls.Transfer(new V1.TransferRequest { Call = call, Kind = V1.TransferKind.Queue, Target = "queues/tech", By = "kim" }), "CALL_NOT_TALKING");
        var hangup = new V1.HangupRequest { Call = call, By = "kim", RequestId = Guid.NewGuid().ToString() };
        await Api.Calls.HangupAsync(hangup);
        await Api.UntilAsync("the call is over", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Count == 0);
        await Api.Calls.HangupAsync(hangup);
        Assert.That((await EventsAsync("CallHungUp")).Single().Details.Fields["by"].StringValue, Is.EqualTo("kim"), "a repeated request is not carried out again");
        Refused(() => Api.Calls.Hangup(new V1.HangupRequest { Call = call, By = "kim" }), "CALL_NOT_FOUND");
    }

    [Test]
    public async Task A_talking_caller_is_held_and_taken_back()
    {
        var call = await TalkAsync();
        var held = (await Api.Calls.HoldAsync(new V1.HoldRequest { Call = call, On = true, By = "kim" })).Call;
        Assert.That(held.State, Is.EqualTo(V1.CallState.OnHold));
        Refused(() => Api.Calls.SendDigits(new V1.SendDigitsRequest { Call = call, Digits = "1", By = "kim" }), "CALL_ON_HOLD");
        Assert.That((await Api.Calls.HoldAsync(new V1.HoldRequest { Call = call, On = false, By = "kim", ValidateOnly = true })).Call.State, Is.EqualTo(V1.CallState.OnHold));
        Assert.That((await Api.Calls.HoldAsync(new V1.HoldRequest { Call = call, On = false, By = "kim" })).Call.State, Is.EqualTo(V1.CallState.Connected));
        await Api.Calls.SendDigitsAsync(new V1.SendDigitsRequest { Call = call, Digits = "15#", By = "kim" });
        Assert.That((await EventsAsync("DigitsSent")).Single().Details.Fields["count"].NumberValue, Is.EqualTo(3));
    }

    [Test]
    public async Task A_supervisor_comes_switches_and_goes()
    {
        var call = await TalkAsync();
        V1.SuperviseRequest Asked(V1.SupervisionMode mode) => new() { Call = call, Supervisor = Bo, Mode = mode, By = "kim" };
        Refused(() => Api.Calls.Supervise(Asked(V1.SupervisionMode.Listen)), "AGENT_LOGGED_OUT");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        Refused(() => Api.Calls.Supervise(Asked(V1.SupervisionMode.Stop)), "NOT_IN_CONVERSATION");
        Refused(() => Api.Calls.Supervise(new V1.SuperviseRequest { Call = call, Supervisor = Ann, Mode = V1.SupervisionMode.Listen, By = "kim" }), "IN_CONVERSATION_ALREADY");
        Refused(() => Api.Calls.Supervise(new V1.SuperviseRequest { Call = call, Supervisor = "agents/9", Mode = V1.SupervisionMode.Listen, By = "kim" }), "AGENT_NOT_FOUND");
        WrongField(() => Api.Calls.Supervise(Asked(V1.SupervisionMode.Unspecified)), "mode");
        await Api.Calls.SuperviseAsync(Asked(V1.SupervisionMode.Listen));
        (await Asterisk.ExpectLegAsync("PJSIP/1002")).Answer();
        await BecomesAsync(Bo, V1.AgentState.Talking);
        foreach (var mode in new[] { V1.SupervisionMode.Whisper, V1.SupervisionMode.Barge, V1.SupervisionMode.Listen }) await Api.Calls.SuperviseAsync(Asked(mode));
        await Api.Calls.SuperviseAsync(Asked(V1.SupervisionMode.Stop));
        await BecomesAsync(Bo, V1.AgentState.Ready);
        Assert.That((await EventsAsync("Supervised")).Select(e => e.Details.Fields["mode"].StringValue), Is.EqualTo(new[] { "Listen", "Whisper", "Barge", "Listen" }));
    }

    [Test]
    public async Task A_call_is_transferred_after_a_word_and_parked()
    {
        var call = await TalkAsync();
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        V1.TransferRequest Asked(V1.TransferKind kind, string target = "") => new() { Call = call, Kind = kind, Target = target, By = "kim" };
        Refused(() => Api.Calls.Transfer(Asked(V1.TransferKind.Complete)), "CALL_NOT_IN_TRANSFER");
        Refused(() => Api.Calls.Transfer(Asked(V1.TransferKind.Queue, "queues/nowhere")), "QUEUE_NOT_FOUND");
        Refused(() => Api.Calls.Transfer(Asked(V1.TransferKind.Blind, "destinations/moon")), "DESTINATION_UNKNOWN");
        WrongField(() => Api.Calls.Transfer(Asked(V1.TransferKind.Blind, "08001234")), "target");
        WrongField(() => Api.Calls.Transfer(Asked(V1.TransferKind.Cancel, Bo)), "target");
        Assert.That((await Api.Calls.TransferAsync(Asked(V1.TransferKind.Attended, Bo))).Call.State, Is.EqualTo(V1.CallState.Consulting));
        Refused(() => Api.Calls.Hold(new V1.HoldRequest { Call = call, By = "kim" }), "CALL_IN_TRANSFER");
        (await Asterisk.ExpectLegAsync("PJSIP/1002")).Answer();
        await BecomesAsync(Bo, V1.AgentState.Talking);
        var done = (await Api.Calls.TransferAsync(Asked(V1.TransferKind.Complete))).Call;
        Assert.That((done.State, done.Agent), Is.EqualTo((V1.CallState.Connected, Bo)));

        WrongField(() => Api.Calls.Park(new V1.ParkRequest { Call = call, Place = "100", By = "kim" }), "place");
        var parked = (await Api.Calls.ParkAsync(new V1.ParkRequest { Call = call, Place = "7", By = "kim" })).Call;
        Assert.That((parked.State, parked.ParkingPlace), Is.EqualTo((V1.CallState.Parked, 7)));
        await Api.UntilAsync("Bo's phone is free", async () => (await AgentAsync(Bo)).State == V1.AgentState.Ready);
    }

    [Test]
    public async Task A_number_is_called_for_an_agent_only_where_that_is_allowed()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Ann });
        Refused(() => Api.Calls.Originate(new V1.OriginateRequest { Agent = Ann, Number = "0100", By = "kim" }), "NO_CALLBACK");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        Refused(() => Api.Calls.Originate(new V1.OriginateRequest { Agent = Bo, Number = "9100", By = "kim" }), "NO_CALLBACK");
        WrongField(() => Api.Calls.Originate(new V1.OriginateRequest { Agent = Bo, Number = "+1", By = "kim" }), "number");
        Asterisk.AddEndpoint("PJSIP/0100@trunk");
        var call = (await Api.Calls.OriginateAsync(new V1.OriginateRequest { Agent = Bo, Number = "0100", By = "kim" })).Call;
        Assert.That((call.State, call.Queue, call.CallerNumber), Is.EqualTo((V1.CallState.Dialling, "queues/support", "0100")));
    }

    private async Task<string> TalkAsync()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Ann });
        var caller = $"calls/{Asterisk.Call("acd-n1", "555", "call,8000").Id}";
        (await Asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await Api.UntilAsync("they talk", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Any(c => c.Name == caller && c.State == V1.CallState.Connected));
        return caller;
    }
}
