using System.Net;
using System.Net.Sockets;

namespace Telephony.Server.Cluster;

/// <summary>Notices the death of a process at once: the machine it ran on closes its connections, and its port refuses new ones. A machine that is gone, or
/// a process that hangs, says nothing: those the lease finds out.</summary>
internal static class LeaderWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How often a port must refuse: it was open, so that one that is being opened does not count.</summary>
    private const int RefusalsWanted = 2;

    /// <summary>Returns when whoever listened at an address listens no more. Never, if nobody ever did.</summary>
    public static async Task DeathOfAsync(IPEndPoint address, CancellationToken cancel)
    {
        var (wasThere, refusals) = (false, 0);
        while (refusals < RefusalsWanted)
        {
            try
            {
                using var tcp = new TcpClient(address.AddressFamily);
                using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                bound.CancelAfter(Patience);
                await tcp.ConnectAsync(address, bound.Token);
                (wasThere, refusals) = (true, 0);
                await tcp.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancel); // ends when the other end does, or is tired of us
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionRefused && wasThere)
            {
                refusals++;
            }
            catch (Exception fault) when (fault is SocketException or IOException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // A broken connection is no proof; the next attempt may be one.
            }

            await Task.Delay(Pause, cancel);
        }
    }
}
