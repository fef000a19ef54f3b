using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telephony.Core;
using Telephony.FakeAsterisk;
using Telephony.Server;
using Telephony.Server.Hosting;

namespace Telephony.Api.Benchmarks;

/// <summary>What a wall in a browser showed.</summary>
/// <param name="Pixel">From an order for the core to the figure that was painted.</param>
/// <param name="Changes">Orders given.</param>
internal sealed record PixelPhase(Times Pixel, long Changes);

/// <summary>
/// One fact, one pixel: agents change state by orders to the core, and a wall in a real browser notes when it has painted who is ready in each queue on its
/// screen, while other boards watch the same site. Agents of a queue change one after the other and each figure comes once in ten seconds, so that a
/// figure tells which order it shows.
/// </summary>
internal sealed class FactToPixel(FanOutOptions options)
{
    private const int Queues = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Dictionary<string, List<(long At, string Text)>> _orders = [];

    /// <summary>Measures.</summary>
    public async Task<PixelPhase> RunAsync()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        using var site = new BenchSite(options.Agents, asterisk.Password, Queues);
        var serve = site.Options(asterisk.BaseUrl, asterisk.Username, 24_080);
        await using var service = Service.Build(serve, BenchSite.Load(serve));
        using var stop = new CancellationTokenSource();
        var running = service.RunAsync(stop.Token);
        await asterisk.WaitForAppAsync("acd-bench");
        var loop = service.Services.GetRequiredService<AcdLoop>();
        for (var i = 0; i < options.Agents; i++) await loop.CommandAsync(Agent(i), AgentCommand.LogIn, null);

        using var watchers = Child.Again("board-watchers", $"http://{serve.Grpc}", $"{options.Watchers}", $"{options.Stalled}");
        if (await watchers.LineAsync(Patience) != "watching") throw new InvalidOperationException("the watchers do not watch");
        using var wall = Child.Start("node", Folders.WebFile("browser/pixel.mjs"), $"http://{serve.Http}/");
        if (await wall.LineAsync(Patience) != "ready") throw new InvalidOperationException("the wall is not shown");

        var ready = Enumerable.Range(0, Queues).Select(q => Enumerable.Range(0, options.Agents).Count(a => a % Queues == q)).ToArray();
        var members = ready.ToArray();
        var number = await ChangeAsync(loop, ready, members, options.WarmUp, 0);
        await TellAsync(wall, "begin");
        _orders.Clear();
        var end = await ChangeAsync(loop, ready, members, options.Span, number);
        await Task.Delay(2_000);
        await TellAsync(wall, "tell");
        var seen = JsonSerializer.Deserialize<Painted[]>(await wall.LineAsync(Patience), JsonSerializerOptions.Web)!;
        var times = new Times();
        times.Add(seen.Select(LatencyOf).OfType<double>());
        await stop.CancelAsync();
        await running;
        return new PixelPhase(times, end - number);
    }

    private static AgentId Agent(long index) => new((BenchSite.FirstAgent + index).ToString(CultureInfo.InvariantCulture));

    private static async Task TellAsync(Child child, string word)
    {
        await child.Input.WriteLineAsync(word);
        await child.Input.FlushAsync();
    }

    /// <summary>Agents pause one after the other until all have, then are ready again, evenly spread over the time.</summary>
    private async Task<long> ChangeAsync(AcdLoop loop, int[] ready, int[] members, TimeSpan span, long number)
    {
        var (clock, sent) = (Stopwatch.StartNew(), 0L);
        var answers = new List<Task>();
        while (clock.Elapsed < span)
        {
            for (; sent < clock.Elapsed.TotalSeconds * options.ChangesPerSecond; sent++)
            {
                var agent = (number + sent) % options.Agents;
                var isPaused = (number + sent) / options.Agents % 2 == 1;
                var queue = (int)(agent % Queues);
                ready[queue] += isPaused ? 1 : -1;
                var name = $"queues/{BenchSite.QueueOf(queue)}";
                if (!_orders.TryGetValue(name, out var orders)) _orders[name] = orders = [];
                orders.Add((DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), $"{ready[queue]} / 0 / {members[queue] - ready[queue]}"));
                answers.Add(loop.CommandAsync(Agent(agent), isPaused ? AgentCommand.Ready : AgentCommand.Pause, isPaused ? null : "break"));
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(answers);
        return number + sent;
    }

    private double? LatencyOf(Painted painted)
    {
        var order = _orders.GetValueOrDefault(painted.Queue)?.LastOrDefault(o => o.Text == painted.Text && o.At <= painted.At) ?? default;
        return order.Text is null ? null : painted.At - order.At;
    }

    private sealed record Painted(string Queue, string Text, long At);
}
