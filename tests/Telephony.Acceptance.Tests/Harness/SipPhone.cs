using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// A phone: SIPp for the signalling (scenarios in Scenarios/), an <see cref="RtpEndpoint"/> for the audio, a
/// <see cref="SipWire"/> between them and Asterisk. One phone carries one conversation at a time.
/// </summary>
public sealed class SipPhone : IAsyncDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);
    private readonly IPEndPoint _asterisk;
    private readonly string? _password;
    private readonly SipWire _wire;
    private readonly ConcurrentDictionary<string, PhoneCall> _calls = new();
    private readonly Channel<PhoneCall> _offers = Channel.CreateBounded<PhoneCall>(1000);
    private readonly ConcurrentQueue<ChildProcess> _processes = new();

    /// <param name="user">The number or the agent's name that the phone presents.</param>
    /// <param name="password">Null for a phone that cannot authenticate itself, such as a caller behind the trunk.</param>
    /// <param name="address">The phone's own loopback address (see <see cref="Ports"/>).</param>
    /// <param name="port">The phone's own port, where Asterisk has to know it; null: any.</param>
    public SipPhone(string user, string? password, IPAddress address, IPEndPoint asterisk, int? port = null)
    {
        User = user;
        _password = password;
        _asterisk = asterisk;
        Audio = new RtpEndpoint(address);
        _wire = new SipWire(address, asterisk, port);
        _wire.Passed += Note;
    }

    /// <summary>The number or name that the phone presents.</summary>
    public string User { get; }

    /// <summary>The name that the phone shows when it calls; empty for none.</summary>
    public string ShownName { get; init; } = "";

    /// <summary>What the phone says and hears.</summary>
    public RtpEndpoint Audio { get; }

    /// <summary>Whether the phone registered and has not removed that again.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>All calls of this phone, in both directions, in no particular order.</summary>
    public IReadOnlyCollection<PhoneCall> Calls => [.. _calls.Values];

    /// <summary>Raised, on the wire's task, as soon as a call is offered to this phone.</summary>
    public event Action<PhoneCall>? Offered;

    /// <summary>While true the phone has lost its network: nothing arrives, nothing leaves, no audio either.</summary>
    public bool IsCut
    {
        set => _wire.IsCut = Audio.IsCut = value;
    }

    /// <summary>While true the phone is engaged: it refuses each call at once, without ringing.</summary>
    public bool IsEngaged
    {
        set => _wire.IsBusy = value;
    }

    /// <summary>Takes calls from now on, for those who know where the phone is.</summary>
    public void TakeCalls()
    {
        if (_wire.Called is not null)
            return;
        var port = Ports.Next();
        _processes.Enqueue(Sipp("agent.xml", port, []));
        _wire.Called = new IPEndPoint(Ports.Inside, port);
    }

    /// <summary>Registers with digest authentication, and takes calls from now on.</summary>
    /// <exception cref="InvalidOperationException">Asterisk did not accept the registration.</exception>
    public async Task RegisterAsync(TimeSpan? expires = null)
    {
        TakeCalls();
        var seconds = (int)(expires ?? TimeSpan.FromHours(1)).TotalSeconds;
        await TryRegisterAsync(seconds, attempts: 3);
        if (_processes.FirstOrDefault(process => process.HasExited && process.ExitCode > 1) is { } broken)
            throw new InvalidOperationException($"A SIPp process of {User} ended: {broken.LastLines(10)}");
        IsRegistered = seconds > 0;
    }

    /// <summary>As phones do: an answer that is not understood, or does not come in time, is no reason to give up.</summary>
    private async Task TryRegisterAsync(int seconds, int attempts)
    {
        await using var register = Sipp("register.xml", Ports.Next(), ["-m", "1", "-timeout", "5", "-key", "expires", $"{seconds}"]);
        await register.WaitForExitAsync(TimeSpan.FromSeconds(8));
        if (register.ExitCode == 0) return;
        if (attempts == 1) throw new InvalidOperationException($"{User} could not register. {register.LastLines(10)}");
        await TryRegisterAsync(seconds, attempts - 1);
    }

    /// <summary>Removes the registration; the phone stays there, but nobody finds it.</summary>
    public Task UnregisterAsync() => RegisterAsync(TimeSpan.Zero);

    /// <summary>Places a call and returns as soon as its INVITE is on the wire.</summary>
    public async Task<PhoneCall> DialAsync(string number)
    {
        var placed = new TaskCompletionSource<PhoneCall>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Watch(SipMessage message)
        {
            if (message.FromPhone && message.IsRequest("INVITE"))
                placed.TrySetResult(_calls[message.CallId]);
        }

        _wire.Passed += Watch;
        try
        {
            _processes.Enqueue(Sipp("caller.xml", Ports.Next(), ["-m", "1", "-s", number]));
            return await placed.Task.WaitAsync(Usual);
        }
        finally
        {
            _wire.Passed -= Watch;
        }
    }

    /// <summary>Places a call and waits until it is answered.</summary>
    public async Task<PhoneCall> CallAsync(string number)
    {
        var call = await DialAsync(number);
        await call.AnsweredAsync();
        return call;
    }

    /// <summary>Waits for the next call that is offered to this phone; offers are kept in order until asked for.</summary>
    public async Task<PhoneCall> NextOfferAsync(TimeSpan? atMost = null)
    {
        using var timeout = new CancellationTokenSource(atMost ?? Usual);
        try
        {
            return await _offers.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{User}'s phone did not ring within {(atMost ?? Usual).TotalSeconds:0.#} s.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await _wire.DisposeAsync();
        await Audio.DisposeAsync();
    }

    private void Note(SipMessage message)
    {
        var isInvite = message.IsRequest("INVITE");
        if (!_calls.TryGetValue(message.CallId, out var call))
        {
            if (!isInvite || _wire.Called is null && !message.FromPhone)
                return;
            call = _calls[message.CallId] = new PhoneCall(_wire, message.CallId, incoming: !message.FromPhone);
        }

        var isNew = call.Messages.Count == 0;
        call.Add(message);
        if (!message.FromPhone && message.AudioTarget is { } target)
            Audio.Target = target;
        if (!isNew || !call.IsIncoming)
            return;
        _offers.Writer.TryWrite(call);
        Offered?.Invoke(call);
    }

    private ChildProcess Sipp(string scenario, int port, IEnumerable<string> more)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Scenarios");
        List<string> arguments =
        [
            $"{_wire.Inside.Address}:{_wire.Inside.Port}", "-sf", Path.Combine(folder, scenario), "-i", $"{Ports.Inside}", "-p", $"{port}",
            "-ci", $"{Ports.Inside}", "-cp", $"{Ports.Next()}", "-nostdin", "-skip_rlimit", "-timer_resol", "1",
            "-au", User, "-ap", _password ?? "", "-auth_uri", $"{_asterisk.Address}:{_asterisk.Port}",
            "-key", "user", User, "-key", "shown", ShownName.Length == 0 ? " " : $"\"{ShownName}\" ", "-key", "peer_ip", $"{_asterisk.Address}", "-key", "peer_port", $"{_asterisk.Port}",
            "-key", "wire_ip", $"{_wire.Address.Address}", "-key", "wire_port", $"{_wire.Address.Port}",
            "-key", "rtp_ip", $"{Audio.Address.Address}", "-key", "rtp_port", $"{Audio.Address.Port}",
            .. more,
        ];
        return ChildProcess.Start($"SIPp {scenario} of {User}", "sipp", arguments, new Dictionary<string, string> { ["TERM"] = "dumb" });
    }
}
