using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telephony.Core;
using Telephony.FakeAsterisk;
using Telephony.Server;
using Telephony.Server.Hosting;

namespace Telephony.Api.Benchmarks;

/// <summary>How the fan-out is measured.</summary>
/// <param name="Agents">Agents of the site.</param>
/// <param name="Watchers">Streams of WatchAgents; each shows all agents.</param>
/// <param name="Stalled">How many of them stop reading after the first frame.</param>
/// <param name="ChangesPerSecond">Agents who change their state a second.</param>
/// <param name="Span">How long each phase lasts.</param>
/// <param name="WarmUp">Discarded at the beginning of each.</param>
internal sealed record FanOutOptions(int Agents, int Watchers, int Stalled, int ChangesPerSecond, TimeSpan Span, TimeSpan WarmUp);

/// <summary>What a phase showed.</summary>
/// <param name="FactToClient">From the fact to the client that decoded it.</param>
/// <param name="Core">From an order for the core to its answer, within the service.</param>
/// <param name="Frames">Frames that clients read.</param>
/// <param name="ProcessorShare">Processor time of the service's process, as a share of one core.</param>
/// <param name="LiveMegabytes">Memory in use after a collection.</param>
internal sealed record FanOutPhase(Times FactToClient, Times Core, long Frames, double ProcessorShare, double LiveMegabytes);

/// <summary>
/// One fact, many screens. The whole service runs in this process with a scripted Asterisk; the watchers are another process with our client over
/// HttpClient. An agent changes state by an order to the core; a frame carries when the core handled it (<c>state_since</c>), and both processes
/// read the same clock, so the client's clock minus that is the time from fact to client.
/// </summary>
internal sealed class FanOut(FanOutOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Without watchers, with watchers, and without again.</summary>
    public async Task<(FanOutPhase Before, FanOutPhase With, FanOutPhase After)> RunAsync()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        using var site = new BenchSite(options.Agents, asterisk.Password);
        var serve = site.Options(asterisk.BaseUrl, asterisk.Username, 24_080);
        await using var service = Service.Build(serve, BenchSite.Load(serve));
        using var stop = new CancellationTokenSource();
        var running = service.RunAsync(stop.Token);
        await asterisk.WaitForAppAsync("acd-bench");
        var loop = service.Services.GetRequiredService<AcdLoop>();
        for (var i = 0; i < options.Agents; i++) await loop.CommandAsync(Agent(i), AgentCommand.LogIn, null);

        var before = await PhaseAsync(loop, null);
        FanOutPhase with;
        using (var watchers = Child.Again("watchers", $"http://{serve.Grpc}", $"{options.Watchers}", $"{options.Stalled}"))
        {
            if (await watchers.LineAsync(Patience) != "watching") throw new InvalidOperationException("the watchers do not watch");
            with = await PhaseAsync(loop, watchers);
        }

        await Task.Delay(TimeSpan.FromSeconds(2)); // the service notices that they are gone
        var after = await PhaseAsync(loop, null);
        await stop.CancelAsync();
        await running;
        return (before, with, after);
    }

    private static AgentId Agent(int index) => new((BenchSite.FirstAgent + index).ToString(CultureInfo.InvariantCulture));

    private async Task<FanOutPhase> PhaseAsync(AcdLoop loop, Child? watchers)
    {
        await ChangeAsync(loop, options.WarmUp, new Times());
        if (watchers is not null) await watchers.Input.WriteLineAsync("count");
        if (watchers is not null) await watchers.Input.FlushAsync();
        var (core, used, clock) = (new Times(), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
        await ChangeAsync(loop, options.Span, core);
        var share = (Process.GetCurrentProcess().TotalProcessorTime - used) / clock.Elapsed;
        var (latencies, frames) = (new Times(), 0L);
        if (watchers is not null)
        {
            await Task.Delay(500); // the last frames
            await watchers.Input.WriteLineAsync("tell");
            await watchers.Input.FlushAsync();
            var told = JsonSerializer.Deserialize<WatchersSaw>(await watchers.LineAsync(Patience))!;
            latencies.Add(told.Milliseconds);
            frames = told.Frames;
        }

        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        return new FanOutPhase(latencies, core, frames, share, GC.GetTotalMemory(forceFullCollection: false) / 1048576.0);
    }

    /// <summary>Agents pause and are ready again, evenly spread over the time, whatever the service does meanwhile.</summary>
    private async Task ChangeAsync(AcdLoop loop, TimeSpan span, Times core)
    {
        var (clock, sent) = (Stopwatch.StartNew(), 0L);
        var answers = new List<Task>();
        while (clock.Elapsed < span)
        {
            while (sent < clock.Elapsed.TotalSeconds * options.ChangesPerSecond) answers.Add(OneAsync(sent++));
            await Task.Delay(1);
        }

        await Task.WhenAll(answers);

        async Task OneAsync(long number)
        {
            var agent = Agent((int)(number % options.Agents));
            var isPaused = number / options.Agents % 2 == 1;
            var begin = Stopwatch.GetTimestamp();
            await loop.CommandAsync(agent, isPaused ? AgentCommand.Ready : AgentCommand.Pause, isPaused ? null : "break");
            core.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
    }
}
