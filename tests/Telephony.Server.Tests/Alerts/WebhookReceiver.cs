using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Telephony.Server.Tests.Alerts;

/// <summary>Somebody's server that is told of alerts, on a real socket; it can refuse, and be away.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private static int _ports = 24_000;

    private readonly int _port = Interlocked.Increment(ref _ports);
    private WebApplication? _app;

    /// <summary>Where it is.</summary>
    public Uri Address => new($"http://127.0.0.74:{_port}/alerts");

    /// <summary>What it answers.</summary>
    public int Answer { get; set; } = 204;

    /// <summary>Requests in the order they came, also those that were refused.</summary>
    public ConcurrentQueue<(string Id, string Time, string Signature, string Type, byte[] Body, int Answer)> Requests { get; } = new();

    /// <summary>Events that were confirmed.</summary>
    public IEnumerable<JsonElement> Confirmed => Requests.Where(r => r.Answer < 300).Select(r => JsonDocument.Parse(r.Body).RootElement);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse("127.0.0.74"), _port));
        _app = builder.Build();
        _app.MapPost("/alerts", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var headers = http.Request.Headers;
            Requests.Enqueue((headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), http.Request.ContentType ?? "", body.ToArray(), Answer));
            return Results.StatusCode(Answer);
        });
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Whether a request is signed with a secret, as Standard Webhooks has it.</summary>
    public static bool IsSigned((string Id, string Time, string Signature, string Type, byte[] Body, int Answer) request, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] text = [.. Encoding.UTF8.GetBytes($"{request.Id}.{request.Time}."), .. request.Body];
        var signed = HMACSHA256.HashData(key, text);
        return request.Signature == $"v1,{Convert.ToBase64String(signed)}";
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
