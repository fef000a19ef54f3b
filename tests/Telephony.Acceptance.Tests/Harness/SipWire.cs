using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// The wire between a phone and Asterisk. SIPp speaks SIP; the wire carries its datagrams both ways unchanged, stamps each
/// with the monotonic clock, and lets a test speak to SIPp (its scenario reacts to ANSWER, BUSY, HANGUP, CANCELNOW, …).
/// </summary>
/// <remarks>
/// Several SIPp processes (one registers, one calls, one is called) share the phone's one address: answers go to the process
/// that began the call, new calls to <see cref="Called"/>. OPTIONS and NOTIFY are answered here, as every phone does.
/// </remarks>
public sealed class SipWire : IAsyncDisposable
{
    private readonly Socket _outside;
    private readonly Socket _inside;
    private readonly IPEndPoint _asterisk;
    private readonly ConcurrentDictionary<string, EndPoint> _owners = new();
    private readonly HashSet<string> _endedByAsterisk = [];
    private readonly ConcurrentDictionary<string, byte> _beside = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _pumps;

    /// <param name="address">The phone's address.</param>
    /// <param name="asterisk">Asterisk's.</param>
    /// <param name="port">Null: any.</param>
    public SipWire(IPAddress address, IPEndPoint asterisk, int? port = null)
    {
        _asterisk = asterisk;
        _outside = Bind(new IPEndPoint(address, port ?? Ports.Next()));
        _inside = Bind(new IPEndPoint(Ports.Inside, Ports.Next()));
        _pumps = [PumpAsync(_outside, FromAsterisk), PumpAsync(_inside, FromPhone)];
    }

    /// <summary>The phone's address as Asterisk sees it.</summary>
    public IPEndPoint Address => (IPEndPoint)_outside.LocalEndPoint!;

    /// <summary>Where the phone's SIPp processes send to.</summary>
    public IPEndPoint Inside => (IPEndPoint)_inside.LocalEndPoint!;

    /// <summary>The process that answers new calls; null while nobody does (they are dropped, like those to a dead phone).</summary>
    public IPEndPoint? Called { get; set; }

    /// <summary>While true nothing gets through in either direction: the phone has lost its network.</summary>
    public bool IsCut { get; set; }

    /// <summary>While true each new call is refused with 486 within the millisecond, as by a phone that does not even ring.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Raised for each message that passes, on the wire's own task: handlers must be quick.</summary>
    public event Action<SipMessage>? Passed;

    /// <summary>
    /// Says something to the SIPp process that holds this call; it never reaches Asterisk. Once Asterisk has cancelled or ended
    /// the call it is too late, as on a real phone that no longer rings: then nothing is said.
    /// </summary>
    public void Tell(string callId, string method, string from, string to, string contact = "")
    {
        var text = $"{method} sip:phone@{Inside} SIP/2.0\r\nVia: SIP/2.0/UDP {Inside};branch=z9hG4bK{Guid.NewGuid():N}\r\n" +
            $"From: {from}\r\nTo: {to}\r\nCall-ID: {callId}\r\nCSeq: 1 {method}\r\n{(contact.Length > 0 ? $"Contact: {contact}\r\n" : "")}Content-Length: 0\r\n\r\n";
        lock (_endedByAsterisk)
        {
            if (!_endedByAsterisk.Contains(callId) && _owners.TryGetValue(callId, out var owner))
                _inside.SendTo(Encoding.Latin1.GetBytes(text), owner);
        }
    }

    /// <summary>Sends a request of the dialog to Asterisk beside SIPp, which never hears of it or its answer.</summary>
    public void SendBeside(string request)
    {
        _beside.TryAdd(TransactionOf(new SipMessage(0, true, request)), 0);
        _outside.SendTo(Encoding.Latin1.GetBytes(request), _asterisk);
    }

    /// <summary>RFC 3261 §17.1.3: branch and method; a CANCEL has the branch of what it cancels.</summary>
    private static string TransactionOf(SipMessage message) =>
        $"{message.Header("Via").Split(';').FirstOrDefault(part => part.StartsWith("branch=", StringComparison.Ordinal))} {message.Method}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _outside.Dispose();
        _inside.Dispose();
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private static Socket Bind(IPEndPoint local)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(local);
        return socket;
    }

    private async Task PumpAsync(Socket socket, Action<SipMessage, byte[], EndPoint> carry)
    {
        var buffer = new byte[8192];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                var at = Stopwatch.GetTimestamp();
                var datagram = buffer.AsSpan(0, got.ReceivedBytes).ToArray();
                if (datagram.Length > 20 && !IsCut)
                    carry(new SipMessage(at, socket == _inside, Encoding.Latin1.GetString(datagram)), datagram, got.RemoteEndPoint);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Connection refused: a SIPp process has ended, or Asterisk is down. The next datagram may pass again.
            }
        }
    }

    private void FromPhone(SipMessage message, byte[] datagram, EndPoint sender)
    {
        _owners[message.CallId] = sender;
        _outside.SendTo(datagram, _asterisk);
        Passed?.Invoke(message);
    }

    private void FromAsterisk(SipMessage message, byte[] datagram, EndPoint sender)
    {
        if (message.IsRequest("OPTIONS") || message.IsRequest("NOTIFY"))
        {
            Answer(message, sender, "200 OK");
            if (message.IsRequest("NOTIFY")) Passed?.Invoke(message);
            return;
        }

        if (IsBusy && (message.IsRequest("INVITE") || message.IsRequest("ACK")))
        {
            Passed?.Invoke(message);
            if (message.IsRequest("INVITE")) Answer(message, sender, "486 Busy Here");
            return;
        }

        if (message.Status > 0 && _beside.ContainsKey(TransactionOf(message)))
        {
            Passed?.Invoke(message); // the answer to what was sent beside
            return;
        }

        if (!_owners.TryGetValue(message.CallId, out var owner) && Called is { } called)
            owner = _owners[message.CallId] = called;
        lock (_endedByAsterisk)
        {
            if (message.IsRequest("CANCEL") || message.IsRequest("BYE"))
                _endedByAsterisk.Add(message.CallId);
            if (owner is not null)
                _inside.SendTo(datagram, owner);
        }

        Passed?.Invoke(message);
    }

    private void Answer(SipMessage request, EndPoint sender, string status) => _outside.SendTo(
        Encoding.Latin1.GetBytes(
            $"SIP/2.0 {status}\r\nVia: {request.Header("Via")}\r\nFrom: {request.Header("From")}\r\nTo: {request.Header("To")};tag=wire\r\n" +
            $"Call-ID: {request.CallId}\r\nCSeq: {request.Header("CSeq")}\r\nContent-Length: 0\r\n\r\n"), sender);
}
