using Grpc.Core;

namespace Telephony.Server.Cli;

/// <summary>Follows a stream over cuts and restarts of the service.</summary>
internal static class Following
{
    /// <summary>Signs of life come every 5 s; without one for so long the connection is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Opens the stream, and opens it again when it ends or breaks, until cancelled.</summary>
    /// <param name="open">Opens the stream, from where it was cut.</param>
    /// <param name="take">Takes a frame; a goodbye says when to come back.</param>
    /// <param name="lost">Told why the stream is to be opened again.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RpcException">The service refused, or could not be reached at all.</exception>
    public static async Task RunAsync<TFrame>(
        Func<CancellationToken, AsyncServerStreamingCall<TFrame>> open, Func<TFrame, Task<V1.Goodbye?>> take, Func<string, Task> lost, CancellationToken cancel)
    {
        var (pause, hasBegun) = (FirstPause, false);
        while (true)
        {
            var why = "the service stopped";
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            silence.CancelAfter(Silence);
            try
            {
                using var call = open(silence.Token);
                while (await call.ResponseStream.MoveNext(silence.Token))
                {
                    silence.CancelAfter(Silence);
                    (pause, hasBegun) = (FirstPause, true);
                    if (await take(call.ResponseStream.Current) is not { } goodbye) continue;
                    pause = goodbye.RetryAfter?.ToTimeSpan() ?? FirstPause;
                    break;
                }
            }
            catch (RpcException fault) when (!cancel.IsCancellationRequested && hasBegun && MayPass(fault.StatusCode))
            {
                why = silence.IsCancellationRequested ? "the service fell silent" : "the connection broke";
            }

            cancel.ThrowIfCancellationRequested();
            await lost(why);
            await Task.Delay(pause, cancel);
            pause = TimeSpan.FromTicks(Math.Min(Math.Max(pause.Ticks, FirstPause.Ticks) * 2, LongestPause.Ticks));
        }
    }

    private static bool MayPass(StatusCode status) =>
        status is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded;
}
