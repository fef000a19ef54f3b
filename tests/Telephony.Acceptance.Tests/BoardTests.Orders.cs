using System.Net;
using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <content>Orders that make phones ring or fall silent, and what is taken along from the board.</content>
public sealed partial class BoardTests
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;
    private const double SupervisorHz = 1100;

    [Test, Order(8)]
    public async Task A_supervisor_pulls_a_call_to_their_phone_ends_it_and_its_recording_can_be_heard()
    {
        var phone = await AgentAtWorkAsync("2103"); // not of sales
        var page = await OpenAsync();
        await IAmAsync(page, "Kim", "2103");
        var (call, id) = await JoinAsync(Caller("15554081"), "8100");
        await page.ChooseAsync($"calls/{id}", "Pull to my phone");
        var offer = await phone.NextOfferAsync(Patience);
        offer.Answer();
        await page.SeesAsync(Agent("2103", "TALKING"));
        await Service.FactAsync("RecordingStarted", id);
        await page.ChooseAsync("agents/2103", "Hang up");
        await page.ClickAsync("dialog button[type=submit]");
        await call.EndedAsync(Patience);
        await offer.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        Assert.That(Service.FactsOf("CallHungUp").Single(f => f.GetProperty("call").GetString() == id).GetProperty("by").GetString(), Is.EqualTo("Kim"));

        await page.GoToAsync($"{Address}/calls/{id}?lang=en");
        await page.ClickAsync(".recording button:has-text('Listen')");
        await page.SeesAsync("canvas.waveform");
        await Eventually.TrueAsync("the waveform is drawn and the recording can be played", async () => (bool)(await page.EvaluateAsync("""
            (() => {
              const [wave, audio] = [document.querySelector("canvas.waveform"), document.querySelector("audio")];
              return audio?.duration > 0 && wave.getContext("2d").getImageData(0, 0, wave.width, wave.height).data.some((v) => v > 0);
            })()
            """))!, Patience);
        await LogOutAsync("2103");
        await NothingIsWrongAsync(page);
    }

    [Test, Order(9)]
    public async Task A_supervisor_listens_whispers_and_barges_in_with_their_own_phone()
    {
        var (phone, agent, caller) = (await PhoneOfAsync("2102"), await AgentAtWorkAsync("2101"), Caller("15554091"));
        await PostAsync("LogIn", "2102");
        var page = await OpenAsync();
        await IAmAsync(page, "Kim", "2102");
        await page.ChooseAsync("agents/2102", "Force pause: Break");
        await page.SeesAsync(Agent("2102", "PAUSED"));
        (caller.Audio.ToneHz, agent.Audio.ToneHz, phone.Audio.ToneHz) = (CallerHz, AgentHz, SupervisorHz);
        var (call, id) = await JoinAsync(caller, "8100");
        var offer = await agent.NextOfferAsync(Patience);
        offer.Answer();
        await page.SeesAsync(Agent("2101", "TALKING"));

        await page.ChooseAsync("agents/2101", "Listen in");
        var ring = await phone.NextOfferAsync(Patience);
        ring.Answer();
        await Talk.HearAsync(phone, present: [CallerHz, AgentHz], absent: [SupervisorHz]);
        await page.ChooseAsync("agents/2101", "Whisper");
        await Talk.HearAsync(agent, present: [CallerHz, SupervisorHz], absent: [AgentHz]);
        await Talk.HearAsync(caller, present: [AgentHz], absent: [SupervisorHz, CallerHz]);
        await page.ChooseAsync("agents/2101", "Barge in");
        await Talk.HearAsync(caller, present: [AgentHz, SupervisorHz], absent: [CallerHz]);
        await page.ChooseAsync("agents/2101", "Leave the conversation");
        await ring.EndedAsync(Patience);
        Assert.That(Service.FactsOf("Supervised").Select(f => f.GetProperty("by").GetString()), Is.All.EqualTo("Kim").And.Not.Empty);
        call.HangUp();
        await offer.EndedAsync(Patience);
        foreach (var one in new[] { "2101", "2102" }) await LogOutAsync(one);
        await NothingIsWrongAsync(page);
    }

    [Test, Order(10)]
    public async Task A_call_is_taken_out_a_pause_approved_and_the_emergency_switched_for_the_whole_site()
    {
        var page = await OpenAsync();
        var (call, id) = await JoinAsync(Caller("15554101"), "8100");
        await page.ChooseAsync($"calls/{id}", "End the call");
        await page.ClickAsync("dialog button[type=submit]");
        await call.EndedAsync(Patience);
        await page.SeesNoAsync($".callers [data-name='calls/{id}']");

        await PhoneOfAsync("2101");
        await PostAsync("LogIn", "2101");
        await PostAsync("Pause", "2101", ",\"reason\":\"meeting\"");
        await page.SeesAsync(Agent("2101", "READY") + ":has-text('wants to pause: Meeting')");
        await page.ChooseAsync("agents/2101", "Approve the pause");
        await page.SeesAsync(Agent("2101", "PAUSED") + ":has-text('Meeting')");

        await page.ClickAsync("button:has-text('Emergency …')");
        await page.SelectAsync("dialog select[name=on]", "on");
        await page.ClickAsync("dialog button[type=submit]");
        foreach (var queue in new[] { "sales", "support" }) await page.SeesAsync($".tile[data-name='queues/{queue}'] .opening:has-text('emergency')");
        await page.ClickAsync(".order[data-state=done]:has-text('Emergency everywhere') button:has-text('Undo')");
        foreach (var queue in new[] { "sales", "support" }) await page.SeesNoAsync($".tile[data-name='queues/{queue}'] .opening");
        await LogOutAsync("2101");
        await NothingIsWrongAsync(page);
    }

    [Test, Order(11)]
    public async Task An_agent_dragged_onto_a_queue_serves_it_until_the_end_of_the_shift_and_over_a_restart()
    {
        var agent = await AgentAtWorkAsync("2103"); // of support
        var page = await OpenAsync();
        await page.DragAsync(".agent[data-name='agents/2103'] .agent-what", ".tile[data-name='queues/sales'] .tile-more");
        await page.DoneAsync("serves Support, Sales");
        await page.GoToAsync($"{Address}/agents/2103?lang=en");
        await page.SeesAsync(".now dd:has-text('Support, Sales · this shift only')");
        await Service.StopAsync();
        await Service.StartAsync();
        await page.SeesAsync(".live[data-trust=live]");
        await page.SeesAsync(".now dd:has-text('Support, Sales · this shift only')");
        var (call, _) = await JoinAsync(Caller("15554111"), "8100");
        var offer = await agent.NextOfferAsync(Patience);
        offer.Answer();
        await Service.AgentIsAsync("2103", "Talking", Patience);
        call.HangUp();
        await offer.EndedAsync(Patience);
        await LogOutAsync("2103");
        await page.SeesNoAsync(".now dd:has-text('this shift only')");
        Assert.That(Service.FactsOf("QueuesSet").Select(f => f.GetProperty("by").GetString()), Is.EqualTo(new[] { "board", "end of shift" }));
        await page.ProblemsAsync(); // the browser notes that the service was away
        await page.CloseAsync();
    }

    [Test, Order(12)]
    public async Task A_pulled_cable_is_shown_and_recovered_from()
    {
        await using var cable = new Cable(IPEndPoint.Parse($"{Asterisk.Address}:8080"));
        var (page, other) = (await _browser.OpenAsync($"{cable.Address}/?lang=en"), await OpenAsync());
        await page.SeesAsync(".live[data-trust=live]");
        cable.Pull();
        await page.SeesAsync(".banner:has-text('No connection to the service since')");
        var (call, id) = await JoinAsync(Caller("15554121"), "8200");
        await other.SeesAsync($".callers [data-name='calls/{id}']");
        cable.PlugIn();
        await page.SeesAsync($".callers [data-name='calls/{id}']");
        await page.SeesAsync(".live[data-trust=live]");
        await page.SeesNoAsync(".banner");
        call.HangUp();
        foreach (var one in new[] { page, other }) await one.SeesNoAsync($".callers [data-name='calls/{id}']");
        await page.ProblemsAsync(); // the browser notes each attempt in vain
        await page.CloseAsync();
        await NothingIsWrongAsync(other);
    }

    [Test, Order(13)]
    public async Task Reports_are_shown_and_saved_so_that_a_spreadsheet_reads_their_Chinese()
    {
        await SomebodyHasTalkedAsync();
        var page = await _browser.OpenAsync($"{Address}/reports?lang=zh-CN&report=waits");
        await page.SeesAsync(".reports-page tbody tr th:has-text('0–5')");
        foreach (var (report, heading) in new[] { ("intervals", "开始,结束,技能组,"), ("waits", "开始,结束,技能组,技能,等待至（秒）,接听量,放弃量"), ("league", "开始,结束,坐席,姓名,"), ("attendance", "开始,结束,坐席,姓名,签入时长（秒）,") })
        {
            await page.SelectAsync(".filters select", report);
            await page.SeesAsync(".reports-page tbody tr");
            var file = await page.DownloadAsync(".filters button");
            Assert.That(file[..3], Is.EqualTo(Encoding.UTF8.GetPreamble()), "the mark by which a spreadsheet knows the encoding");
            var lines = Encoding.UTF8.GetString(file[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.That(lines[0], Does.StartWith(heading), report);
            Assert.That(lines, Has.Length.GreaterThan(1), report);
            Assert.That(await page.BarriersAsync(), Is.Empty, report);
        }

        await NothingIsWrongAsync(page);
    }

    /// <summary>Reports want something to report of; the tests before have seen to it when they were run.</summary>
    private async Task SomebodyHasTalkedAsync()
    {
        if (Service.FactsOf("TalkEnded").Count > 0) return;
        var agent = await AgentAtWorkAsync("2101");
        var (call, id) = await JoinAsync(Caller("15554131"), "8100");
        var offer = await agent.NextOfferAsync(Patience);
        await TakeAsync(offer, id);
        call.HangUp();
        await offer.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        await LogOutAsync("2101");
    }

    /// <summary>Says whose name goes into the record, and which phone rings.</summary>
    private static async Task IAmAsync(BrowserPage page, string name, string agent)
    {
        await page.ClickAsync("button:has-text('Me …')");
        await page.FillAsync("dialog input[name=name]", name);
        await page.SelectAsync("dialog select[name=agent]", $"agents/{agent}");
        await page.ClickAsync("dialog button[type=submit]");
    }
}
