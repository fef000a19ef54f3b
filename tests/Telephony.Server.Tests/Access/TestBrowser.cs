using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Telephony.Server.Tests.Access;

/// <summary>Sends what a browser sends from the board's own pages: cookies, where from, and the word against forged requests.</summary>
internal sealed class TestBrowser : IDisposable
{
    private static int _count;

    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _cookies = [];

    public TestBrowser(string address)
    {
        _http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(30) };
        (Origin, Name) = ($"http://{address}", $"Test browser {Interlocked.Increment(ref _count)}");
    }

    /// <summary>What it calls itself.</summary>
    public string Name { get; }

    public string Origin { get; set; }

    public string Csrf { get; set; } = "";

    public Dictionary<string, string> Headers { get; } = new() { ["Sec-Fetch-Site"] = "same-origin" };

    public bool HasHeard { get; private set; }

    public async Task<(HttpStatusCode Status, string? Reason, string? RetryAfter, List<string> Cookies)> SignInAsync(string name, string password)
    {
        using var request = Request("POST", "/v1/session");
        request.Content = JsonContent.Create(new { name, password });
        await request.Content.LoadIntoBufferAsync();
        using var answer = await _http.SendAsync(request);
        List<string> set = answer.Headers.TryGetValues("Set-Cookie", out var values) ? [.. values] : [];
        foreach (var cookie in set.Select(c => c.Split(';')[0].Split('=', 2)))
        {
            _cookies[cookie[0]] = cookie[1];
            if (cookie[0].EndsWith("-csrf", StringComparison.Ordinal)) Csrf = cookie[1];
        }

        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement.GetProperty("reason").GetString() : null, answer.Headers.RetryAfter?.ToString(), set);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string method, string path, string? json = null)
    {
        using var request = Request(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }

    /// <summary>Everything a stream sends, until the service ends it.</summary>
    public async Task<string> StreamUntilItEndsAsync(string path)
    {
        using var request = Request("POST", path);
        request.Content = new ByteArrayContent([0, 0, 0, 0, 2, (byte)'{', (byte)'}']) { Headers = { ContentType = new MediaTypeHeaderValue("application/connect+json") } };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var (buffer, text) = (new byte[64 << 10], new StringBuilder());
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            HasHeard = true;
        }

        return text.ToString();
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("User-Agent", Name);
        if (Origin.Length > 0 && method != "GET") request.Headers.Add("Origin", Origin);
        if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        if (Csrf.Length > 0 && method != "GET") request.Headers.Add("X-Telephony-Csrf", Csrf);
        foreach (var (name, value) in Headers.Where(h => h.Value.Length > 0)) request.Headers.Add(name, value);
        return request;
    }
}
