using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>The board in a real browser, as callers try to abuse it and as people come to it: hostile texts, alerts, screens on walls, signing in.</summary>
[TestFixture, Parallelizable]
public sealed class BoardAccessTests() : SiteFixture("127.0.1.52")
{
    private const string Password = "correct horse battery";

    /// <summary>Markup that would act if it were markup, and signs that turn the direction of writing.</summary>
    private const string Hostile = "'><img src=x onerror=alert(1)><svg onload=alert(2)>\u202Egnp.exe\u2066";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Browser _browser = null!;

    protected override string SiteName => "BoardSite";

    private string Address => $"http://{Asterisk.Address}:8080";

    [OneTimeSetUp]
    public async Task StartBrowser() => _browser = await Browser.StartAsync();

    [OneTimeTearDown]
    public async Task StopBrowser() => await _browser.DisposeAsync();

    [Test, Order(1)]
    public async Task A_hostile_caller_is_text_on_every_page()
    {
        var (call, id) = await JoinAsync(Caller("15554101", Hostile), "8100");
        var page = await _browser.OpenAsync($"{Address}/?lang=en");
        foreach (var (path, seen) in new[]
        {
            ("/", $".callers [data-name='calls/{id}']"), ("/queues/sales", $".callers [data-name='calls/{id}']"), ($"/calls/{id}", ".page-title:has-text('onerror')"),
        })
        {
            await page.GoToAsync($"{Address}{path}");
            await page.SeesAsync(seen);
            Assert.That(await page.TextAsync("main"), Does.Contain("<img src=x onerror=alert(1)>").And.Contain("<svg onload=alert(2)>"), path);
            await IsInertAsync(page, path);
        }

        call.HangUp();
        await AssertEndedAsync(id, "AbandonedInQueue");
        foreach (var path in new[] { "/queues/sales", $"/calls/{id}", "/agents/2101", "/reports" })
        {
            await page.GoToAsync($"{Address}{path}");
            await page.SeesAsync(path == "/reports" ? ".filters" : "main h2");
            await page.SeesAsync(".live[data-trust=live]");
            await IsInertAsync(page, path);
        }

        Assert.That(await page.ProblemsAsync(), Is.Empty, "nothing was even tried: no script refused, no picture asked for, no dialog");
        await page.CloseAsync();
    }

    [Test, Order(2)]
    public async Task Two_browsers_see_an_alert_and_that_somebody_knows()
    {
        await File.WriteAllTextAsync(Path.Combine(SiteFolder, "alerts.yaml"), "rules: {anybody: {label: {en: Somebody waits, zh-CN: 有人等待}, metric: waiting, above: 0, queues: [sales], critical: true}}\n");
        BrowserPage[] pages = [await _browser.OpenAsync($"{Address}/?lang=en"), await _browser.OpenAsync($"{Address}/queues/sales?lang=zh-CN", theme: "light")];
        var (call, id) = await JoinAsync(Caller("15554102"), "8100");
        const string Alert = "[data-alert='alerts/anybody.sales']";
        foreach (var (page, words) in pages.Zip(["Somebody waits", "有人等待"])) await page.SeesAsync($"{Alert}[data-state=FIRING]:has-text('{words}')");
        foreach (var (page, name) in pages.Zip(["alerts-en-dark", "alerts-zh-CN-light"]))
        {
            Assert.That(await page.BarriersAsync(), Is.Empty, name);
            await page.ScreenshotAsync(Screenshots.Path($"{name}.png"));
        }

        await pages[0].ClickAsync($"{Alert} button:has-text('I know')");
        foreach (var page in pages) await page.SeesAsync($"{Alert}[data-state=ACKNOWLEDGED]");
        call.HangUp();
        await AssertEndedAsync(id, "AbandonedInQueue");
        foreach (var page in pages) await page.SeesAsync($"{Alert}[data-state=RESOLVED]");
        foreach (var page in pages)
        {
            Assert.That(await page.ProblemsAsync(), Is.Empty);
            await page.CloseAsync();
        }
    }

