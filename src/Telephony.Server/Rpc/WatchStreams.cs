using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary>Serves open streams: counts them, paces their frames, sends signs of life, cuts off who does not read, and says goodbye when the server stops.
/// Nothing waits here for a watcher: a stream holds what was sent last and asks for the latest when it may send again.</summary>
internal sealed partial class WatchStreams(WatchOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WatchStreams> logger)
{
    /// <summary>How long a watcher who does not read may hold up the server's stop.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(1);

    private static readonly Duration ComeBackAfter = Duration.FromTimeSpan(TimeSpan.FromSeconds(2));

    private int _open;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Serves one stream until the client ends it or the server stops.</summary>
    /// <param name="form">How a sign of life and a goodbye look on this stream.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="context">The call.</param>
    /// <param name="turn">Writes what is new, as frames, and returns the revision the watcher then has. Called once a frame interval.</param>
    public async Task RunAsync<TFrame>(
        FrameForm<TFrame> form, IServerStreamWriter<TFrame> stream, ServerCallContext context, Func<Func<TFrame, Task>, Task<long>> turn)
    {
        using var place = Enter();
        await context.WriteResponseHeadersAsync([]); // tells the client that it watches, however long nothing happens
        var stopping = lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        using var timer = new PeriodicTimer(options.FrameInterval, time);
        var beat = form.BeatEvery is { } often && often < options.HeartbeatInterval ? often : options.HeartbeatInterval;
        var lastBeat = time.GetTimestamp();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var revision = await turn(WriteAsync);
                if (time.GetElapsedTime(lastBeat) >= beat)
                {
                    lastBeat = time.GetTimestamp();
                    await WriteAsync(form.Heartbeat(new V1.Heartbeat { Revision = revision, ServerTime = Views.Time(time.GetUtcNow()) }));
                }

                await timer.WaitForNextTickAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            // The server stops: the goodbye below is the last frame.
        }

        await WriteAsync(form.Goodbye(new V1.Goodbye { Reason = V1.Goodbye.Types.Reason.Shutdown, RetryAfter = ComeBackAfter }));

        Task WriteAsync(TFrame frame) => this.WriteAsync(stream, frame, context);
    }

    private async Task WriteAsync<TFrame>(IServerStreamWriter<TFrame> stream, TFrame frame, ServerCallContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        patience.CancelAfter(options.WritePatience);
        using var hurry = lifetime.ApplicationStopping.UnsafeRegister(static p => ((CancellationTokenSource)p!).CancelAfter(LastWrite), patience);
        try
        {
            await stream.WriteAsync(frame, patience.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            logger.WatcherCutOff(context.Method, context.Peer, options.WritePatience.TotalSeconds);
            context.GetHttpContext().Abort();
            throw Refusals.Because(Reason.WatcherTooSlow, []);
        }
    }

    /// <summary>Takes a place; given back when disposed of.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: all are taken.</exception>
    public Place Enter()
    {
        if (Interlocked.Increment(ref _open) <= options.MostWatchers) return new Place(this);
        Interlocked.Decrement(ref _open);
        throw Refusals.Because(Reason.TooManyWatchers, new() { ["limit"] = options.MostWatchers.ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    /// <summary>One open stream.</summary>
    internal sealed class Place(WatchStreams streams) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref streams._open);
    }
}

/// <summary>How the frames that all streams have look on one of them.</summary>
internal sealed record FrameForm<TFrame>(Func<V1.Heartbeat, TFrame> Heartbeat, Func<V1.Goodbye, TFrame> Goodbye)
{
    /// <summary>How often a sign of life is sent, when more often than on other streams.</summary>
    public TimeSpan? BeatEvery { get; init; }
}
