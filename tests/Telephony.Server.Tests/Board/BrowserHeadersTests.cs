using System.Net;
using Telephony.FakeAsterisk;
using Telephony.Server.Access;
using Telephony.Server.Board;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Board;

/// <summary>Every address that is served, scanned for what it tells browsers.</summary>
public sealed class BrowserHeadersTests
{
    private static readonly string[] Pages = ["/", "/queues/sales", "/agents/1001", "/calls/x", "/reports", "/menus", "/menus/main", "/tv", "/account", "/icon.svg"];

    [Test]
    public async Task Every_address_tells_browsers_to_be_careful([Values] bool requireToken)
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        await using var api = await RunningApi.StartAsync(asterisk, requireToken: requireToken);
        var gets = AccessPolicy.Rules.Keys.Concat(AccessPolicy.Open).Where(k => k.StartsWith("GET ", StringComparison.Ordinal)).Select(k => k["GET ".Length..].Replace("{id}", "none"));
        string[] more = ["/nowhere", "/assets/none.js", "/telephony.v1.QueueService/GetQueue", .. AssetsOf(BoardFolder)];
        var wrong = new List<string>();
        foreach (var address in Pages.Concat(gets).Concat(more))
        {
            using var answer = await api.Http.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            wrong.AddRange(WrongWith(answer).Select(what => $"{address} ({(int)answer.StatusCode}): {what}"));
        }

        using var posted = await api.Http.PostAsync(new Uri("/v1/session", UriKind.Relative), new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        wrong.AddRange(WrongWith(posted).Select(what => $"POST /v1/session: {what}"));
        Assert.That(wrong, Is.Empty);
    }

    private static string BoardFolder => Path.Combine(AppContext.BaseDirectory, "board");

    private static IEnumerable<string> AssetsOf(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => "/" + Path.GetRelativePath(folder, f).Replace('\\', '/')) : [];

    private static IEnumerable<string> WrongWith(HttpResponseMessage answer)
    {
        foreach (var (name, wanted) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Permissions-Policy", BrowserHeaders.Devices),
        })
        {
            if (Of(answer, name) != wanted) yield return $"{name}: {Of(answer, name)}";
        }

        var policy = Of(answer, "Content-Security-Policy");
        if (!policy.StartsWith("default-src 'none'; ", StringComparison.Ordinal) || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal) || policy.Contains("unsafe", StringComparison.Ordinal)) yield return $"policy: {policy}";
        var cache = Of(answer, "Cache-Control");
        var isFile = answer.StatusCode == HttpStatusCode.OK && answer.Headers.ETag is not null;
        if (!isFile && !cache.Contains("no-store", StringComparison.Ordinal)) yield return $"cache: {cache}";
        foreach (var name in new[] { "Server", "X-Powered-By", "Access-Control-Allow-Origin" }.Where(answer.Headers.Contains)) yield return $"{name} is told";
    }

    private static string Of(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.TryGetValues(name, out var values) ? values : []);
}
