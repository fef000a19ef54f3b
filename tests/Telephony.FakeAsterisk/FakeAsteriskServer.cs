using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Telephony.FakeAsterisk;

/// <summary>
/// An ARI server inside the test process, on the real wire: REST over HTTP, REST over the WebSocket, and events. It knows channels,
/// bridges, playbacks, recordings and applications, does what Asterisk 22.10 does with them, and lets the test play
/// callers, phones, and everything that can go wrong. Written against Asterisk's documentation and measurements, and on purpose
/// without any type of the client, so that the two cannot share a mistake.
/// </summary>
public sealed partial class FakeAsteriskServer : IAsyncDisposable
{
    private readonly FakeAsteriskOptions _options;
    private readonly WebApplication _web;
    private readonly Rest _rest;
    private readonly Lock _gate = new();
    private readonly List<EventSocket> _sockets = [];
    private readonly List<(string, string, string)> _handshakeDetails = [];
    private readonly CancellationTokenSource _stopping = new();
    private int _requests;
    private int _handshakes;

    private FakeAsteriskServer(FakeAsteriskOptions options)
    {
        _options = options;
        _rest = new Rest(this);
        Version = options.Version;
        StartupTime = options.Clock.GetUtcNow();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address, options.Port);
            // As Asterisk does (session_keep_alive).
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _web = builder.Build();
        _web.Use((http, next) =>
        {
            if (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
                http.Features.Set<IHttpUpgradeFeature>(new FreezableStream.Upgrade(upgrade, http.RequestAborted));
            return next(http);
        });
        _web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _web.Run(HandleAsync);
    }

    /// <summary>Root of the HTTP server.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    public string Username => _options.Username;

    public string Password => _options.Password;

    /// <summary>What <c>/asterisk/info</c> says.</summary>
    public string Version { get; set; }

    /// <summary>What <c>/asterisk/info</c> says. A later one means that everything before is gone.</summary>
    public DateTimeOffset StartupTime { get; set; }

    /// <summary>Whether the user may only read: writes get 403.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Whether new event sockets are refused with 503.</summary>
    public bool RefuseSockets { get; set; }

    public RequestLog Requests { get; } = new();

    public Faults Faults { get; } = new();

    /// <summary>Attempts to open an event socket so far, refused ones included.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>The query string of each attempt and its headers, to see how the client authenticates.</summary>
    public IReadOnlyList<(string Query, string Authorization, string Protocol)> HandshakeDetails
    {
        get
        {
            lock (_gate) return [.. _handshakeDetails];
        }
    }

    public static async Task<FakeAsteriskServer> StartAsync(FakeAsteriskOptions? options = null)
    {
        var asterisk = new FakeAsteriskServer(options ?? new FakeAsteriskOptions());
        await asterisk._web.StartAsync();
        asterisk.BaseUrl = new Uri(asterisk._web.Urls.First() + "/");
        return asterisk;
    }

