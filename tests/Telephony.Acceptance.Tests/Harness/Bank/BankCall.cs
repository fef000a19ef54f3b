using System.Diagnostics;
using System.Net;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>One call of a phone in a bank, in either direction. Times are ticks of <see cref="Stopwatch"/>; 0 for what has not happened.</summary>
public sealed class BankCall(PhoneBank bank, string id, string user, string number, bool incoming)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SipMessage? _invite;
    private SipMessage? _answer;
    private string? _final;
    private bool _hangingUp;

    /// <summary>Its Call-ID.</summary>
    public string Id => id;

    /// <summary>Whose phone it is: the agent's, or the caller's number.</summary>
    public string User => user;

    /// <summary>The other side: the number dialled, or the caller's as the phone shows it.</summary>
    public string Number => number;

    public bool IsIncoming => incoming;

    public long InvitedAt { get; init; }

    /// <summary>When it was answered: 200 received, or sent.</summary>
    public long AnsweredAt { get; private set; }

    /// <summary>When Asterisk confirmed this phone's answer.</summary>
    public long ConfirmedAt { get; private set; }

    /// <summary>When this phone hung up or gave up.</summary>
    public long HungUpAt { get; private set; }

    public long EndedAt { get; private set; }

    /// <summary>The final status of the INVITE; 0 while there is none.</summary>
    public int FinalStatus { get; private set; }

    public bool IsAnswered => AnsweredAt != 0;

    public bool HasEnded => EndedAt != 0;

    public bool IsRinging => !IsAnswered && !HasEnded;

    /// <summary>Whether Asterisk ended it.</summary>
    public bool WasHungUpOn { get; private set; }

    /// <summary>Where Asterisk wants to hear this phone.</summary>
    public IPEndPoint? AudioTarget => (incoming ? _invite : _answer)?.AudioTarget;

    public Task WhenAnswered => _answered.Task;

    public Task WhenEnded => _ended.Task;

    /// <summary>Takes the call that rings; nothing when it does not ring any more.</summary>
    public void Answer()
    {
        lock (_lock)
        {
            if (_invite is null || !IsRinging) return;
            AnsweredAt = Stopwatch.GetTimestamp();
            FinalStatus = 200;
            _final = bank.Messages.Response(_invite, "200 OK", bank.Messages.Sdp);
            bank.Request(this, "200", _final); // until the ACK
        }

        _answered.TrySetResult();
        bank.NoteAnswered(this);
    }

    /// <summary>Refuses the call that rings, e.g. <c>486 Busy Here</c>.</summary>
    public void Refuse(string status)
    {
        lock (_lock)
        {
            if (_invite is null || !IsRinging) return;
            FinalStatus = int.Parse(status.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
            _final = bank.Messages.Response(_invite, status, "");
            bank.Request(this, "200", _final);
            EndedAt = HungUpAt = Stopwatch.GetTimestamp();
        }

        End();
    }

    /// <summary>Ends the call; gives it up, or refuses it, when it is not answered.</summary>
    public void HangUp()
    {
        if (incoming && IsRinging)
        {
            Refuse("603 Decline");
            return;
        }

        lock (_lock)
        {
            if (HasEnded || _hangingUp) return;
            _hangingUp = true;
            HungUpAt = Stopwatch.GetTimestamp();
            if (!IsAnswered) bank.Request(this, "CANCEL", bank.Messages.Cancel(this));
            else SendBye();
        }
    }

    /// <summary>Takes a message of Asterisk's; returns whether it is a new call.</summary>
    internal bool Take(SipMessage message)
    {
        switch (message.Status, message.Method)
        {
            case (0, "INVITE"): return Invited(message);
            case (0, "ACK"): Confirmed(message.At); break;
            case (0, "BYE"): bank.Send(bank.Messages.Response(message, "200 OK", "")); EndedBy(message.At, asterisk: true); break;
            case (0, "CANCEL"): Cancelled(message); break;
            case (0, _): bank.Send(bank.Messages.Response(message, "200 OK", "")); break;
            case (>= 200, "INVITE"): AnsweredOrRefused(message); break;
            case (>= 200, "CANCEL"): bank.Settle(this, "CANCEL"); break;
            case (>= 200, "BYE"): bank.Settle(this, "BYE"); EndedBy(message.At, asterisk: false); break;
            case ( < 200, "INVITE"): bank.Settle(this, "INVITE"); break;
        }

        return false;
    }

    private bool Invited(SipMessage invite)
    {
        lock (_lock)
        {
            if (_invite is null)
            {
                _invite = invite;
                bank.Send(bank.Messages.Response(invite, "180 Ringing", ""));
                return true;
            }

            var isAgain = invite.Header("CSeq") == _invite.Header("CSeq");
            if (!isAgain) bank.Send(bank.Messages.Response(invite, "200 OK", bank.Messages.Sdp)); // another session description
            else bank.Send(_final ?? bank.Messages.Response(invite, "180 Ringing", ""));
            return false;
        }
    }

    private void Confirmed(long at)
    {
        bank.Settle(this, "200");
        if (ConfirmedAt == 0) ConfirmedAt = at;
    }

    private void Cancelled(SipMessage cancel)
    {
        bank.Send(bank.Messages.Response(cancel, "200 OK", ""));
        lock (_lock)
        {
            if (_invite is null || !IsRinging) return; // answered already: a BYE follows
            FinalStatus = 487;
            _final = bank.Messages.Response(_invite, "487 Request Terminated", "");
            bank.Request(this, "200", _final);
        }

        EndedBy(cancel.At, asterisk: true);
    }

    private void AnsweredOrRefused(SipMessage answer)
    {
        bank.Settle(this, "INVITE");
        bank.Send(bank.Messages.Ack(this, answer));
        if (answer.Status >= 300)
        {
            FinalStatus = answer.Status;
            EndedBy(answer.At, asterisk: !_hangingUp);
            return;
        }

        lock (_lock)
        {
            if (IsAnswered) return;
            (_answer, FinalStatus, AnsweredAt) = (answer, answer.Status, answer.At);
            if (_hangingUp) SendBye(); // the answer and the giving up crossed
        }

        _answered.TrySetResult();
        bank.NoteAnswered(this);
    }

    private void SendBye()
    {
        var (from, to) = incoming
            ? (BankMessages.Tagged(_invite!), _invite!.Header("From"))
            : (_answer!.Header("From"), _answer.Header("To"));
        bank.Request(this, "BYE", bank.Messages.Bye(this, from, to));
    }

    private void EndedBy(long at, bool asterisk)
    {
        lock (_lock)
        {
            if (HasEnded) return;
            (EndedAt, WasHungUpOn) = (at, asterisk);
        }

        End();
    }

    private void End()
    {
        _ended.TrySetResult();
        bank.NoteEnded(this);
    }

    public override string ToString() => $"{user}{(incoming ? " rung by " : " calling ")}{number}: {(HasEnded ? "over" : IsAnswered ? "answered" : "ringing")}, {FinalStatus}";
}