    [Test, Order(3)]
    public async Task People_sign_in_with_the_keyboard_alone_in_both_languages_and_out_again()
    {
        Assert.That((await RunWithInputAsync(Password, "user", "add", "kim", "--role", "supervisor")).ExitCode, Is.Zero);
        foreach (var (language, signIn, wrong) in new[] { ("en", "Sign in", "The name or the password is wrong."), ("zh-CN", "登录", "用户名或密码错误。") })
        {
            var page = await _browser.OpenAsync($"{Address}/?lang={language}", theme: language == "en" ? "dark" : "light");
            await page.SeesAsync($".sign-in h2:has-text('{signIn}')");
            await page.SeesAsync(".sign-in input[name=password]");
            Assert.That(await page.BarriersAsync(), Is.Empty, language);
            Assert.That(await page.CountAsync(".tile"), Is.Zero, "nothing is shown before");
            await page.ProblemsAsync(); // the browser notes what was refused
            await page.FillAsync(".sign-in input[name=name]", "kim");
            await page.FillAsync(".sign-in input[name=password]", "guess");
            await page.PressAsync("Enter");
            await page.ReadsAsync("#sign-in-refused", wrong);
            await page.FillAsync(".sign-in input[name=password]", Password);
            await page.PressAsync("Enter");
            await page.SeesAsync(".account:has-text('kim')");
            await page.SeesAsync(".tile[data-name='queues/sales']");
            await page.ProblemsAsync();
            await page.GoToAsync($"{Address}/account?lang={language}");
            await page.SeesAsync("tr[data-this=true]");
            Assert.That(await page.BarriersAsync(), Is.Empty, $"account {language}");
            Assert.That(await page.ProblemsAsync(), Is.Empty);
            if (language == "en")
            {
                await page.GoToAsync(Address);
                await page.ChooseAsync("queues/support", "Close now");
                await page.DoneAsync("Support is closed");
                await page.ChooseAsync("queues/support", "By its calendar");
                await page.SeesNoAsync(".tile[data-name='queues/support'] .opening");
                Assert.That(Service.FactsOf("QueueSwitched").Select(f => f.GetProperty("by").GetString()), Has.All.EqualTo("kim"));
                await page.GoToAsync($"{Address}/account?lang={language}");
            }

            await page.ClickAsync($".account-page button:has-text('{(language == "en" ? "Sign out" : "退出登录")}')");
            await page.SeesAsync(".sign-in h2");
            await page.CloseAsync();
        }
    }

    [Test, Order(4)]
    public async Task A_screens_link_shows_its_queues_over_a_restart_until_it_is_revoked()
    {
        var (exitCode, lines) = await RunWithInputAsync("", "tv", "link", "--name", "hall", "--queues", "sales", "--expires", "60d", "--board", Address);
        Assert.That(exitCode, Is.Zero, string.Join('\n', lines));
        var screen = await _browser.OpenAsync(lines.Single(l => l.StartsWith(Address, StringComparison.Ordinal)));
        await screen.SeesAsync(".tv-tiles [data-name='queues/sales']");
        Assert.That(await screen.CountAsync("[data-name='queues/support']"), Is.Zero);
        await Service.StopAsync();
        await screen.SeesAsync(".banner");
        await Service.StartAsync();
        await screen.SeesNoAsync(".banner");
        await screen.SeesAsync(".tv-tiles [data-name='queues/sales']");
        Assert.That((await RunWithInputAsync("", "tv", "revoke", "hall")).ExitCode, Is.Zero);
        await screen.SeesAsync(".sign-in");
        await screen.CloseAsync();
    }

    private static async Task IsInertAsync(BrowserPage page, string where) =>
        Assert.That(await page.CountAsync("img, iframe, object, embed, svg[onload], [onerror], [onload], a[href^='javascript:'], script:not([src]), main b"), Is.Zero, where);

    private Task<(int ExitCode, IReadOnlyList<string> Lines)> RunWithInputAsync(string input, params string[] arguments) =>
        ChildProcess.RunAsync("Telephony.Server " + arguments[0], "bash", ["-c", "printf '%s\\n' \"$0\" | \"$@\"", input, "dotnet", Repository.ServiceProgram, .. arguments, "--data", Asterisk.Data], Patience);
}
