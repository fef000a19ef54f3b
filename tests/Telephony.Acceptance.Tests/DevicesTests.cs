using System.Text.Json;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>An agent with a desk phone and a softphone: both ring for one offer, and what one of them does holds for it alone, but for a no.</summary>
[TestFixture, Parallelizable]
public sealed class DevicesTests() : SiteFixture("127.0.1.133", "--trunk-contact", $"{Ports.Trunk}:{Ports.CustomersOfDevices}")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;
    private const double SupervisorHz = 1100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override string SiteName => "QueueSite";

    protected override int CustomersPort => Ports.CustomersOfDevices;

    [Test]
    public async Task Both_phones_ring_and_when_the_second_is_answered_the_first_shows_that_it_was_answered_elsewhere()
    {
        var (desk, soft) = await AtWorkAsync();
        var (caller, call, id) = await CallAsync("15558500");
        var (atDesk, atSoft) = (await desk.NextOfferAsync(Patience), await soft.NextOfferAsync(Patience));
        (caller.Audio.ToneHz, soft.Audio.ToneHz) = (CallerHz, AgentHz);
        atSoft.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, soft, AgentHz);
        await AssertAnsweredElsewhereAsync(atDesk);

        atSoft.Hold();
        await Service.FactAsync("CallHeld", id);
        atSoft.Resume();
        await Service.FactAsync("CallResumed", id);
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, soft, AgentHz);
        atSoft.HangUp();
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        Assert.That(FactsOf("OfferMade", id), Has.Count.EqualTo(1), "one offer, however many phones");
        Assert.That(FactsOf("OfferFailed", id), Is.Empty);
        Assert.That(FactsOf("CallConnected", id).Single().GetProperty("channel").GetString(), Is.EqualTo($"{id}-agent-1.2"));
        await Eventually.GetAsync("the queue_log names the agent once", () => Task.FromResult(LoggedOf(id)),
            logged => logged == $"ENTERQUEUE CONNECT Agent/2501 {id}-agent-1.2 CALLERONHOLD CALLEROFFHOLD COMPLETEAGENT", Patience);
        await LeaveAsync(soft);
    }

    [Test]
    public async Task A_busy_phone_ends_nothing_while_the_other_rings_and_a_phone_that_declines_does()
    {
        var (desk, soft) = await AtWorkAsync();
        desk.IsEngaged = true;
        var (_, call, id) = await CallAsync("15558510");
        var offer = await soft.NextOfferAsync(Patience);
        await desk.NextOfferAsync(Patience);
        await TakeAsync(offer, id);
        offer.HangUp();
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        Assert.That(FactsOf("OfferFailed", id), Is.Empty);
        await Service.AgentIsAsync("2501", "Ready", Patience);

        desk.IsEngaged = false;
        var (_, second, secondId) = await CallAsync("15558511");
        var (atDesk, atSoft) = (await desk.NextOfferAsync(Patience), await soft.NextOfferAsync(Patience));
        atDesk.Refuse(Refusal.Decline);
        await AssertAnsweredElsewhereAsync(atSoft);
        await Service.AgentIsAsync("2501", "NotResponding", Patience);
        Assert.That(FactsOf("OfferFailed", secondId).Single().GetProperty("outcome").GetString(), Is.EqualTo("Declined"));
        second.HangUp();
        await second.EndedAsync(Patience);
        await AssertEndedAsync(secondId, "AbandonedInQueue");
        await LeaveAsync(soft);
    }

    [Test]
    public async Task When_no_phone_is_registered_the_next_agent_is_rung_and_one_that_registers_is_enough()
    {
        Means("Is endpoint registered and reachable?", "Failed to create outgoing session to endpoint");
        var (desk, soft) = await AtWorkAsync();
        var next = await AgentAtWorkAsync("2502");
        await Task.WhenAll(desk.UnregisterAsync(), soft.UnregisterAsync());
        var (_, call, id) = await CallAsync("15558520");
        var taken = await next.NextOfferAsync(Patience);
        await TakeAsync(taken, id);
        await Service.AgentIsAsync("2501", "NotResponding", Patience);
        Assert.That(FactsOf("OfferFailed", id).Single().GetProperty("outcome").GetString(), Is.EqualTo("Unreachable"));
        taken.HangUp();
        await call.EndedAsync(Patience);
        await DialCodeAsync(next, "*12");

        await soft.RegisterAsync();
        await DialCodeAsync(soft, "*14");
        await Service.AgentIsAsync("2501", "Ready", Patience);
        var (_, second, secondId) = await CallAsync("15558521");
        var offer = await soft.NextOfferAsync(Patience);
        await TakeAsync(offer, secondId);
        Assert.That(FactsOf("OfferFailed", secondId), Is.Empty);
        second.HangUp();
        await offer.EndedAsync(Patience);
        await AssertEndedAsync(secondId, "Answered");
        await Service.AgentIsAsync("2501", "Ready", Patience);
        await LeaveAsync(soft);
    }

    [Test]
    public async Task When_the_router_dies_while_both_ring_one_talks_afterwards_and_nothing_is_left_ringing()
    {
        var (desk, soft) = await AtWorkAsync();
        var (caller, call, id) = await CallAsync("15558530");
        var (atDesk, atSoft) = (await desk.NextOfferAsync(Patience), await soft.NextOfferAsync(Patience));
        var syncs = Service.FactsOf("AsteriskConnected").Count;
        await Service.KillAsync();
        await Service.StartAsync();
        await Eventually.TrueAsync("the lists are known", () => Task.FromResult(Service.FactsOf("AsteriskConnected").Count > syncs), Patience);
        // On a busy machine the start may outlast the caller's lease (10 s): then they have been in the fallback, and are offered anew.
        var times = FactsOf("CallEnded", id).Count + 1;
        if (times > 1)
        {
            await Task.WhenAll(atDesk.EndedAsync(Patience), atSoft.EndedAsync(Patience));
            (atDesk, atSoft) = (await desk.NextOfferAsync(Patience), await soft.NextOfferAsync(Patience));
        }

        Assert.That((atDesk.HasEnded, atSoft.HasEnded), Is.EqualTo((false, false)), "both ring on");

        (caller.Audio.ToneHz, soft.Audio.ToneHz) = (CallerHz, AgentHz);
        atSoft.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, soft, AgentHz);
        await AssertAnsweredElsewhereAsync(atDesk);
        Assert.That(FactsOf("OfferMade", id), Has.Count.EqualTo(times));
        call.HangUp();
        await atSoft.EndedAsync(Patience);
        await Eventually.TrueAsync("the call has ended answered", () => Task.FromResult(FactsOf("CallEnded", id) is { Count: var ends } ended && ends == times && ended[^1].GetProperty("disposition").GetString() == "Answered"), Patience);
        Assert.That((desk.Calls.Count(c => c.IsIncoming), soft.Calls.Count(c => c.IsIncoming)), Is.EqualTo((times, times)), "none rang twice for one offer");
        await LeaveAsync(soft);
    }

    [Test]
    public async Task A_mobile_behind_the_trunk_takes_the_call_and_a_supervisor_listens_in_on_one_of_two_phones()
    {
        var (agentDesk, mobile) = (await AgentAtWorkAsync("2503"), Customer("15558600"));
        var (caller, call, id) = await CallAsync("15558540");
        var (atDesk, atMobile) = (await agentDesk.NextOfferAsync(Patience), await mobile.NextOfferAsync(Patience));
        (caller.Audio.ToneHz, mobile.Audio.ToneHz) = (CallerHz, AgentHz);
        atMobile.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, mobile, AgentHz);
        await AssertAnsweredElsewhereAsync(atDesk);

        var (desk, soft) = await AtWorkAsync();
        soft.Audio.ToneHz = SupervisorHz;
        await SuperviseAsync(id, "WHISPER");
        var (listensAtDesk, listens) = (await desk.NextOfferAsync(Patience), await soft.NextOfferAsync(Patience));
        listens.Answer();
        await AssertAnsweredElsewhereAsync(listensAtDesk);
        await Talk.HearAsync(soft, present: [CallerHz, AgentHz], absent: [SupervisorHz]);
        await Talk.HearAsync(mobile, present: [CallerHz, SupervisorHz], absent: [AgentHz]);
        await Talk.HearAsync(caller, present: [AgentHz], absent: [CallerHz, SupervisorHz]);
        listens.HangUp();
        await listens.EndedAsync(Patience);
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, mobile, AgentHz);

        atMobile.HangUp();
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        Assert.That(FactsOf("OfferMade", id), Has.Count.EqualTo(1));
        Assert.That(FactsOf("OfferFailed", id), Is.Empty);
        await DialCodeAsync(agentDesk, "*12");
        await LeaveAsync(soft);
    }

    /// <summary>The agent logs in from the softphone: any phone of an agent's speaks for the agent.</summary>
    private async Task<(SipPhone Desk, SipPhone Soft)> AtWorkAsync()
    {
        var (desk, soft) = (await PhoneOfAsync("2501"), await PhoneOfAsync("2501-soft"));
        await DialCodeAsync(soft, "*11");
        await Service.AgentIsAsync("2501", "Ready", Patience);
        return (desk, soft);
    }

    private async Task LeaveAsync(SipPhone soft)
    {
        await DialCodeAsync(soft, "*12");
        await Service.AgentIsAsync("2501", "LoggedOut", Patience);
    }

    private async Task<(SipPhone Caller, PhoneCall Call, string Id)> CallAsync(string number)
    {
        var caller = Caller(number);
        var (call, id) = await JoinAsync(caller, "8500");
        return (caller, call, id);
    }

    private static async Task AssertAnsweredElsewhereAsync(PhoneCall offer)
    {
        var cancel = await offer.SeenAsync("our CANCEL", message => message is { FromPhone: false } && message.IsRequest("CANCEL"), Patience);
        Assert.That(cancel.Header("Reason"), Is.EqualTo("SIP;cause=200;text=\"Call completed elsewhere\""), "RFC 3326: so that the phone lists no missed call");
        await offer.EndedAsync(Patience);
        Assert.That(offer.IsAnswered, Is.False);
    }

    private Task SuperviseAsync(string call, string mode) => Service.OrderAsync("CallService/Supervise",
        JsonSerializer.Serialize(new { call = $"calls/{call}", by = "kim", supervisor = "agents/2501", mode = $"SUPERVISION_MODE_{mode}" }));

    private List<JsonElement> FactsOf(string kind, string call) => [.. Service.FactsOf(kind).Where(f => f.GetProperty("call").GetString() == call)];

    private string LoggedOf(string call) => string.Join(' ',
        from line in File.ReadLines(Path.Combine(Asterisk.Data, "queue_log", "queue_log"))
        let fields = line.Split('|')
        where fields[1] == call && fields[4] != "DID"
        select fields[4] == "CONNECT" ? $"CONNECT {fields[3]} {fields[6]}" : fields[4]);
}