    /// <summary>Stops as a killed process does: every connection breaks.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        CutSockets();
        await _web.DisposeAsync();
    }

    /// <summary>Breaks every event socket.</summary>
    public void CutSockets() => ForEachSocket(socket => socket.Cut());

    /// <summary>Closes every event socket with a close frame.</summary>
    public void CloseSockets() => ForEachSocket(socket => socket.CloseCleanly());

    /// <summary>Leaves every event socket half open: it is neither read nor written any more.</summary>
    public void FreezeSockets() => ForEachSocket(socket => socket.Freeze());

    /// <summary>Sends this text to the application's socket, valid or not.</summary>
    public void SendRaw(string application, string text)
    {
        lock (_gate) _apps.GetValueOrDefault(application)?.Socket?.Send(text);
    }

    internal FakeAsteriskOptions Options => _options;

    internal DateTimeOffset Now => _options.Clock.GetUtcNow();

    private void ForEachSocket(Action<EventSocket> act)
    {
        EventSocket[] sockets;
        lock (_gate) sockets = [.. _sockets];
        foreach (var socket in sockets) act(socket);
    }

    private async Task HandleAsync(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith("/ari/", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 404;
            return;
        }
        var isHandshake = http.WebSockets.IsWebSocketRequest;
        if (isHandshake) RecordHandshake(http);
        if (http.Request.Headers.Authorization.ToString() != Authorization())
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Asterisk REST Interface\"";
            return;
        }
        try
        {
            if (isHandshake) await HandleSocketAsync(http);
            else await HandleHttpAsync(http, target["/ari/".Length..]);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private void RecordHandshake(HttpContext http)
    {
        Interlocked.Increment(ref _handshakes);
        lock (_gate)
            _handshakeDetails.Add((http.Request.QueryString.Value ?? "", http.Request.Headers.Authorization.ToString(), http.Request.Headers.SecWebSocketProtocol.ToString()));
    }

    private string Authorization() => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}"));

    private async Task HandleSocketAsync(HttpContext http)
    {
        var apps = http.Request.Query["app"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (RefuseSockets || apps.Length == 0)
        {
            http.Response.StatusCode = apps.Length == 0 ? 400 : 503;
            return;
        }
        using var webSocket = await http.WebSockets.AcceptWebSocketAsync("ari");
        var upgrade = (FreezableStream.Upgrade)http.Features.Get<IHttpUpgradeFeature>()!;
        var socket = new EventSocket(http, webSocket, upgrade.Stream!, apps);
        Register(socket);
        try
        {
            await socket.RunAsync(async (message, cancel) =>
            {
                if (await AnswerOverSocketAsync(message, cancel) is not { } reply) return;
                // As in Asterisk, a reply passes through the filter of the application like an event.
                lock (_gate)
                    if (_apps.TryGetValue(apps[0], out var app) && app.Lets("RESTResponse")) socket.Send(Json.Text(reply));
            });
        }
        finally
        {
            Unregister(socket);
        }
    }

    private async Task<JsonObject?> AnswerOverSocketAsync(string message, CancellationToken cancel)
    {
        string? requestId = null, transactionId = null;
        var uri = "";
        FakeReply? reply;
        try
        {
            (requestId, transactionId, var request) = EventSocket.ParseRequest(Interlocked.Increment(ref _requests), message);
            uri = request.Path;
            reply = await AnswerAsync(request, cancel);
            if (reply is { File: not null }) reply = FakeReply.Error(406, "Not Acceptable.  Use HTTP GET");
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            reply = FakeReply.Error(400, exception.Message);
        }
        if (reply is null) return null;
        var json = new JsonObject
        {
            ["type"] = "RESTResponse",
            ["transaction_id"] = transactionId ?? "",
            ["request_id"] = requestId ?? "",
            ["status_code"] = reply.Status,
            ["reason_phrase"] = reply.Status < 300 ? "OK" : "Error",
            ["uri"] = uri,
        };
        if ((reply.Raw ?? (reply.Body is null ? null : Json.Text(reply.Body))) is { } body)
        {
            json["content_type"] = "application/json";
            json["message_body"] = body;
        }
        return Stamp(json, "");
    }

    private async Task HandleHttpAsync(HttpContext http, string target)
    {
        JsonNode? body = null;
        if (http.Request.ContentLength > 0) body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var request = FakeRequest.Parse(Interlocked.Increment(ref _requests), Wire.Http, http.Request.Method, target, [], body);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token);
        var reply = await AnswerAsync(request, any.Token);
        if (reply is null)
        {
            http.Abort();
            return;
        }
        http.Response.StatusCode = reply.Status;
        if (reply.File is not null)
        {
            http.Response.ContentType = "audio/wav";
            await http.Response.Body.WriteAsync(reply.File, any.Token);
        }
        else if ((reply.Raw ?? (reply.Body is null ? null : Json.Text(reply.Body))) is { } text)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(text, any.Token);
        }
    }

    /// <returns>Null when the request is never answered.</returns>
    private async Task<FakeReply?> AnswerAsync(FakeRequest request, CancellationToken cancel)
    {
        Requests.Add(request);
        if (Faults.Take(request) is { } rule && await rule(cancel) is { } scripted) return scripted;
        if (ReadOnly && request.Method != "GET") return FakeReply.Error(403, "Write access denied");
        lock (_gate) return _rest.Do(request);
    }
}
