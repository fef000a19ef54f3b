using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>A cable between a browser and the service that can be pulled: whatever goes over it is cut off then, and nobody gets through until it is plugged in again.</summary>
public sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _server;
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private volatile bool _isPulled;

    /// <param name="server">Where the service listens; the cable has another port of the same address, which the service answers to.</param>
    public Cable(IPEndPoint server)
    {
        _server = server;
        _listener = new TcpListener(server.Address, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What a browser goes to.</summary>
    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>Pulls the cable.</summary>
    public void Pull()
    {
        _isPulled = true;
        foreach (var socket in _open.Keys) socket.Dispose();
    }

    /// <summary>Plugs it in again.</summary>
    public void PlugIn() => _isPulled = false;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        Pull();
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
        using var here = client;
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _open[client] = true;
        _open[server] = true;
        try
        {
            if (_isPulled) return;
            await server.ConnectAsync(_server, _end.Token);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Pulled, or the service is away.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Pulled.
        }
    }
}
