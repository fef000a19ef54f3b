using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Telephony.Core;
using Telephony.FakeAsterisk;
using Telephony.Server.Cluster;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Cluster;

/// <summary>One router of a cluster in this process, made anew when it steps down, as the command line does.</summary>
internal sealed class ClusterRouter : IAsyncDisposable
{
    private static int _ports = 23_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly ServeOptions _options;
    private readonly HttpClient _http;
    private readonly Task _running;
    private Service _service;

    private ClusterRouter(ServeOptions options)
    {
        _options = options;
        _http = new HttpClient { BaseAddress = new Uri($"http://{options.Http}"), Timeout = TimeSpan.FromSeconds(5) };
        _service = Service.Build(options, SiteLoader.Load(options.Config).Site!);
        _running = RunAsync();
    }

    public string Node => _options.Node;

    /// <summary>How often it was made anew.</summary>
    public int StepDowns { get; private set; }

    public ClusterSeat Seat => _service.Services.GetRequiredService<ClusterSeat>();

    public static Task<ClusterRouter> StartAsync(string node, FakeAsteriskServer asterisk, RedisServer redis, string data, string site) =>
        StartAsync(node, asterisk, asterisk.BaseUrl, redis.Address, data, site);

    /// <summary>Starts one that finds Asterisk and Redis where something may stand between.</summary>
    public static async Task<ClusterRouter> StartAsync(string node, FakeAsteriskServer asterisk, Uri asteriskUrl, string redis, string data, string site)
    {
        Directory.CreateDirectory(data);
        var password = Path.Combine(data, "password");
        await File.WriteAllTextAsync(password, asterisk.Password);
        var port = Interlocked.Add(ref _ports, 2);
        return new ClusterRouter(new ServeOptions
        {
            Config = site, Data = data, AriUrl = asteriskUrl, AriUser = asterisk.Username, AriPasswordFile = password,
            Http = $"127.0.0.62:{port}", Grpc = $"127.0.0.62:{port + 1}", Node = node, Redis = redis, Cluster = "site",
        });
    }

    public Task LeadsAsync() => UntilAsync($"{Node} leads", async () => (await StatusAsync("/readyz")).Ok);

    public Task StandsByAsync() => UntilAsync($"{Node} stands by in step", async () => (await StatusAsync("/readyz")).Text.Contains("in step\n", StringComparison.Ordinal));

    public Task AgentBecomesAsync(string agent, string state) => UntilAsync($"{agent} is {state} at {Node}", async () =>
        (await SnapshotAsync()).GetProperty("agents").EnumerateArray().First(a => a.GetProperty("id").GetString() == agent).GetProperty("state").GetString() == state);

    public Task CallersWaitAsync(int count) => UntilAsync($"{count} callers wait at {Node}", async () =>
        (await SnapshotAsync()).GetProperty("queues").EnumerateArray().Sum(q => q.GetProperty("waiting").GetInt32()) == count);

    public async Task<JsonElement> SnapshotAsync() => JsonDocument.Parse((await StatusAsync("/v1/snapshot")).Text).RootElement;

    public async Task<(bool Ok, string Text)> StatusAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks one method of the API, as JSON.</summary>
    public async Task<(bool Ok, JsonElement Answer)> AskAsync(string method, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync($"/telephony.v1.{method}", content);
        return (answer.IsSuccessStatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>The number of the last input, and what the core then is.</summary>
    public Task<(long Input, string Hash)> CoreAsync() => _service.Services.GetRequiredService<AcdLoop>().CoreAsync();

    /// <summary>Gives an order, as the API does; why it was refused, or null.</summary>
    public async Task<string?> OrderAsync(Func<RequestId, AcdInput> order)
    {
        try
        {
            return await _service.Services.GetRequiredService<ICoreAccess>().CommandAsync(order);
        }
        catch (RpcException refusal)
        {
            return refusal.Status.Detail;
        }
    }

    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        Exception? last = null;
        for (var waited = 0; waited < 1500; waited++)
        {
            try
            {
                if (await holds()) return;
            }
            catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException or JsonException or TaskCanceledException or ObjectDisposedException)
            {
                last = fault; // not there yet, or being made anew
            }

            if (_running.IsFaulted) await _running;
            await Task.Delay(20);
        }

        throw new AssertionException($"not within 30 s: {what} ({last?.Message})");
    }

    /// <summary>SIGTERM, as it were.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await _service.RunAsync(_stop.Token);
            var isOver = !_service.HasSteppedDown || _stop.IsCancellationRequested;
            await _service.DisposeAsync();
            if (isOver) return;
            StepDowns++;
            _service = Service.Build(_options, SiteLoader.Load(_options.Config).Site!);
        }
    }
}
