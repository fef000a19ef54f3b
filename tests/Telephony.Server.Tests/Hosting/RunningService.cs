using System.Net.Http.Json;
using System.Text.Json;
using Telephony.FakeAsterisk;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Server.Tests.Hosting;

/// <summary>The whole service in this process, against a scripted Asterisk on a real socket.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static int _ports = 21_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http;
    private readonly Service _service;
    private readonly Task<int> _running;

    private RunningService(Service service, string address)
    {
        _service = service;
        _http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        _running = service.RunAsync(_stop.Token);
    }

    /// <param name="asterisk">The Asterisk; of several, one of them.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="site">The site's folder.</param>
    /// <param name="servers">Several Asterisk servers, each as NAME=URL; none for the one.</param>
    public static async Task<RunningService> StartAsync(FakeAsteriskServer asterisk, string data, string site, params string[] servers)
    {
        var (service, options) = await BuildAsync(asterisk, data, site, servers);
        var running = new RunningService(service, options.Http);
        await running.UntilAsync("the service is ready", async () => (await running._http.GetAsync("/readyz")).IsSuccessStatusCode);
        return running;
    }

    /// <summary>Runs a service that must end by itself; its exit code and what it has to say.</summary>
    public static async Task<(int ExitCode, string? Reason)> RunToTheEndAsync(FakeAsteriskServer asterisk, string data, string site)
    {
        var (service, _) = await BuildAsync(asterisk, data, site);
        await using (service) return (await service.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(15)), service.Fatal);
    }

    private static async Task<(Service Service, ServeOptions Options)> BuildAsync(FakeAsteriskServer asterisk, string data, string site, params string[] servers)
    {
        var password = Path.Combine(data, "password");
        await File.WriteAllTextAsync(password, asterisk.Password);
        var port = Interlocked.Add(ref _ports, 2);
        var options = new ServeOptions
        {
            Config = site, Data = data, AriUrl = asterisk.BaseUrl, AriUser = asterisk.Username, AriPasswordFile = password,
            Http = $"127.0.0.61:{port}", Grpc = $"127.0.0.61:{port + 1}", Node = "n1", ServerTexts = servers,
        };
        var loaded = SiteLoader.Load(site);
        Assert.That(loaded.Site, Is.Not.Null, string.Join('\n', loaded.Problems));
        return (Service.Build(options, loaded.Site!), options);
    }

    public async Task<string> StateOfAgentAsync(string agent) =>
        (await SnapshotAsync()).GetProperty("agents").EnumerateArray().First(a => a.GetProperty("id").GetString() == agent).GetProperty("state").GetString()!;

    public Task AgentBecomesAsync(string agent, string state) =>
        UntilAsync($"{agent} is {state}", async () => await StateOfAgentAsync(agent) == state);

    public Task CallersWaitAsync(int count) =>
        UntilAsync($"{count} callers wait", async () => (await SnapshotAsync()).GetProperty("queues").EnumerateArray().Sum(q => q.GetProperty("waiting").GetInt32()) == count);

    public async Task<JsonElement> SnapshotAsync() => await _http.GetFromJsonAsync<JsonElement>("/v1/snapshot");

    public async Task<JsonElement> CallAsync(string id) =>
        (await SnapshotAsync()).GetProperty("calls").EnumerateArray().FirstOrDefault(c => c.GetProperty("id").GetString() == id);

    /// <summary>The status of a request that says it is for another host.</summary>
    public async Task<System.Net.HttpStatusCode> StatusForHostAsync(string host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    public async Task<string> GetAsync(string path) => await _http.GetStringAsync(path);

    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        for (var waited = 0; waited < 200; waited++)
        {
            try
            {
                if (await holds()) return;
            }
            catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException)
            {
                // Not there yet.
            }

            if (_running.IsFaulted) await _running;
            await Task.Delay(50);
        }

        throw new AssertionException($"not within 10 s: {what}; now {await GetAsync("/v1/snapshot")}");
    }

    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _running.WaitAsync(TimeSpan.FromSeconds(15));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _service.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
    }
}
