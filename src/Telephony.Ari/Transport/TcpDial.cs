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

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, TimeSpan deadAfter, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Written bytes that nobody acknowledges end the connection; without it that takes a quarter of an hour.
                socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeoutOnLinux, BitConverter.GetBytes((int)deadAfter.TotalMilliseconds));
            }
            await socket.ConnectAsync(target, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
