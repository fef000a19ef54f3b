using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>
/// All agents' phones in one thread on one UDP socket: each takes a call at once, talks for its time and hangs up. Every
/// datagram is stamped before it is looked at, which SIPp cannot do; for benchmarks only.
/// </summary>
public sealed class AgentPhones : IDisposable
{
    private readonly IPEndPoint _asterisk;
    private readonly Ledger _ledger;
    private readonly MediaPump? _media;
    private readonly TimeSpan _talk;
    private readonly Random _random;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
    private readonly Dictionary<string, Dialog> _dialogs = [];
    private readonly PriorityQueue<Dialog, long> _due = new();
    private readonly CountdownEvent _codes = new(1);
    private readonly Thread _thread;
    private volatile bool _stop;

    public AgentPhones(IPEndPoint local, IPEndPoint asterisk, TimeSpan talk, int seed, Ledger ledger, MediaPump? media)
    {
        (_asterisk, _talk, _ledger, _random, _media) = (asterisk, talk, ledger, new Random(seed), media);
        _socket.Bind(local);
        _thread = new Thread(Run) { IsBackground = true, Name = "agent phones", Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    private IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Dials a star code from each agent's phone, one after the other, and waits until all were answered and are over.</summary>
    public void DialCode(string code, IReadOnlyList<string> agents, TimeSpan atMost)
    {
        var until = Stopwatch.GetTimestamp() + (long)(atMost.TotalSeconds * Stopwatch.Frequency);
        foreach (var group in agents.Chunk(5))
        {
            _codes.Reset(group.Length);
            foreach (var agent in group)
                Send(Invite(agent, code));
            if (!_codes.Wait(TimeSpan.FromSeconds(Math.Max(0, (until - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency))))
                throw new TimeoutException($"{_codes.CurrentCount} of {group.Length} agents got no answer to {code} in time.");
        }
    }

    /// <summary>Calls a number from an agent's phone, as any caller would.</summary>
    public void Dial(string agent, string number) => Send(Invite(agent, number));

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
        _codes.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[8192];
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        while (!_stop)
        {
            if (_socket.Poll(UntilNextBye(), SelectMode.SelectRead))
            {
                var length = _socket.ReceiveFrom(buffer, ref sender);
                var at = Stopwatch.GetTimestamp();
                Handle(new SipMessage(at, false, Encoding.Latin1.GetString(buffer, 0, length)));
            }

            while (_due.TryPeek(out var dialog, out var due) && due <= Stopwatch.GetTimestamp())
            {
                _due.Dequeue();
                if (!dialog.HasEnded)
                    HangUp(dialog);
            }
        }
    }

    private TimeSpan UntilNextBye()
    {
        if (!_due.TryPeek(out _, out var due))
            return TimeSpan.FromMilliseconds(50);
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromMilliseconds(50) ? TimeSpan.FromMilliseconds(50) : wait;
    }

    private void Handle(SipMessage message)
    {
        _dialogs.TryGetValue(message.CallId, out var dialog);
        switch (message.Status, message.Method)
        {
            case (0, "INVITE"):
                Ring(message);
                break;
            case (0, "ACK") when dialog is { IsTalking: false }:
                dialog.IsTalking = true;
                if (dialog.Invite.AudioTarget is { } target)
                    _media?.Begin(message.CallId, target);
                _due.Enqueue(dialog, message.At + (long)(_talk.TotalSeconds * (0.75 + _random.NextDouble() / 2) * Stopwatch.Frequency));
                break;
            case (0, "BYE"):
                Send(Answer(message, "200 OK", ""));
                End(dialog, message.At);
                break;
            case (0, "CANCEL" or "OPTIONS"):
                Send(Answer(message, "200 OK", ""));
                break;
            case (200, "BYE") when dialog is { HasEnded: false }:
                dialog.HasEnded = true;
                _dialogs.Remove(message.CallId);
                _ledger.ByeAnswered(dialog.Agent, message.At);
                break;
            case (200, "INVITE"):
                Send(Request("ACK", message.Header("From"), message.Header("To"), message.CallId, 1));
                break;
        }
    }

    private void Ring(SipMessage invite)
    {
        if (!_dialogs.TryGetValue(invite.CallId, out var dialog))
        {
            var uri = invite.StartLine.Split(' ')[1];
            dialog = new Dialog(uri[4..uri.IndexOf('@', StringComparison.Ordinal)], invite);
            _dialogs[invite.CallId] = dialog;
            _ledger.Offered(dialog.Agent, invite.FromUser, invite.At);
        }

        Send(Answer(invite, "180 Ringing", ""));
        Send(Answer(invite, "200 OK", Sdp));
    }

    private void HangUp(Dialog dialog)
    {
        _media?.End(dialog.Invite.CallId);
        _ledger.ByeSent(dialog.Agent, Stopwatch.GetTimestamp());
        Send(Request("BYE", dialog.Invite.Header("To") + Tag, dialog.Invite.Header("From"), dialog.Invite.CallId, 2));
    }

    /// <summary>Asterisk hung up: the end of an announcement, or of a caller's patience.</summary>
    private void End(Dialog? dialog, long at)
    {
        if (dialog is null)
        {
            if (!_codes.IsSet)
                _codes.Signal();
            return;
        }

        if (dialog.HasEnded)
            return;
        dialog.HasEnded = true;
        _media?.End(dialog.Invite.CallId);
        _ledger.ByeAnswered(dialog.Agent, at);
    }

    private const string Tag = ";tag=agent";

    private string Sdp =>
        $"v=0\r\no=agent 1 1 IN IP4 {Local.Address}\r\ns=-\r\nc=IN IP4 {(_media?.Local ?? Local).Address}\r\nt=0 0\r\nm=audio {_media?.Local.Port ?? 9} RTP/AVP 0 101\r\n" +
        "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

    private string Answer(SipMessage request, string status, string body)
    {
        var to = request.Header("To");
        var tagged = to.Contains(";tag=", StringComparison.Ordinal) ? to : to + Tag;
        return $"SIP/2.0 {status}\r\nVia: {request.Header("Via")}\r\nFrom: {request.Header("From")}\r\nTo: {tagged}\r\n" +
            $"Call-ID: {request.CallId}\r\nCSeq: {request.Header("CSeq")}\r\nContact: <sip:agent@{Local}>\r\n{Body(body)}";
    }

    private string Request(string method, string from, string to, string callId, int sequence) =>
        $"{method} sip:asterisk@{_asterisk} SIP/2.0\r\nVia: SIP/2.0/UDP {Local};branch=z9hG4bK{Guid.NewGuid():N};rport\r\n" +
        $"From: {from}\r\nTo: {to}\r\nCall-ID: {callId}\r\nCSeq: {sequence} {method}\r\nContact: <sip:agent@{Local}>\r\nMax-Forwards: 70\r\n{Body("")}";

    private string Invite(string agent, string number)
    {
        var id = Guid.NewGuid().ToString("N");
        return $"INVITE sip:{number}@{_asterisk} SIP/2.0\r\nVia: SIP/2.0/UDP {Local};branch=z9hG4bK{id};rport\r\n" +
            $"From: <sip:{agent}@{Local}>;tag={id}\r\nTo: <sip:{number}@{_asterisk}>\r\nCall-ID: {id}\r\nCSeq: 1 INVITE\r\n" +
            $"Contact: <sip:{agent}@{Local}>\r\nMax-Forwards: 70\r\n{Body(Sdp)}";
    }

    private static string Body(string body) => body.Length == 0
        ? "Content-Length: 0\r\n\r\n"
        : $"Content-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private void Send(string message) => _socket.SendTo(Encoding.Latin1.GetBytes(message), _asterisk);

    private sealed class Dialog(string agent, SipMessage invite)
    {
        public string Agent => agent;

        public SipMessage Invite => invite;

        public bool IsTalking { get; set; }

        public bool HasEnded { get; set; }
    }
}
