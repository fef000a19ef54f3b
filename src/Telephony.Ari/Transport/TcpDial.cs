using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Telephony.Ari.Transport;

/// <summary>The HTTP handler that both transports use, with the socket options that matter to both.</summary>
internal static class TcpDial
{
    private const int IpProtoTcp = 6;
    private const int TcpUserTimeoutOnLinux = 18;

    /// <summary>Below the 15 s after which Asterisk closes an idle connection (<c>session_keep_alive</c>).</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    public static SocketsHttpHandler CreateHandler(AriOptions options, int connections) => new()
    {
        MaxConnectionsPerServer = connections,
        PooledConnectionIdleTimeout = IdleTimeout,
        ConnectTimeout = options.ConnectTimeout,
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, options.DeadAfter, cancel),
    };

    public static AuthenticationHeaderValue Authorization(AriOptions options) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));

    /// <summary>Connects without any asynchronous operation on the socket; see <see cref="DirectStream"/>.</summary>
    public static async ValueTask<DirectStream> ConnectDirectAsync(DnsEndPoint target, TimeSpan deadAfter, CancellationToken cancel)
    {
        var socket = CreateSocket(deadAfter);
        try
        {
            // Closing the socket ends the waiting thread's connect when this one no longer waits for it.
            await Task.Run(() => socket.Connect(target.Host, target.Port), CancellationToken.None).WaitAsync(cancel).ConfigureAwait(false);
            return new DirectStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, TimeSpan deadAfter, CancellationToken cancel)
    {
        var socket = CreateSocket(deadAfter);
        try
        {
            await socket.ConnectAsync(target, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket CreateSocket(TimeSpan deadAfter)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (OperatingSystem.IsLinux())
        {
            // Written bytes that nobody acknowledges end the connection; without it that takes a quarter of an hour.
            socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeoutOnLinux, BitConverter.GetBytes((int)deadAfter.TotalMilliseconds));
        }
        return socket;
    }
}
