using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>What stands between the router and Asterisk's ARI, or Redis: it passes everything on, late if wished; it can cut every connection, or stand still with all of them open.</summary>
public sealed class TcpRelay : IDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _passing = Open();

    /// <param name="local">Where it listens; with port 0, where there is room.</param>
    /// <param name="target">Where everything goes.</param>
    public TcpRelay(IPEndPoint local, IPEndPoint target)
    {
        _target = target;
        _listener = new TcpListener(local);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Local => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>How late everything arrives, in each direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Resets every connection (RST).</summary>
    public void Cut()
    {
        foreach (var socket in _sockets.Keys) Reset(socket);
        _sockets.Clear();
    }

    /// <summary>Nothing passes any more, and nobody is told.</summary>
    public void Freeze() => _passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is new passes again. What was open stays dead, as after a firewall has forgotten it.</summary>
    public void Thaw()
    {
        _passing = Open();
        Cut();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Cut();
        _stop.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception fault) when (fault is ObjectDisposedException or SocketException)
        {
            // It is closed already, or was never connected.
        }

        socket.Close();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Over.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        (_sockets[near], _sockets[far]) = (0, 0);
        try
        {
            await _passing.Task.WaitAsync(_stop.Token);
            await far.ConnectAsync(_target, _stop.Token);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Cut, or Asterisk is down.
        }
        finally
        {
            _sockets.TryRemove(near, out _);
            _sockets.TryRemove(far, out _);
            near.Dispose();
            far.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var late = Channel.CreateUnbounded<(byte[] Data, long Due)>();
        var sending = SendAsync(late.Reader, to);
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = await from.ReceiveAsync(buffer, _stop.Token);
                await _passing.Task.WaitAsync(_stop.Token);
                if (length == 0) break;
                await late.Writer.WriteAsync((buffer[..length], Stopwatch.GetTimestamp() + (long)(Delay.TotalSeconds * Stopwatch.Frequency)), _stop.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Cut.
        }

        late.Writer.Complete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(byte[] Data, long Due)> late, Socket to)
    {
        try
        {
            await foreach (var (data, due) in late.ReadAllAsync(_stop.Token))
            {
                var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, _stop.Token);
                await to.SendAsync(data, _stop.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Cut.
        }
    }
}
