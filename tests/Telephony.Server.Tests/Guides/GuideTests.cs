using System.Net;
using System.Text.Json;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Guides;

/// <summary>The examples of <c>docs/guides</c> do what they say.</summary>
public sealed class GuideTests : ApiFixture
{
    private static readonly string Folder = Path.Combine(TestPaths.Root, "docs", "guides");

    private readonly HttpClient _browser = new() { Timeout = TimeSpan.FromSeconds(10) };

    [OneTimeSetUp]
    public async Task InstallPackages()
    {
        await ContractTests.InstallBufAsync();
        // The same packages at the same versions as the conformance clients have: one installation for both.
        var packages = Path.Combine(Folder, "node_modules");
        if (!Directory.Exists(packages)) Directory.CreateSymbolicLink(packages, Path.Combine(ContractTests.Clients, "node_modules"));
    }

    [OneTimeTearDown]
    public void CloseBrowser() => _browser.Dispose();

    [Test]
    public async Task A_screen_pops_once_when_the_agents_phone_rings_and_again_for_the_next_call()
    {
        using var pop = ForeignProgram.Node(
            new() { ["TELEPHONY_SERVER"] = Api.GrpcAddress }, Path.Combine(Folder, "crm-screen-pop", "screen_pop.mjs"), "1001", "https://crm.example/?phone={number}&queue={queue}");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        var caller = Asterisk.Call("acd-n1", "+49555 & more", "call,9999");
        (await Asterisk.ExpectLegAsync("PJSIP/1001")).Ring();
        Assert.That(await pop.LineAsync(), Is.EqualTo("https://crm.example/?phone=%2B49555%20%26%20more&queue=sales"));
        caller.HangUp();
        await Api.UntilAsync("the first call is over", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Count == 0);
        await Api.RestartAsync();
        await BecomesAsync("agents/1001", V1.AgentState.Ready);
        Asterisk.Call("acd-n1", "777", "call,9999");
        (await Asterisk.ExpectLegAsync("PJSIP/1001")).Ring();
        Assert.That(await pop.LineAsync(), Is.EqualTo("https://crm.example/?phone=777&queue=sales"), "not the first call's page once more");
    }

    [Test]
    public async Task A_screen_pop_for_an_agent_who_is_not_there_says_so()
    {
        using var pop = ForeignProgram.Node(new() { ["TELEPHONY_SERVER"] = Api.GrpcAddress }, Path.Combine(Folder, "crm-screen-pop", "screen_pop.mjs"), "4711", "https://crm.example/");
        await Api.UntilAsync("it says why", () => Task.FromResult(pop.Errors.Contains("There is no agents/4711.")));
    }

    [Test]
    public async Task An_external_router_rings_who_has_had_the_fewest_calls()
    {
        foreach (var agent in new[] { "agents/1001", "agents/1002" }) await Api.Agents.LogInAsync(new V1.LogInRequest { Name = agent });
        using var router = ForeignProgram.Node(new() { ["TELEPHONY_SERVER"] = Api.GrpcAddress }, Path.Combine(Folder, "external-router", "router.mjs"), "vip");
        await Api.UntilAsync("it decides", async () => (await EventsAsync("DeciderAttached")).Count == 1);
        // On a busy machine the very first decision may come after the offer's deadline: then the queue's own rule has decided.
        for (var i = 0; i < 5 && !(await EventsAsync("OfferMade")).Any(IsItsChoice); i++)
        {
            var caller = Asterisk.Call("acd-n1", "555", "call,8200");
            Assert.That(await router.LineAsync(), Does.EndWith("from 555: agents/1001"));
            await Api.UntilAsync("somebody is rung", async () => (await EventsAsync("OfferMade")).Count > i);
            caller.HangUp();
            await BecomesAsync("agents/1001", V1.AgentState.Ready);
            await BecomesAsync("agents/1002", V1.AgentState.Ready);
        }

        Assert.That((await EventsAsync("OfferMade")).Any(IsItsChoice));

        static bool IsItsChoice(V1.Event offer) => offer.Details.Fields["why"].StringValue == "chosen by external router";
    }

