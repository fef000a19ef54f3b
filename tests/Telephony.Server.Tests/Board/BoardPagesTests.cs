using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Telephony.Server.Board;

namespace Telephony.Server.Tests.Board;

/// <summary>How the board's files are served, and what the browser is told about them.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Structure", "NUnit1032", Justification = "Disposed of in OneTimeTearDown, asynchronously.")]
public sealed class BoardPagesTests
{
    private string _folder = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = Directory.CreateTempSubdirectory("tel-board-").FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "assets"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "index.html"), "<!doctype html><title>board</title>");
        await File.WriteAllTextAsync(Path.Combine(_folder, "assets", "index-abc123.js"), new string('x', 5_000));
        _app = await ServeAsync(_folder);
        _http = ClientOf(_app);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase("/")]
    [TestCase("/reports")]
    [TestCase("/queues/sales")]
    [TestCase("/agents/1001")]
    [TestCase("/calls/1764518400.12")]
    public async Task Every_page_has_an_address_of_its_own(string address)
    {
        using var answer = await GetAsync(address);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("<title>board</title>"));
        Assert.That((answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.OK, "text/html")));
    }

    [TestCase("/nowhere")]
    [TestCase("/queues/sales/more")]
    [TestCase("/assets/index-old.js")]
    [TestCase("/assets/../../secrets")]
    [TestCase("/%2e%2e/%2e%2e/etc/passwd")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        using var answer = await GetAsync(address);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("/")]
    [TestCase("/assets/index-abc123.js")]
    public async Task Nothing_from_elsewhere_nothing_inline_and_no_frames(string address)
    {
        using var answer = await GetAsync(address);
        var policy = Header(answer, "Content-Security-Policy").Split("; ");
        Assert.That(policy, Has.Member("default-src 'none'").And.Member("script-src 'self'").And.Member("style-src 'self'").And.Member("connect-src 'self'")
            .And.Member("frame-ancestors 'none'").And.Member("base-uri 'none'").And.Member("require-trusted-types-for 'script'"));
        Assert.That(string.Join(' ', policy), Does.Not.Contain("unsafe").And.Not.Contain("*").And.Not.Contain("http"));
        Assert.That(Header(answer, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
        Assert.That(Header(answer, "X-Frame-Options"), Is.EqualTo("DENY"));
        Assert.That(Header(answer, "Referrer-Policy"), Is.EqualTo("no-referrer"));
        Assert.That(Header(answer, "Cross-Origin-Opener-Policy"), Is.EqualTo("same-origin"));
        Assert.That(Header(answer, "Permissions-Policy"), Does.Contain("microphone=()"));
    }

    [Test]
    public async Task The_page_is_asked_for_each_time_and_files_named_by_their_content_are_kept_for_ever()
    {
        using var page = await GetAsync("/");
        using var script = await GetAsync("/assets/index-abc123.js");
        Assert.That((Header(page, "Cache-Control"), Header(script, "Cache-Control")), Is.EqualTo(("no-cache", "public, max-age=31536000, immutable")));
        using var again = await GetAsync("/", r => r.Headers.IfNoneMatch.Add(page.Headers.ETag!));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task A_browser_that_unpacks_gets_less()
    {
        using var answer = await GetAsync("/assets/index-abc123.js", r => r.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip")));
        Assert.That(answer.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        Assert.That(answer.Content.Headers.ContentLength, Is.LessThan(500));
    }

    [Test]
    public async Task Only_reading_is_served()
    {
        using var answer = await _http.PostAsync(new Uri("/", UriKind.Relative), null);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_board_that_is_not_built_is_said_in_one_line()
    {
        await using var app = await ServeAsync(Path.Combine(_folder, "none"));
        using var http = ClientOf(app);
        using var answer = await http.GetAsync(new Uri("/queues/sales", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("The board is not built. Run ./telephony build, then start the service again.\n"));
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.TryGetValues(name, out var values) ? values : []);

    private async Task<HttpResponseMessage> GetAsync(string address, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_http.BaseAddress!, address));
        with?.Invoke(request);
        return await _http.SendAsync(request);
    }

    private static async Task<WebApplication> ServeAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.72:0");
        var app = builder.Build();
        app.UseMiddleware<BoardPages>(BoardFiles.In(folder));
        await app.StartAsync();
        return app;
    }

    private static HttpClient ClientOf(WebApplication app) =>
        new() { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
}
