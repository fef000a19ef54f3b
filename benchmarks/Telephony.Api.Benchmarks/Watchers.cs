using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;

namespace Telephony.Api.Benchmarks;

/// <summary>What the watchers saw since they were told to count.</summary>
/// <param name="Frames">Frames read, by all.</param>
/// <param name="Milliseconds">A sample of the times from fact to client.</param>
internal sealed record WatchersSaw(long Frames, double[] Milliseconds);

/// <summary>The watchers' process: told <c>count</c> and <c>tell</c> by the benchmark.</summary>
internal static class Watchers
{
    private const int StreamsOnOneConnection = 50;

    private static volatile Times s_latencies = new();
    private static volatile bool s_counts;
    private static long s_frames;

    public static async Task<int> RunAsync(string server, int count, int stalled)
    {
        using var end = new CancellationTokenSource();
        var channels = new List<GrpcChannel>();
        var firsts = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            // Who stalls has a connection of their own: otherwise the connection's window would hold up the others, and that is the client's doing.
            var isStalled = i < stalled;
            if (isStalled || channels.Count == 0 || i % StreamsOnOneConnection == 0 || i == stalled) channels.Add(GrpcChannel.ForAddress(server));
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            firsts.Add(first.Task);
            _ = WatchAsync(channels[^1], isStalled, first, end.Token);
        }

        await Task.WhenAll(firsts);
        await Console.Out.WriteLineAsync("watching");
        while (await Console.In.ReadLineAsync() is { } order)
        {
            if (order == "count")
            {
                (s_latencies, s_frames) = (new Times(), 0);
                s_counts = true;
            }
            else if (order == "tell")
            {
                s_counts = false;
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new WatchersSaw(Interlocked.Read(ref s_frames), s_latencies.ToArray())));
            }
        }

        await end.CancelAsync();
        foreach (var channel in channels) channel.Dispose();
        return 0;
    }

    private static async Task WatchAsync(GrpcChannel channel, bool isStalled, TaskCompletionSource first, CancellationToken end)
    {
        try
        {
            using var watch = new V1.AgentService.AgentServiceClient(channel).WatchAgents(new V1.WatchAgentsRequest(), cancellationToken: end);
            while (await watch.ResponseStream.MoveNext(end))
            {
                first.TrySetResult();
                if (isStalled) await Task.Delay(Timeout.Infinite, end);
                Look(watch.ResponseStream.Current);
            }
        }
        catch (Exception fault) when (fault is RpcException or OperationCanceledException && end.IsCancellationRequested)
        {
            // The benchmark is over.
        }
        catch (Exception fault)
        {
            first.TrySetException(fault);
            await Console.Error.WriteLineAsync(fault.Message);
        }
    }

    private static void Look(V1.WatchAgentsResponse frame)
    {
        if (!s_counts || frame.Delta is not { } delta) return;
        Interlocked.Increment(ref s_frames);
        var now = DateTimeOffset.UtcNow;
        s_latencies.Add(delta.Upserts.Select(agent => (now - agent.StateSince.ToDateTimeOffset()).TotalMilliseconds));
    }
}
