using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Telephony.FakeAsterisk;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The whole service against a scripted Asterisk, with clients of its public API.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static int _ports = 22_000;

    private CancellationTokenSource _stop = new();
    private readonly FakeAsteriskServer _asterisk;
    private readonly string _folder;
    private readonly ServeOptions _options;
    private readonly HttpClient _http;
    private Service _service = null!;
    private Task<int> _running = null!;

    private RunningApi(FakeAsteriskServer asterisk, string folder, bool reflection, bool requireToken, long recordingSpace)
    {
        (_asterisk, _folder) = (asterisk, folder);
        var port = Interlocked.Add(ref _ports, 2);
        _options = new ServeOptions
        {
            Config = Path.Combine(folder, "site"), Data = Path.Combine(folder, "data"), AriUrl = asterisk.BaseUrl, AriUser = asterisk.Username,
            AriPasswordFile = Path.Combine(folder, "password"), Http = $"127.0.0.70:{port}", Grpc = $"127.0.0.70:{port + 1}", Node = "n1",
            GrpcReflection = reflection, RequireToken = requireToken, RecordingSpace = recordingSpace,
        };
        _http = new HttpClient { BaseAddress = new Uri($"http://{_options.Http}"), Timeout = Patience };
        Channel = GrpcChannel.ForAddress($"http://{_options.Grpc}");
    }

    /// <summary>Over HTTP/2.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The running service's endpoints, as routed.</summary>
    public IEnumerable<Microsoft.AspNetCore.Routing.RouteEndpoint> Endpoints => _service.Endpoints;

    /// <summary>The data folder.</summary>
    public string Data => _options.Data;

    /// <summary>Plain HTTP.</summary>
    public HttpClient Http => _http;

    public string HttpAddress => _options.Http;

    public string GrpcAddress => _options.Grpc;

    public string ConfigFolder => _options.Config;

    public V1.QueueService.QueueServiceClient Queues => new(Channel);

    public V1.AgentService.AgentServiceClient Agents => new(Channel);

    public V1.CallService.CallServiceClient Calls => new(Channel);

    public V1.RoutingService.RoutingServiceClient Routing => new(Channel);

    public V1.FlowService.FlowServiceClient Flows => new(Channel);

    public V1.RecordingService.RecordingServiceClient Recordings => new(Channel);

    public V1.AuditService.AuditServiceClient Audit => new(Channel);

    /// <summary>A service beside a scripted Asterisk with the phones of two agents.</summary>
    public static async Task<(FakeAsteriskServer Asterisk, RunningApi Api)> WithTwoPhonesAsync()
    {
        var asterisk = await FakeAsteriskServer.StartAsync();
        asterisk.PlaybacksEndAtOnce = true;
        foreach (var agent in new[] { "1001", "1002" }) asterisk.AddEndpoint($"PJSIP/{agent}");
        return (asterisk, await StartAsync(asterisk));
    }

    public static async Task<RunningApi> StartAsync(FakeAsteriskServer asterisk, bool reflection = false, bool requireToken = false, long recordingSpace = 0)
    {
        var folder = Directory.CreateTempSubdirectory("tel-api-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        Directory.CreateDirectory(Path.Combine(folder, "site", "queues"));
        Directory.CreateDirectory(Path.Combine(folder, "site", "ivr"));
        Write("password", asterisk.Password);
        Write("site/skills.yaml", "skills:\n  english: {}\n");
        Write("site/site.yaml", """
            numbers:
              "8100": {greeting: [], language: en, target: {queue: tech}}
              "8300": {greeting: [], language: en, target: {menu: help}}
              "8200": {greeting: [], language: en, target: {queue: vip}}
              "*": {greeting: [], language: en, target: {queue: sales}}
            callbacks: {dial: "PJSIP/{number}@trunk", allow: ["0X."]}
            pause_reasons:
              "1": {name: break, label: {en: Break}}
              "2": {name: training, label: {en: Training}, approval: true}
            """);
        Write("site/queues/sales.yaml", "label: {en: Sales, zh-CN: 销售}\nring_timeout: 5s\nrecord: on_demand\n");
        Write("site/queues/support.yaml", "ring_timeout: 5s\ncallback: {mode: agent_first}\n");
        Write("site/queues/tech.yaml", """
            skills: english>=5
            relax: [{after: 10m, skills: ""}]
            wrap_up: 30s
            after_call: {extension: 2m, required: true, dispositions: {solved: {label: {en: Solved}}, open: {label: {en: Open}}}}
            """);
        Write("site/queues/vip.yaml", "ring_timeout: 5s\nrouting: external\ndecision_timeout: 600ms\n");
        Write("site/ivr/help.yaml", """
            limit: 5m
            otherwise: {queue: sales}
            nodes:
              ask: {menu: {prompt: menu-main, keys: {"1": who, "2": bye}, otherwise: bye}}
              who: {switch: {cases: [{when: "caller = '02155550100'", next: known}], otherwise: bye}}
              known: {queue: {queue: sales}}
              bye: {hangup: {prompt: goodbye}}
            """);
        Write("site/agents.yaml", """
            agents:
              "1001": {name: Ann, queues: [sales, vip]}
              "1002": {name: Bo, queues: [sales, support, tech, vip], skills: {english: 3}}
            """);
        var running = new RunningApi(asterisk, folder, reflection, requireToken, recordingSpace);
        await running.BeginAsync();
        return running;

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }

    /// <summary>One request as <c>curl</c> sends it: Connect, JSON, HTTP/1.1.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string method, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await _http.PostAsync(new Uri($"/telephony.v1.{method}", UriKind.Relative), content);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>The first frames of a stream as a browser gets them: Connect, JSON, HTTP/1.1.</summary>
    public async Task<List<JsonElement>> StreamAsync(string method, string json, int frames)
    {
        using var bound = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/telephony.v1.{method}");
        var message = Encoding.UTF8.GetBytes(json);
        var envelope = new byte[5 + message.Length]; // no flags, length, message
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(1), message.Length);
        message.CopyTo(envelope, 5);
        request.Content = new ByteArrayContent(envelope) { Headers = { ContentType = new MediaTypeHeaderValue("application/connect+json") } };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
        await using var stream = await answer.Content.ReadAsStreamAsync(bound.Token);
        var read = new List<JsonElement>();
        while (read.Count < frames)
        {
            var head = new byte[5];
            await stream.ReadExactlyAsync(head, bound.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
            await stream.ReadExactlyAsync(body, bound.Token);
            read.Add(JsonDocument.Parse(body).RootElement);
        }

        return read;
    }

    /// <summary>Somebody calls a number and waits in its queue; the call's name.</summary>
    public async Task<string> CallAsync(string number)
    {
        var name = $"calls/{_asterisk.Call("acd-n1", "555", $"call,{number}").Id}";
        await UntilAsync($"{name} waits", async () => (await Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Any(c => c.Name == name && c.State == V1.CallState.Queued));
        return name;
    }

    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await holds()) return;
            if (_running.IsCompleted) Assert.Fail($"the service ended: {await _running}");
            await Task.Delay(50);
        }

        Assert.Fail($"not within 5 s: {what}");
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        Assert.That(await _running.WaitAsync(TimeSpan.FromSeconds(15)), Is.Zero);
    }

    /// <summary>Stops the service and starts it again with the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await _service.DisposeAsync();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        await BeginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Channel.Dispose();
        await _service.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BeginAsync()
    {
        var loaded = SiteLoader.Load(_options.Config);
        Assert.That(loaded.Site, Is.Not.Null, string.Join('\n', loaded.Problems));
        _service = Service.Build(_options, loaded.Site!);
        _running = _service.RunAsync(_stop.Token);
        await _asterisk.WaitForAppAsync("acd-n1");
        await UntilAsync("the service is ready", async () =>
        {
            try
            {
                return (await new Health.HealthClient(Channel).CheckAsync(new HealthCheckRequest())).Status == HealthCheckResponse.Types.ServingStatus.Serving;
            }
            catch (RpcException)
            {
                return false;
            }
        });
    }
}
