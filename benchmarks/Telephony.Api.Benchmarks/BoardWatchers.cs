using Grpc.Core;
using Grpc.Net.Client;

namespace Telephony.Api.Benchmarks;

/// <summary>The process of other boards that watch: each has the whole site in one stream.</summary>
internal static class BoardWatchers
{
    private const int StreamsOnOneConnection = 50;

    public static async Task<int> RunAsync(string server, int count, int stalled)
    {
        using var end = new CancellationTokenSource();
        var channels = new List<GrpcChannel>();
        var firsts = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            // Who stalls has a connection of their own: otherwise the connection's window would hold up the others.
            if (i < stalled || i % StreamsOnOneConnection == 0 || i == stalled) channels.Add(GrpcChannel.ForAddress(server));
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            firsts.Add(first.Task);
            _ = WatchAsync(channels[^1], i < stalled, first, end.Token);
        }

        await Task.WhenAll(firsts);
        await Console.Out.WriteLineAsync("watching");
        await Console.In.ReadToEndAsync(CancellationToken.None); // until the benchmark is over
        await end.CancelAsync();
        foreach (var channel in channels) channel.Dispose();
        return 0;
    }

    private static async Task WatchAsync(GrpcChannel channel, bool isStalled, TaskCompletionSource first, CancellationToken end)
    {
        try
        {
            using var watch = new V1.BoardService.BoardServiceClient(channel).WatchBoard(new V1.WatchBoardRequest(), cancellationToken: end);
            while (await watch.ResponseStream.MoveNext(end))
            {
                first.TrySetResult();
                if (isStalled) await Task.Delay(Timeout.Infinite, end);
            }
        }
        catch (Exception fault) when (fault is RpcException or OperationCanceledException)
        {
            first.TrySetException(fault); // no matter after the first frame: the benchmark is over
        }
    }
}
