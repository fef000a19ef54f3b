using System.Threading.Channels;
using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <content>Streams on which every frame counts and none may wait for the next turn.</content>
internal sealed partial class WatchStreams
{
    /// <summary>Serves one stream until its frames, the client or the server end.</summary>
    /// <param name="form">How a sign of life and a goodbye look on this stream.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="context">The call.</param>
    /// <param name="frames">Makers of frames, in order; null makes none. Ends the stream when completed, with its fault if it has one.</param>
    public async Task PushAsync<TFrame>(
        FrameForm<TFrame> form, IServerStreamWriter<TFrame> stream, ServerCallContext context, ChannelReader<Func<Task<TFrame?>>> frames)
        where TFrame : class
    {
        using var place = Enter();
        await context.WriteResponseHeadersAsync([]);
        var stopping = lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            while (true)
            {
                var more = await MoreAsync(frames, ending.Token);
                if (more is false) return;
                if (more is null) await WriteAsync(stream, form.Heartbeat(new V1.Heartbeat { ServerTime = Views.Time(time.GetUtcNow()) }), context);
                while (frames.TryRead(out var make))
                {
                    if (await make() is { } frame) await WriteAsync(stream, frame, context);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            await WriteAsync(stream, form.Goodbye(new V1.Goodbye { Reason = V1.Goodbye.Types.Reason.Shutdown, RetryAfter = ComeBackAfter }), context);
        }
    }

    /// <summary>Whether there is a frame; null when a sign of life is due first, false when none will come.</summary>
    private async Task<bool?> MoreAsync<TFrame>(ChannelReader<Func<Task<TFrame?>>> frames, CancellationToken ending)
    {
        using var beat = new CancellationTokenSource(options.HeartbeatInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, beat.Token);
        try
        {
            return await frames.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            return null;
        }
    }
}
