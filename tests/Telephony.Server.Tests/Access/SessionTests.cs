using System.Net;
using System.Text.Json;
using Telephony.FakeAsterisk;
using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Signing in on the board, as a browser does it.</summary>
public sealed class SessionTests : SharedApiFixture
{
    private const string Password = "correct horse battery";

    [OneTimeSetUp]
    public async Task MakeUsers()
    {
        Add(Api, "kim", Role.Supervisor);
        Add(Api, "lee", Role.Analyst);
        Add(Api, "root", Role.Admin);
        await Api.UntilAsync("people sign in here", async () => (await Plain().SendAsync("GET", "/v1/session")).Body.GetProperty("has_users").GetBoolean());
    }

    [Test]
    public async Task Who_signs_in_may_do_what_the_role_may_and_is_named_in_the_record()
    {
        using var kim = await SignedInAsync(Api, "kim");
        var who = (await kim.SendAsync("GET", "/v1/session")).Body;
        Assert.That((who.GetProperty("name").GetString(), who.GetProperty("role").GetString(), who.GetProperty("is_session").GetBoolean()), Is.EqualTo(("kim", "supervisor", true)));
        Assert.That((await kim.SendAsync("POST", "/telephony.v1.QueueService/CloseQueue", """{"name":"queues/support"}""")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await kim.SendAsync("POST", "/telephony.v1.QueueService/FollowCalendar", """{"name":"queues/support"}""")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await kim.SendAsync("POST", "/telephony.v1.ConfigService/GetConfig", "{}")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        var events = await Api.Audit.ListEventsAsync(new V1.ListEventsRequest { Kinds = { "QueueSwitched" }, Queue = "queues/support" });
        Assert.That(events.Events.Select(e => e.Details.Fields["by"].StringValue), Is.EqualTo(new[] { "kim", "kim" }));
        Assert.That(ActionsOf("kim").Select(a => (a.Method, a.Outcome)), Does.Contain((SignIn.Method, ActionOutcome.Begun)).And.Contain((SignIn.Method, ActionOutcome.Done))
            .And.Contain(("telephony.v1.QueueService/CloseQueue", ActionOutcome.Done)));
    }

    [Test]
    public async Task The_cookie_is_for_this_host_alone_and_for_no_script()
    {
        using var browser = new TestBrowser(Api.HttpAddress);
        var cookies = (await browser.SignInAsync("kim", Password)).Cookies;
        Assert.That(cookies, Has.Count.EqualTo(2));
        Assert.That(cookies[0], Does.StartWith("telephony=").And.Contain("path=/").And.Contain("samesite=strict").And.Contain("httponly").And.Not.Contain("domain"));
        Assert.That(cookies[1], Does.StartWith("telephony-csrf=").And.Contain("samesite=strict").And.Not.Contain("httponly"));
        using var proxied = new TestBrowser(Api.HttpAddress) { Headers = { ["X-Forwarded-Proto"] = "https" }, Origin = $"https://{Api.HttpAddress}" };
        cookies = (await proxied.SignInAsync("kim", Password)).Cookies;
        Assert.That(cookies[0], Does.StartWith("__Host-telephony=").And.Contain("secure").And.Contain("httponly"));
        Assert.That(cookies[1], Does.StartWith("__Host-telephony-csrf=").And.Contain("secure"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Api.Data, "secrets", "sessions.json")), Does.Not.Contain(cookies[0].Split('=', ';', '.')[2]), "only a hash is kept");
    }

    [Test]
    public async Task Another_site_can_order_nothing_with_the_cookie()
    {
        using var kim = await SignedInAsync(Api, "kim");
        const string Order = "/telephony.v1.QueueService/OpenQueue";
        Assert.That(await RefusalAsync(kim, Order, b => b.Csrf = ""), Is.EqualTo("CROSS_SITE"));
        Assert.That(await RefusalAsync(kim, Order, b => b.Csrf = "guessed"), Is.EqualTo("CROSS_SITE"));
        Assert.That(await RefusalAsync(kim, Order, b => b.Origin = "http://evil.example"), Is.EqualTo("CROSS_SITE"));
        Assert.That(await RefusalAsync(kim, Order, b => b.Origin = "null"), Is.EqualTo("CROSS_SITE"));
        Assert.That(await RefusalAsync(kim, Order, b => b.Headers["Sec-Fetch-Site"] = "cross-site"), Is.EqualTo("CROSS_SITE"));
        Assert.That((await kim.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.OK), "and the session goes on");
        kim.Headers["Sec-Fetch-Site"] = "cross-site";
        Assert.That((await kim.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        using var evil = new TestBrowser(Api.HttpAddress) { Origin = "http://evil.example" };
        Assert.That((await evil.SignInAsync("kim", Password)).Cookies, Is.Empty, "nor sign anybody in");
    }

    [Test]
    public async Task Where_people_sign_in_a_browser_of_this_machine_is_not_trusted_but_programs_are()
    {
        using var browser = new TestBrowser(Api.HttpAddress);
        Assert.That((await browser.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        using var program = Plain();
        Assert.That((await program.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Numbers_are_masked_by_role()
    {
        await Api.CallAsync("8100"); // from 555; nobody can take it
        using var kim = await SignedInAsync(Api, "kim");
        using var lee = await SignedInAsync(Api, "lee");
        Assert.That(await NumbersAsync(kim), Does.Contain("555").And.Not.Contain("***"));
        Assert.That(await NumbersAsync(lee), Does.Contain("***").And.Not.Contain("555"));

        static async Task<List<string?>> NumbersAsync(TestBrowser browser) =>
            [.. (await browser.SendAsync("GET", "/v1/snapshot")).Body.GetProperty("calls").EnumerateArray().Select(c => c.GetProperty("caller").GetString())];
    }

    [Test]
    public async Task A_session_is_listed_and_can_be_ended_by_its_user_and_by_an_admin_only()
    {
        using var one = await SignedInAsync(Api, "lee");
        using var two = await SignedInAsync(Api, "lee");
        using var kim = await SignedInAsync(Api, "kim");
        using var root = await SignedInAsync(Api, "root");
        var other = (await SessionsAsync(one)).Single(s => !s.GetProperty("is_this").GetBoolean() && s.GetProperty("browser").GetString() == two.Name).GetProperty("id").GetString();
        Assert.That((await SessionsAsync(one)).Select(s => s.GetProperty("user").GetString()), Has.All.EqualTo("lee"));
        Assert.That((await kim.SendAsync("DELETE", $"/v1/sessions/{other}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await one.SendAsync("DELETE", $"/v1/sessions/{other}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await two.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        var mine = (await SessionsAsync(root)).First(s => s.GetProperty("browser").GetString() == one.Name).GetProperty("id").GetString();
        Assert.That((await root.SendAsync("DELETE", $"/v1/sessions/{mine}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await one.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(ActionsOf("root").Select(a => (a.Method, a.Targets.FirstOrDefault(), a.Outcome)), Does.Contain(("DELETE /v1/sessions/{session}", $"sessions/{mine}", ActionOutcome.Done)));
        Assert.That((await kim.SendAsync("DELETE", "/v1/session")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await kim.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(ActionsOf("kim").Select(a => (a.Method, a.Outcome)), Does.Contain(("DELETE /v1/session", ActionOutcome.Done)));
    }

    [Test]
    public async Task Who_guesses_waits_and_is_written_down_without_what_was_typed()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        await using var api = await RunningApi.StartAsync(asterisk);
        Add(api, "kim", Role.Supervisor);
        using var browser = new TestBrowser(api.HttpAddress);
        await api.UntilAsync("kim is known", async () => (await browser.SendAsync("GET", "/v1/session")).Body.GetProperty("has_users").GetBoolean());
        Assert.That((await browser.SignInAsync(Password, "kim")).Reason, Is.EqualTo("SIGN_IN_FAILED"), "the password in the wrong field");
        for (var i = 0; i < 3; i++) Assert.That((await browser.SignInAsync("kim", $"guess {i}")).Reason, Is.EqualTo("SIGN_IN_FAILED"));
        var wait = await browser.SignInAsync("kim", Password);
        Assert.That((wait.Status, wait.Reason, wait.RetryAfter), Is.EqualTo((HttpStatusCode.TooManyRequests, "TOO_MANY_REQUESTS", "1")), "also with the right password");
        await api.UntilAsync("the wait is over", async () => (await browser.SignInAsync("kim", Password)).Cookies.Count == 2);
        var refused = ActionReader.After(Path.Combine(api.Data, "actions"), 0).Where(a => a is { Method: SignIn.Method, Outcome: ActionOutcome.Refused }).ToList();
        Assert.That(refused.Take(5).Select(a => (a.Reason, a.Targets.FirstOrDefault())), Is.EqualTo(new[]
        {
            ("SIGN_IN_FAILED", null), ("SIGN_IN_FAILED", "users/kim"), ("SIGN_IN_FAILED", "users/kim"), ("SIGN_IN_FAILED", "users/kim"), ("TOO_MANY_REQUESTS", "users/kim"),
        }));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(api.Data, "actions"))) Assert.That(await File.ReadAllTextAsync(file), Does.Not.Contain("horse").And.Not.Contain("guess"));
    }

    [Test]
    public async Task A_restart_signs_nobody_out_and_revoking_a_user_ends_open_streams()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        await using var api = await RunningApi.StartAsync(asterisk);
        Add(api, "kim", Role.Supervisor);
        using var kim = await SignedInAsync(api, "kim");
        await api.RestartAsync();
        Assert.That((await kim.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.OK));
        var stream = kim.StreamUntilItEndsAsync("/telephony.v1.BoardService/WatchBoard");
        await api.UntilAsync("the stream is open", () => Task.FromResult(kim.HasHeard));
        new UserVault(api.Data, TimeProvider.System).EndSessions("kim");
        Assert.That(await stream.WaitAsync(TimeSpan.FromSeconds(20)), Does.Contain("TOKEN_INVALID").Or.Contain("unauthenticated"));
        Assert.That((await kim.SendAsync("GET", "/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static void Add(RunningApi api, string name, Role role) => new UserVault(api.Data, TimeProvider.System).Add(
        new UserRecord { Name = name, Role = role.Word(), Password = PasswordHash.Of(Password, 1_000), Created = default, SessionsFrom = default });

    private static async Task<TestBrowser> SignedInAsync(RunningApi api, string name)
    {
        var browser = new TestBrowser(api.HttpAddress);
        await api.UntilAsync($"{name} is signed in", async () => (await browser.SignInAsync(name, Password)).Status == HttpStatusCode.NoContent);
        return browser;
    }

    private TestBrowser Plain() => new(Api.HttpAddress) { Origin = "", Headers = { ["Sec-Fetch-Site"] = "" } };

    private static async Task<string?> RefusalAsync(TestBrowser browser, string path, Action<TestBrowser> change)
    {
        var (csrf, origin) = (browser.Csrf, browser.Origin);
        change(browser);
        var (_, body) = await browser.SendAsync("POST", path, """{"name":"queues/support"}""");
        (browser.Csrf, browser.Origin, browser.Headers["Sec-Fetch-Site"]) = (csrf, origin, "same-origin");
        return body.GetProperty("details")[0].GetProperty("debug").GetProperty("type").GetString();
    }

    private static async Task<List<JsonElement>> SessionsAsync(TestBrowser browser) => [.. (await browser.SendAsync("GET", "/v1/sessions")).Body.GetProperty("all").EnumerateArray()];

    private List<ActionEntry> ActionsOf(string name) => [.. ActionReader.After(Path.Combine(Api.Data, "actions"), 0).Where(a => a.Name == name)];
}
