using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// Many phones in one thread on one UDP socket, where a SIPp process for each would be too heavy: hundreds ring at a time, and each does what it is told
/// in the very millisecond. Every datagram is stamped before it is looked at. No sound, unless somebody else sends it.
/// </summary>
public sealed class PhoneBank : IDisposable
{
    /// <summary>RFC 3261's T1: what is not answered is sent again after this long, then after twice, and so on.</summary>
    private static readonly long FirstRetry = Stopwatch.Frequency / 2;
    private const int MostTries = 7;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly IPEndPoint _asterisk;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 8 << 20, SendBufferSize = 4 << 20 };
    private readonly ConcurrentDictionary<string, BankCall> _calls = new();
    private readonly ConcurrentQueue<(long Due, Action Do)> _asked = new();
    private readonly PriorityQueue<Action, long> _due = new();
    private readonly ConcurrentDictionary<(string Call, string Method), Waiting> _unanswered = new();
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <param name="local">Where all these phones live; port 0 for any.</param>
    /// <param name="asterisk">Where they send to.</param>
    /// <param name="audio">Where they want to be spoken to; null: nowhere.</param>
    public PhoneBank(IPEndPoint local, IPEndPoint asterisk, IPEndPoint? audio = null)
    {
        _asterisk = asterisk;
        _socket.Bind(local);
        Local = (IPEndPoint)_socket.LocalEndPoint!;
        Messages = new BankMessages(Local, asterisk, audio);
        _thread = new Thread(RunSafely) { IsBackground = true, Name = "phone bank" };
        _thread.Start();
    }

    /// <summary>Where these phones are found.</summary>
    public IPEndPoint Local { get; }

    /// <summary>A phone was asked to ring; on the bank's own thread, which must not be kept.</summary>
    public event Action<BankCall>? Offered;

    /// <summary>A call was answered by either side; on the bank's own thread.</summary>
    public event Action<BankCall>? Answered;

    /// <summary>A call is over; on the bank's own thread.</summary>
    public event Action<BankCall>? Ended;

    internal BankMessages Messages { get; }

    /// <summary>All calls there were.</summary>
    public IEnumerable<BankCall> Calls => _calls.Values;

    /// <summary>Calls that are not over.</summary>
    public IEnumerable<BankCall> Living => _calls.Values.Where(call => !call.HasEnded);

    /// <summary>Calls a number.</summary>
    public BankCall Dial(string from, string number)
    {
        var call = new BankCall(this, $"{Guid.NewGuid():N}", from, number, incoming: false) { InvitedAt = Stopwatch.GetTimestamp() };
        _calls[call.Id] = call;
        Request(call, "INVITE", Messages.Invite(call));
        return call;
    }

    /// <summary>Does something on the bank's thread, as near to that time as it can.</summary>
    public void At(long due, Action what) => _asked.Enqueue((due, what));

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
    }

    /// <summary>Sends a request, again and again until it is answered.</summary>
    internal void Request(BankCall call, string method, string text)
    {
        _unanswered[(call.Id, method)] = new Waiting(text, Stopwatch.GetTimestamp() + FirstRetry, 1);
        Send(text);
    }

    internal void Send(string text)
    {
        if (!_stop) _socket.SendTo(Encoding.Latin1.GetBytes(text), _asterisk);
    }

    internal void Settle(BankCall call, string method) => _unanswered.TryRemove((call.Id, method), out _);

    internal void NoteAnswered(BankCall call) => Answered?.Invoke(call);

    internal void NoteEnded(BankCall call) => Ended?.Invoke(call);

    /// <summary>What went wrong in this bank: a mistake in a handler, which must not take the whole program with it; null for nothing.</summary>
    public Exception? Fault { get; private set; }

    private void RunSafely()
    {
        try
        {
            Run();
        }
        catch (Exception fault)
        {
            Fault = fault;
            Console.Error.WriteLine($"A bank of phones stopped: {fault}");
        }
    }

    private void Run()
    {
        var buffer = new byte[16384];
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        var nextRetry = Stopwatch.GetTimestamp() + FirstRetry;
        while (!_stop)
        {
            if (_socket.Poll(UntilDue(), SelectMode.SelectRead)) Receive(buffer, ref sender);
            while (_asked.TryDequeue(out var asked)) _due.Enqueue(asked.Do, asked.Due);
            while (_due.TryPeek(out var what, out var due) && due <= Stopwatch.GetTimestamp())
            {
                _due.Dequeue();
                what();
            }

            if (Stopwatch.GetTimestamp() < nextRetry) continue;
            SendAgain();
            nextRetry = Stopwatch.GetTimestamp() + FirstRetry / 4;
        }
    }

    private void Receive(byte[] buffer, ref EndPoint sender)
    {
        int length;
        try
        {
            length = _socket.ReceiveFrom(buffer, ref sender);
        }
        catch (SocketException)
        {
            return; // Asterisk's port is closed: it is being started or stopped
        }

        var message = new SipMessage(Stopwatch.GetTimestamp(), FromPhone: false, Encoding.Latin1.GetString(buffer, 0, length));
        if (!_calls.TryGetValue(message.CallId, out var call))
        {
            if (!message.IsRequest("INVITE"))
            {
                if (message.Status == 0 && message.Method != "ACK") Send(Messages.Response(message, "200 OK", ""));
                return;
            }

            var uri = message.StartLine.Split(' ')[1];
            call = _calls[message.CallId] = new BankCall(this, message.CallId, uri[4..uri.IndexOf('@', StringComparison.Ordinal)], message.FromUser, incoming: true)
            {
                InvitedAt = message.At,
            };
        }

        if (call.Take(message)) Offered?.Invoke(call);
    }

    private TimeSpan UntilDue()
    {
        // Asked meanwhile by another thread: looked at soon.
        if (!_asked.IsEmpty) return TimeSpan.Zero;
        // The last millisecond before something is due is spent looking, since a sleep may be longer than asked for.
        return _due.TryPeek(out _, out var due) && Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) <= Tick ? TimeSpan.Zero : Tick;
    }

    private void SendAgain()
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var (key, waiting) in _unanswered.Where(w => w.Value.At <= now).ToArray())
        {
            if (waiting.Tries >= MostTries || !_unanswered.TryUpdate(key, waiting with { At = now + (FirstRetry << waiting.Tries), Tries = waiting.Tries + 1 }, waiting))
            {
                _unanswered.TryRemove(key, out _);
                continue;
            }

            Send(waiting.Text);
        }
    }

    private sealed record Waiting(string Text, long At, int Tries);
}
