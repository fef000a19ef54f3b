using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>One call of a phone, in either direction: every message with its time, and what its owner can do.</summary>
public sealed class PhoneCall(SipWire wire, string callId, bool incoming)
{
    private int _infos;
    private int _refers;
    private bool _hasHeld; // by a re-INVITE with the sequence number 20
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);
    private readonly Lock _lock = new();
    private readonly List<SipMessage> _messages = [];
    private readonly List<(Func<SipMessage, bool> IsIt, TaskCompletionSource<SipMessage> Found)> _waiting = [];

    public string CallId => callId;

    /// <summary>True for a call that was offered to this phone, false for one it placed.</summary>
    public bool IsIncoming => incoming;

    /// <summary>All messages of the call so far, in order.</summary>
    public IReadOnlyList<SipMessage> Messages
    {
        get
        {
            lock (_lock)
                return [.. _messages];
        }
    }

    /// <summary>The number that calls, as it shows on the phone's display.</summary>
    public string CallerNumber => Messages[0].FromUser;

    /// <summary>When the INVITE passed the wire.</summary>
    public long InvitedAt => Messages[0].At;

    public bool IsAnswered => Messages.Any(IsAnswer);

    public bool HasEnded => Messages.Any(IsEnd);

    /// <summary>The last status of the INVITE (200 answered, 486, 487 cancelled, …), 0 while there is none.</summary>
    public int FinalStatus => Messages.LastOrDefault(message => message.Method == "INVITE" && message.Status >= 200)?.Status ?? 0;

    /// <summary>Waits until the call is answered (200 to its INVITE).</summary>
    public Task<SipMessage> AnsweredAsync(TimeSpan? atMost = null) => SeenAsync("the answer", IsAnswer, atMost ?? Usual);

    /// <summary>Waits until the call has ended: a BYE that was answered, or a final refusal of the INVITE.</summary>
    public Task<SipMessage> EndedAsync(TimeSpan? atMost = null) => SeenAsync("the end of the call", IsEnd, atMost ?? Usual);

    /// <summary>Waits for a message of this call that passed already or will pass.</summary>
    /// <exception cref="TimeoutException">It did not pass in time; the message lists what did.</exception>
    public async Task<SipMessage> SeenAsync(string what, Func<SipMessage, bool> isIt, TimeSpan atMost)
    {
        TaskCompletionSource<SipMessage> found;
        lock (_lock)
        {
            if (_messages.FirstOrDefault(isIt) is { } seen)
                return seen;
            found = new TaskCompletionSource<SipMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((isIt, found));
        }

        try
        {
            return await found.Task.WaitAsync(atMost);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No sign of {what} after {atMost.TotalSeconds:0.#} s. The call so far:\n{this}");
        }
    }

    /// <summary>Takes the call that rings.</summary>
    public void Answer() => wire.Tell(callId, "ANSWER", Own, Peer);

    /// <summary>Refuses the call that rings.</summary>
    public void Refuse(Refusal why) => wire.Tell(callId, why.ToString().ToUpperInvariant(), Own, Peer);

    /// <summary>Sends audio before the call is answered (183 with a session description).</summary>
    public void SendEarlyMedia() => wire.Tell(callId, "EARLY", Own, Peer);

    /// <summary>Sends the call that rings elsewhere (302), as a phone does that forwards its calls.</summary>
    public void Redirect(string to) => wire.Tell(callId, "REDIRECT", Own, Peer, $"<sip:{to}@{wire.Address.Address}>");

    /// <summary>Puts the other side on hold (an agent's phone; once a call).</summary>
    public void Hold()
    {
        _hasHeld = true;
        wire.Tell(callId, "HOLD", Own, Peer);
    }

    /// <summary>Takes the other side back from hold.</summary>
    public void Resume() => wire.Tell(callId, "RESUME", Own, Peer);

    /// <summary>Ends the answered call.</summary>
    public void HangUp() => wire.Tell(callId, "HANGUP", Own, Peer);

    /// <summary>Gives up a call that nobody answered yet.</summary>
    public void Cancel() => wire.Tell(callId, "CANCELNOW", Own, Peer);

    /// <summary>Presses a key as SIP INFO (application/dtmf-relay), from the calling side.</summary>
    public void SendInfo(char key)
    {
        var answer = Messages.Last(IsAnswer);
        var invite = Messages.First(message => message.IsRequest("INVITE"));
        var contact = answer.Header("Contact").Split('<', '>')[1];
        var body = $"Signal={key}\r\nDuration=160\r\n";
        wire.SendBeside(
            $"INFO {contact} SIP/2.0\r\nVia: SIP/2.0/UDP {wire.Address};branch=z9hG4bK{Guid.NewGuid():N}\r\nFrom: {invite.Header("From")}\r\n" +
            $"To: {answer.Header("To")}\r\nCall-ID: {callId}\r\nCSeq: {3 + ++_infos} INFO\r\nMax-Forwards: 70\r\nContent-Type: application/dtmf-relay\r\n" +
            $"Content-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>A CANCEL that comes when the call this phone placed was answered already: the two crossed.</summary>
    public void CancelTooLate()
    {
        var invite = Messages.Last(message => message.IsRequest("INVITE"));
        wire.SendBeside(
            $"CANCEL {invite.StartLine.Split(' ')[1]} SIP/2.0\r\nVia: {invite.Header("Via")}\r\nFrom: {invite.Header("From")}\r\nTo: {invite.Header("To")}\r\n" +
            $"Call-ID: {callId}\r\nCSeq: {invite.Header("CSeq").Split(' ')[0]} CANCEL\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
    }

    /// <summary>Asks Asterisk to transfer the other side (in an answered call).</summary>
    public void Refer(string to) => ReferTo($"sip:{to}@{wire.Address.Address}");

    /// <summary>Asks Asterisk to join the other side of this call with that of another call, which this one takes the place of (RFC 5589).</summary>
    public void Refer(PhoneCall other) => Refer(other.CallId, TagOf(other.Peer), TagOf(other.Own));

    /// <summary>The same, of a call known by its dialog.</summary>
    public void Refer(string otherCallId, string theirTag, string ownTag) =>
        ReferTo($"sip:other@{wire.Address.Address}?Replaces={Uri.EscapeDataString($"{otherCallId};to-tag={theirTag};from-tag={ownTag}")}");

    /// <summary>What the phone is told of the transfer it has asked for: the status in the NOTIFY (message/sipfrag).</summary>
    public async Task<int> TransferredAsync(TimeSpan? atMost = null)
    {
        var told = await SeenAsync("the end of the transfer", message => FragmentOf(message) >= 200, atMost ?? Usual);
        return FragmentOf(told);
    }

    private void ReferTo(string target)
    {
        var contact = Messages.First(message => incoming ? message.IsRequest("INVITE") : IsAnswer(message)).Header("Contact").Split('<', '>')[1];
        wire.SendBeside(
            $"REFER {contact} SIP/2.0\r\nVia: SIP/2.0/UDP {wire.Address};branch=z9hG4bK{Guid.NewGuid():N}\r\nFrom: {Own}\r\nTo: {Peer}\r\nCall-ID: {callId}\r\n" +
            $"CSeq: {(incoming ? _hasHeld ? 50 : 10 : 5) + _refers++} REFER\r\nContact: <sip:phone@{wire.Address}>\r\nRefer-To: <{target}>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
    }

    internal void Add(SipMessage message)
    {
        List<TaskCompletionSource<SipMessage>> found = [];
        lock (_lock)
        {
            _messages.Add(message);
            foreach (var waiter in _waiting.Where(waiter => waiter.IsIt(message)))
                found.Add(waiter.Found);
            _waiting.RemoveAll(waiter => found.Contains(waiter.Found));
        }

        foreach (var waiter in found)
            waiter.TrySetResult(message);
    }

    public override string ToString()
    {
        var messages = Messages;
        return string.Join('\n', messages.Select(message =>
            $"  {Stopwatch.GetElapsedTime(messages[0].At, message.At).TotalMilliseconds,9:0.0} ms {(message.FromPhone ? "->" : "<-")} {message.StartLine}"));
    }

    private string Own => Tagged(fromPhone: true);

    private string Peer => Tagged(fromPhone: false);

    /// <summary>The From or To value of one side with the tag of its latest answer, as a request within the dialog carries it.</summary>
    private string Tagged(bool fromPhone)
    {
        var last = Messages.LastOrDefault(message => message.Method == "INVITE" && message.Status is not (401 or 407)) ?? Messages[0];
        var isOfPhone = last.FromPhone == (last.Status == 0); // the request, such as the phone's own re-INVITE, or what answers it
        return fromPhone == isOfPhone ? last.Header("From") : last.Header("To");
    }

    private static string TagOf(string address) => address[(address.IndexOf("tag=", StringComparison.Ordinal) + "tag=".Length)..].Split(';', ' ')[0];

    private static int FragmentOf(SipMessage message) =>
        message.IsRequest("NOTIFY") && message.Text.Split("\r\n\r\n", 2) is [_, var body] && body.StartsWith("SIP/2.0 ", StringComparison.Ordinal)
            ? int.Parse(body.AsSpan(8, 3), System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    private static bool IsAnswer(SipMessage message) => message.IsResponse("INVITE", 200);

    private static bool IsEnd(SipMessage message) =>
        message.IsResponse("BYE", 200) || message.IsResponse("BYE", 481) || IsRefusal(message);

    // The first 401 only asks for the password; the second is a refusal.
    private static bool IsRefusal(SipMessage message) =>
        message is { Method: "INVITE", Status: >= 300 } &&
        (message.Status is not 401 || !message.Header("CSeq").StartsWith("1 ", StringComparison.Ordinal));
}

/// <summary>How a phone refuses a call: 486 Busy Here, 603 Decline, 480 Temporarily Unavailable.</summary>
public enum Refusal
{
    Busy,
    Decline,
    Unavailable,
}
