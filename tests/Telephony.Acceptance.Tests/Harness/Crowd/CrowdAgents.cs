using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>
/// All agents' phones of a crowd in one thread on one UDP socket. Each rings for a moment, is answered, talks for a while and hangs up, by dice:
/// so that a router that is killed at any time is killed while some phones ring, some are answered and some are being hung up.
/// </summary>
public sealed class CrowdAgents : IDisposable
{
    private const string Tag = ";tag=agent";
    private readonly IPEndPoint _asterisk;
    private readonly CrowdLedger _ledger;
    private readonly CrowdAudio _audio;
    private readonly Func<string, string?> _callIdOf;
    private readonly Random _random;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
    private readonly Dictionary<string, Dialog> _dialogs = [];
    private readonly PriorityQueue<(Dialog Dialog, Step Step), long> _due = new();
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <param name="local">The address of all these phones.</param>
    /// <param name="callIdOf">The Call-ID of the caller with a number, for the audio.</param>
    public CrowdAgents(IPEndPoint local, IPEndPoint asterisk, CrowdLedger ledger, CrowdAudio audio, Func<string, string?> callIdOf, int seed)
    {
        (_asterisk, _ledger, _audio, _callIdOf, _random) = (asterisk, ledger, audio, callIdOf, new Random(seed));
        _socket.Bind(local);
        _thread = new Thread(Run) { IsBackground = true, Name = "crowd's agents", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>The longest a phone rings before it is answered; the shortest is 100 ms.</summary>
    public TimeSpan RingMost { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long conversations last, ± half.</summary>
    public TimeSpan Talk { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Users whose phones ring until the call is cancelled.</summary>
    public IReadOnlySet<string> NeverAnswer { get; init; } = new HashSet<string>();

    private IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[8192];
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        while (!_stop)
        {
            if (_socket.Poll(UntilNext(), SelectMode.SelectRead))
            {
                try
                {
                    var length = _socket.ReceiveFrom(buffer, ref sender);
                    var at = Stopwatch.GetTimestamp();
                    if (length > 20) Handle(new SipMessage(at, false, Encoding.Latin1.GetString(buffer, 0, length)));
                }
                catch (SocketException)
                {
                    // Asterisk is down at this moment.
                }
            }

            while (_due.TryPeek(out var next, out var due) && due <= Stopwatch.GetTimestamp())
            {
                _due.Dequeue();
                Do(next.Dialog, next.Step);
            }
        }
    }

    private TimeSpan UntilNext()
    {
        if (!_due.TryPeek(out _, out var due)) return TimeSpan.FromMilliseconds(50);
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromMilliseconds(50) ? TimeSpan.FromMilliseconds(50) : wait;
    }

    private void Handle(SipMessage message)
    {
        _dialogs.TryGetValue(message.CallId, out var dialog);
        switch (message.Status, message.Method)
        {
            case (0, "INVITE"): Ring(message); break;
            case (0, "ACK") when dialog is { State: State.Answered }: BeginTalk(dialog, message.At); break;
            case (0, "CANCEL"): Cancel(message, dialog); break;
            case (0, "BYE"):
                Send(Answer(message, "200 OK", ""));
                if (dialog is { State: not State.Over }) Leave(dialog, _ledger.Cut);
                break;
            case (0, "OPTIONS" or "NOTIFY"): Send(Answer(message, "200 OK", "")); break;
            case ( >= 200, "BYE") when dialog is not null: _dialogs.Remove(dialog.CallId); break;
        }
    }

    private void Ring(SipMessage invite)
    {
        if (!_dialogs.TryGetValue(invite.CallId, out var dialog))
        {
            var uri = invite.StartLine.Split(' ')[1];
            dialog = new Dialog(uri[4..uri.IndexOf('@', StringComparison.Ordinal)], invite);
            _dialogs[invite.CallId] = dialog;
            var isAnswered = !NeverAnswer.Contains(dialog.Agent);
            if (isAnswered)
            {
                _ledger.Offered(dialog.Agent, dialog.CallId, invite.FromUser, invite.At);
                In(TimeSpan.FromMilliseconds(100) + (RingMost * _random.NextDouble()), dialog, Step.Answer);
            }
        }

        if (dialog.State == State.Ringing) Send(Answer(invite, "180 Ringing", ""));
        else if (dialog.State == State.Answered) Send(Answer(invite, "200 OK", Sdp));
    }

    private void Do(Dialog dialog, Step step)
    {
        switch (step)
        {
            case Step.Answer when dialog.State == State.Ringing:
                dialog.State = State.Answered;
                Send(Answer(dialog.Invite, "200 OK", Sdp));
                In(TimeSpan.FromMilliseconds(500), dialog, Step.AnswerAgain);
                break;
            case Step.AnswerAgain when dialog.State == State.Answered:
                Send(Answer(dialog.Invite, "200 OK", Sdp));
                In(TimeSpan.FromSeconds(1), dialog, Step.AnswerAgain);
                break;
            case Step.HangUp when dialog.State == State.Talking:
                Leave(dialog, _ledger.HungUp);
                dialog.Bye = Bye(dialog);
                Send(dialog.Bye);
                In(TimeSpan.FromMilliseconds(500), dialog, Step.HangUpAgain);
                break;
            case Step.HangUpAgain when _dialogs.ContainsKey(dialog.CallId) && dialog.Byes++ < 10:
                Send(dialog.Bye);
                In(TimeSpan.FromSeconds(1), dialog, Step.HangUpAgain);
                break;
        }
    }

    private void BeginTalk(Dialog dialog, long at)
    {
        dialog.State = State.Talking;
        _ledger.Answered(dialog.CallId);
        if (dialog.Invite.AudioTarget is { } target) _audio.Begin(dialog.CallId, target);
        dialog.With = _callIdOf(dialog.Invite.FromUser);
        if (dialog.With is { } caller) _audio.Join(dialog.CallId, caller);
        _due.Enqueue((dialog, Step.HangUp), at + (long)(Talk.TotalSeconds * (0.5 + _random.NextDouble()) * Stopwatch.Frequency));
    }

    private void Cancel(SipMessage cancel, Dialog? dialog)
    {
        Send(Answer(cancel, "200 OK", ""));
        if (dialog is not { State: State.Ringing }) return;
        dialog.State = State.Over;
        _ledger.Withdrawn(dialog.CallId);
        Send(Answer(dialog.Invite, "487 Request Terminated", ""));
        _dialogs.Remove(dialog.CallId);
    }

    private void Leave(Dialog dialog, Action<string, bool> tell)
    {
        dialog.State = State.Over;
        var hasTalked = _audio.HasHeard(dialog.CallId);
        if (dialog.With is { } caller) _audio.Part(caller);
        _audio.End(dialog.CallId);
        tell(dialog.CallId, hasTalked);
    }

    private void In(TimeSpan time, Dialog dialog, Step step) =>
        _due.Enqueue((dialog, step), Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));

    private string Sdp =>
        $"v=0\r\no=agent 1 1 IN IP4 {Local.Address}\r\ns=-\r\nc=IN IP4 {_audio.Local.Address}\r\nt=0 0\r\nm=audio {_audio.Local.Port} RTP/AVP 0 101\r\n" +
        "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

    private string Answer(SipMessage request, string status, string body)
    {
        var to = request.Header("To");
        var tagged = to.Contains(";tag=", StringComparison.Ordinal) ? to : to + Tag;
        return $"SIP/2.0 {status}\r\nVia: {request.Header("Via")}\r\nFrom: {request.Header("From")}\r\nTo: {tagged}\r\n" +
            $"Call-ID: {request.CallId}\r\nCSeq: {request.Header("CSeq")}\r\nContact: <sip:agent@{Local}>\r\n{Body(body)}";
    }

    private string Bye(Dialog dialog) =>
        $"BYE sip:asterisk@{_asterisk} SIP/2.0\r\nVia: SIP/2.0/UDP {Local};branch=z9hG4bK{Guid.NewGuid():N};rport\r\n" +
        $"From: {dialog.Invite.Header("To")}{Tag}\r\nTo: {dialog.Invite.Header("From")}\r\nCall-ID: {dialog.CallId}\r\nCSeq: 2 BYE\r\nMax-Forwards: 70\r\n{Body("")}";

    private static string Body(string body) => body.Length == 0
        ? "Content-Length: 0\r\n\r\n"
        : $"Content-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private void Send(string message)
    {
        try
        {
            _socket.SendTo(Encoding.Latin1.GetBytes(message), _asterisk);
        }
        catch (SocketException)
        {
            // Asterisk is down at this moment.
        }
    }

    private enum State
    {
        Ringing,
        Answered,
        Talking,
        Over,
    }

    private enum Step
    {
        Answer,
        AnswerAgain,
        HangUp,
        HangUpAgain,
    }

    private sealed class Dialog(string agent, SipMessage invite)
    {
        public string Agent => agent;

        public string CallId { get; } = invite.CallId;

        public SipMessage Invite => invite;

        public State State { get; set; }

        public string? With { get; set; }

        public string Bye { get; set; } = "";

        public int Byes { get; set; }
    }
}