    [Test]
    public async Task A_wallboard_shows_queues_to_every_browser_and_says_when_its_figures_are_old()
    {
        using var board = ForeignProgram.Node(new() { ["TELEPHONY_SERVER"] = $"http://{Api.HttpAddress}" }, Path.Combine(Folder, "wallboard", "wallboard.mjs"), "0");
        var address = await board.LineAsync();
        Assert.That(await _browser.GetStringAsync(new Uri(address)), Does.Contain("EventSource(\"/queues\")"));
        using var one = await ScreenAsync(address);
        using var other = await ScreenAsync(address);
        await Api.CallAsync("9999");
        foreach (var screen in new[] { one, other })
        {
            await SeesAsync(screen, picture => picture.GetProperty("live").GetBoolean()
                && picture.GetProperty("queues").EnumerateArray().Any(q => q.GetProperty("name").GetString() == "queues/sales" && q.TryGetProperty("waitingCalls", out var waiting) && waiting.GetInt32() == 1));
        }

        await Api.RestartAsync();
        await SeesAsync(one, picture => !picture.GetProperty("live").GetBoolean());
        await SeesAsync(one, picture => picture.GetProperty("live").GetBoolean());
    }

    [Test]
    public async Task A_form_promises_one_call_however_often_its_button_is_pressed()
    {
        using var web = ForeignProgram.Node(new() { ["TELEPHONY_SERVER"] = $"http://{Api.HttpAddress}" }, Path.Combine(Folder, "callback-form", "callback_form.mjs"), "support", "0");
        var address = await web.LineAsync();
        var form = await _browser.GetStringAsync(new Uri(address));
        var id = form.Split("name=\"id\" type=\"hidden\" value=\"")[1].Split('"')[0];
        for (var i = 0; i < 2; i++)
        {
            var (status, page) = await SendAsync(address, new() { ["number"] = "0555-1234", ["id"] = id });
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK), web.Errors);
            Assert.That(page, Does.Contain("We call you back"));
        }

        Assert.That((await Api.Routing.ListCallbacksAsync(new V1.ListCallbacksRequest())).Callbacks.Select(c => c.Number), Is.EqualTo(new[] { "05551234" }));
        var (refused, again) = await SendAsync(address, new() { ["number"] = "1<script>", ["id"] = Guid.NewGuid().ToString() });
        Assert.That(refused, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(again, Does.Contain("Is it right?").And.Not.Contain("<script>"));
    }

    [Test]
    public void Every_example_is_in_the_list_and_needs_what_the_conformance_clients_have()
    {
        var index = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var guide in Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).Where(name => name != "node_modules")) Assert.That(index, Does.Contain($"({guide}/README.md)"));
        var wanted = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "package.json"))).RootElement.GetProperty("dependencies");
        var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(ContractTests.Clients, "package-lock.json"))).RootElement.GetProperty("packages");
        foreach (var package in wanted.EnumerateObject())
            Assert.That(locked.GetProperty($"node_modules/{package.Name}").GetProperty("version").GetString(), Is.EqualTo(package.Value.GetString()));
    }

    private async Task<(HttpStatusCode Status, string Page)> SendAsync(string address, Dictionary<string, string> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await _browser.PostAsync(new Uri(address), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<StreamReader> ScreenAsync(string address) => new(await _browser.GetStreamAsync(new Uri($"{address}/queues")));

    private static async Task SeesAsync(StreamReader screen, Func<JsonElement, bool> isWanted)
    {
        while (await screen.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && isWanted(JsonDocument.Parse(line["data: ".Length..]).RootElement)) return;
        }

        Assert.Fail("the stream ended");
    }
}
