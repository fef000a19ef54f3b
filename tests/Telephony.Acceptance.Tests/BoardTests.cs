using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>The board in a real browser, over real calls: what is shown is so, and what is ordered happens.</summary>
[TestFixture, Parallelizable]
public sealed partial class BoardTests() : SiteFixture("127.0.1.51")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _api = new() { Timeout = TimeSpan.FromSeconds(20) };
    private Browser _browser = null!;

    protected override string SiteName => "BoardSite";

    private string Address => $"http://{Asterisk.Address}:8080";

    [OneTimeSetUp]
    public async Task StartBrowser() => _browser = await Browser.StartAsync();

    [OneTimeTearDown]
    public async Task StopBrowser()
    {
        await _browser.DisposeAsync();
        _api.Dispose();
    }

    [Test, Order(1)]
    public async Task A_call_waits_rings_talks_and_ends_and_two_browsers_see_the_same()
    {
        BrowserPage[] pages = [await OpenAsync(), await OpenAsync(theme: "light")];
        var (call, id) = await JoinAsync(Caller("15554001"), "8100");
        foreach (var page in pages)
        {
            await page.SeesAsync($".callers [data-name='calls/{id}'][data-state=QUEUED]");
            await page.ReadsAsync(Figure("sales", "waiting"), "1");
            await page.SeesAsync("[data-name='queues/sales'][data-level='2'] .mark:has-text('alarm')"); // nobody is at work
        }

        var agent = await PhoneOfAsync("2101");
        await PostAsync("LogIn", "2101");
        var offer = await agent.NextOfferAsync(Patience);
        foreach (var page in pages) await page.SeesAsync(Agent("2101", "RINGING"));
        offer.Answer();
        foreach (var page in pages)
        {
            await page.SeesAsync(Agent("2101", "TALKING"));
            await page.SeesNoAsync($".callers [data-name='calls/{id}']");
            await page.ReadsAsync(Figure("sales", "waiting"), "0");
            await page.ReadsAsync(Figure("sales", "agents"), "0 / 1 / 0");
        }

        call.HangUp();
        await offer.EndedAsync(Patience);
        await pages[0].SeesAsync(Agent("2101", "WRAP_UP"));
        await AssertEndedAsync(id, "Answered");
        await pages[0].GoToAsync($"{Address}/calls/{id}");
        foreach (var kind in new[] { "CallArrived", "CallQueued", "OfferMade", "CallConnected", "TalkEnded", "CallEnded" }) await pages[0].SeesAsync($".timeline [data-kind={kind}]");
        await LogOutAsync("2101");
        await NothingIsWrongAsync(pages);
    }

    [Test, Order(2)]
    public async Task A_waiting_call_is_put_first_assigned_and_moved()
    {
        var page = await OpenAsync();
        var (firstCall, first) = await JoinAsync(Caller("15554011"), "8100");
        var (secondCall, second) = await JoinAsync(Caller("15554012"), "8100");
        await page.ReadsAsync($".callers [data-name='calls/{second}'] td.number", "2");
        await page.ChooseAsync($"calls/{second}", "Priority up to");
        await page.DoneAsync("has priority 1");
        await page.ClickAsync(".order[data-state=done] button:has-text('Undo')");
        await page.DoneAsync("has priority 0");
        await page.ReadsAsync($".callers [data-name='calls/{second}'] td.number", "2");
        Assert.That(Service.FactsOf("CallReprioritised").Select(f => f.GetProperty("priority").GetInt32()), Is.EqualTo(new[] { 1, 0 }), "both took effect");

        var agent = await AgentAtWorkAsync("2103"); // of support only
        await page.SeesAsync(Agent("2103", "READY"));
        await page.DragAsync($".callers [data-name='calls/{second}'] .skills", Agent("2103", "READY"));
        await page.SeesAsync(".order[data-state=refused]"); // does not serve the queue, and nothing is forced by accident
        await page.ProblemsAsync(); // the browser notes each refusal
        await page.ChooseAsync($"calls/{second}", "Assign to agent");
        await page.SelectAsync("dialog select[name=agent]", "agents/2103");
        await page.ClickAsync("dialog input[name=forced]");
        await page.ClickAsync("dialog button[type=submit]");
        var offer = await agent.NextOfferAsync(Patience);
        offer.Answer();
        await page.SeesAsync(Agent("2103", "TALKING"));
        secondCall.HangUp();
        await offer.EndedAsync(Patience);
        await page.SeesAsync(Agent("2103", "WRAP_UP"));
        await page.ChooseAsync("agents/2103", "Force ready");
        await page.SeesAsync(Agent("2103", "READY"));

        await page.DragAsync($".callers [data-name='calls/{first}'] .skills", ".tile[data-name='queues/support'] .tile-more");
        await page.DoneAsync("waits in Support");
        var next = await agent.NextOfferAsync(Patience);
        next.Answer();
        await page.SeesAsync(Agent("2103", "TALKING"));
        firstCall.HangUp();
        await next.EndedAsync(Patience);
        await LogOutAsync("2103");
        await NothingIsWrongAsync(page);
    }

    [Test, Order(3)]
    public async Task An_agent_is_paused_with_the_keyboard_alone_and_made_ready_again_by_undo()
    {
        await AgentAtWorkAsync("2102");
        var page = await OpenAsync();
        await page.SeesAsync(Agent("2102", "READY"));
        await page.FocusAsync("[data-name='agents/2102'] .menu-button");
        await page.PressAsync("Enter");
        await page.SeesAsync("[role=menuitem]:focus");
        await page.PressAsync("f"); // Force pause: Break
        await page.PressAsync("Enter");
        await page.SeesAsync(Agent("2102", "PAUSED") + ":has-text('Break')");
        await page.DoneAsync("is paused: Break");
        await page.ClickAsync(".order[data-state=done] button:has-text('Undo')");
        await page.SeesAsync(Agent("2102", "READY"));

        await page.ChooseAsync("agents/2102", "Skills until end of shift");
        await page.SelectAsync("dialog select[name='skill english']", "0");
        await page.ClickAsync("dialog button[type=submit]");
        await page.DoneAsync("has other skills");
        await page.GoToAsync($"{Address}/agents/2102");
        await page.SeesAsync(".now:has-text('technical 6'):has-text('this shift only')");
        await page.SeesAsync(".why:has-text('no call waits')");
        await page.GoToAsync(Address);
        await page.ChooseAsync("agents/2102", "Force log-out");
        await page.ClickAsync("dialog button[type=submit]");
        await page.SeesNoAsync(".agent[data-name='agents/2102']");
        await NothingIsWrongAsync(page);
    }

    [Test, Order(4)]
    public async Task A_queue_is_closed_and_undo_gives_back_what_it_went_by_before()
    {
        var page = await OpenAsync();
        var tile = ".tile[data-name='queues/sales']";
        await page.ChooseAsync("queues/sales", "Close now");
        await page.DoneAsync("Sales is closed");
        Assert.That(await page.TextAsync($"{tile} .opening"), Does.Contain("closed"));
        await page.ClickAsync(".order:has-text('Sales is closed') button:has-text('Undo')");
        await page.SeesNoAsync($"{tile} .opening"); // by its calendar, not open by command
        await page.ChooseAsync("queues/sales", "Open now");
        await page.SeesAsync($"{tile} .opening:has-text('by command')");
        await page.ChooseAsync("queues/sales", "Close now");
        await page.DoneAsync("Sales is closed");
        await page.ClickAsync(".order:has-text('Sales is closed') button:has-text('Undo')");
        await page.SeesAsync($"{tile} .opening:has-text('open'):has-text('by command')");
        await page.ChooseAsync("queues/sales", "By its calendar");
        await page.SeesNoAsync($"{tile} .opening");
        await page.ChooseAsync("queues/sales", "Emergency on");
        await page.ClickAsync("dialog button[type=submit]");
        await page.SeesAsync($"{tile} .opening:has-text('emergency')");
        await page.ChooseAsync("queues/sales", "Emergency off");
        await page.SeesNoAsync($"{tile} .opening");
        await NothingIsWrongAsync(page);
    }

    [Test, Order(5)]
    public async Task What_a_caller_sends_is_shown_as_text()
    {
        const string Hostile = "<img src=x onerror=alert(1)><b>x</b>'";
        var page = await OpenAsync();
        var (call, id) = await JoinAsync(Caller("15554051", Hostile), "8100");
        await page.SeesAsync($".callers [data-name='calls/{id}']");
        Assert.That(await page.TextAsync($".callers [data-name='calls/{id}'] th"), Does.Contain("<img src=x onerror=alert(1)>"));
        Assert.That(await page.CountAsync("img, .callers b"), Is.Zero);
        await page.GoToAsync($"{Address}/calls/{id}");
        await page.SeesAsync($".page-title:has-text('onerror')");
        Assert.That(await page.CountAsync("img"), Is.Zero);
        await NothingIsWrongAsync(page);
        call.HangUp();
        await call.EndedAsync(Patience);
    }

    [Test, Order(6)]
    public async Task A_cut_cable_and_a_restarted_service_are_shown_and_recovered_from()
    {
        var page = await OpenAsync();
        await page.OfflineAsync(true);
        await Service.StopAsync();
        await page.SeesAsync(".banner:has-text('No connection to the service since')");
        await page.SeesAsync(".live[data-trust=stale]");
        await page.OfflineAsync(false);
        await Service.StartAsync();
        await page.SeesAsync(".live[data-trust=live]");
        await page.SeesNoAsync(".banner");
        var (call, id) = await JoinAsync(Caller("15554061"), "8200");
        await page.SeesAsync($".callers [data-name='calls/{id}']");
        call.HangUp();
        await page.SeesNoAsync($".callers [data-name='calls/{id}']");
        await page.ProblemsAsync(); // the browser notes that the service was away
    }

    [Test, Order(7)]
    public async Task Every_page_can_be_used_by_everybody_in_both_languages_and_themes()
    {
        await AgentAtWorkAsync("2101");
        await PostAsync("LogIn", "2102");
        await PostAsync("Pause", "2102", ",\"reason\":\"break\"");
        var (call, id) = await JoinAsync(Caller("15554071", "Jo Smith"), "8200");
        var (other, _) = await JoinAsync(Caller("15554072", "张伟"), "8200");
        foreach (var (language, theme) in new[] { ("en", "dark"), ("zh-CN", "light") })
        {
            foreach (var (name, path, seen) in new[]
            {
                ("wall", "/", ".callers tbody tr"), ("queue", "/queues/support", ".callers tbody tr"), ("call", $"/calls/{id}", ".why tbody tr"),
                ("agent", "/agents/2101", ".why-summary"), ("reports", "/reports", ".filters"), ("menus", "/menus", ".flow"),
                ("tv", "/tv", ".tv-tiles .tile"),
            })
            {
                var page = await _browser.OpenAsync($"{Address}{path}?lang={language}", theme: theme);
                await page.SeesAsync(".live[data-trust=live]");
                await page.SeesAsync(seen);
                Assert.That(await page.BarriersAsync(), Is.Empty, $"{name} {language} {theme}");
                await page.ScreenshotAsync(Screenshots.Path($"{name}-{language}-{theme}.png"), fullPage: true);
                await NothingIsWrongAsync(page);
            }
        }

        var phone = await _browser.OpenAsync($"{Address}/?lang=en", width: 360, height: 740);
        await phone.SeesAsync(".callers tbody tr");
        Assert.That((int)(await phone.EvaluateAsync("document.documentElement.scrollWidth"))!, Is.LessThanOrEqualTo(360), "nothing is wider than a phone");
        foreach (var waiting in new[] { call, other }) waiting.HangUp();
        foreach (var waiting in new[] { call, other }) await waiting.EndedAsync(Patience);
        foreach (var agent in new[] { "2101", "2102" }) await LogOutAsync(agent);
    }

    private static string Agent(string agent, string state) => $".agent[data-name='agents/{agent}'][data-state={state}]";

    private static string Figure(string queue, string figure) => $".tile[data-name='queues/{queue}'] [data-figure={figure}] .figure-value";

    private async Task<BrowserPage> OpenAsync(string theme = "dark")
    {
        var page = await _browser.OpenAsync($"{Address}/?lang=en", theme: theme);
        await page.SeesAsync(".live[data-trust=live]");
        return page;
    }

    /// <summary>No error on the console: no refused script, no failed request, no fault.</summary>
    private static async Task NothingIsWrongAsync(params BrowserPage[] pages)
    {
        foreach (var page in pages)
        {
            Assert.That(await page.ProblemsAsync(), Is.Empty);
            await page.CloseAsync();
        }
    }

    private async Task LogOutAsync(string agent)
    {
        await PostAsync("LogOut", agent);
        await Service.AgentIsAsync(agent, "LoggedOut", Patience);
    }

    private async Task PostAsync(string method, string agent, string more = "")
    {
        using var content = new StringContent($"{{\"name\":\"agents/{agent}\"{more}}}", Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await _api.PostAsync(new Uri($"{Address}/telephony.v1.AgentService/{method}"), content);
        answer.EnsureSuccessStatusCode();
    }
}
