using System.Net;
using System.Net.Sockets;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Stands between client and server and cuts each connection after some bytes of the server, wherever that is: in a frame, in a header.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Func<int> _bytes;
    private readonly EndPoint _server;
    private readonly Task _accepting;
    private int _cuts;

    /// <param name="server">HOST:PORT.</param>
    /// <param name="bytes">How many bytes the next connection lets through.</param>
    public CuttingProxy(string server, Func<int> bytes)
    {
        var at = IPEndPoint.Parse(server);
        (_server, _bytes, _listener) = (at, bytes, new TcpListener(at.Address, 0)); // under an address that the service answers to
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(_server, _end.Token);
            var asking = PumpAsync(client, server, int.MaxValue);
            await PumpAsync(server, client, _bytes());
            Interlocked.Increment(ref _cuts);
            client.LingerState = new LingerOption(enable: true, seconds: 0); // a reset, not an orderly end
            client.Dispose();
            server.Dispose();
            await asking;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            client.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, int left)
    {
        var buffer = new byte[4096];
        try
        {
            while (left > 0)
            {
                var count = await from.ReceiveAsync(buffer, _end.Token);
                if (count == 0) return;
                count = Math.Min(count, left);
                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
                left -= count;
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
