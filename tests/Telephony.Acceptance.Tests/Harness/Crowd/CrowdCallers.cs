using System.Collections.Concurrent;
using System.Net;

namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>The callers of a crowd: one SIPp process behind a wire that tells the ledger and the audio what happens. As many as wanted are there all the time.</summary>
public sealed class CrowdCallers : IAsyncDisposable
{
    private readonly SipWire _wire;
    private readonly ChildProcess _sipp;
    private readonly ConcurrentDictionary<string, string> _callIds = new();

    /// <param name="number">The number they dial.</param>
    /// <param name="atOnce">How many are there at once.</param>
    /// <param name="perSecond">How many come in a second, until so many are there.</param>
    /// <param name="inAll">How many come in all.</param>
    public CrowdCallers(IPAddress address, IPEndPoint asterisk, string number, int atOnce, int perSecond, int inAll, CrowdLedger ledger, CrowdAudio audio)
    {
        _wire = new SipWire(address, asterisk);
        _wire.Passed += message => Note(message, ledger, audio);
        _sipp = ChildProcess.Start("SIPp callers", "sipp",
        [
            $"{_wire.Inside}", "-sf", Repository.File("benchmarks", "asterisk", "caller.xml"), "-s", number,
            "-i", $"{Ports.Inside}", "-p", $"{Ports.Next()}", "-ci", $"{Ports.Inside}", "-cp", $"{Ports.Next()}",
            "-r", $"{perSecond}", "-l", $"{atOnce}", "-m", $"{inAll}", "-nostdin", "-skip_rlimit", "-timer_resol", "1",
            "-key", "peer_ip", $"{asterisk.Address}", "-key", "peer_port", $"{asterisk.Port}",
            "-key", "audio_ip", $"{audio.Local.Address}", "-key", "audio_port", $"{audio.Local.Port}",
            "-key", "wire_ip", $"{_wire.Address.Address}", "-key", "wire_port", $"{_wire.Address.Port}",
        ], new Dictionary<string, string> { ["TERM"] = "dumb" });
    }

    /// <summary>The Call-ID of the caller with a number.</summary>
    public string? CallIdOf(string number) => _callIds.GetValueOrDefault(number);

    /// <summary>No new callers; those who are there wait on.</summary>
    public void StopArrivals() => _sipp.Signal("USR1");

    /// <summary>They vanish, all at once.</summary>
    public ValueTask VanishAsync() => _sipp.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _sipp.DisposeAsync();
        await _wire.DisposeAsync();
    }

    private void Note(SipMessage message, CrowdLedger ledger, CrowdAudio audio)
    {
        if (message.FromPhone && message.IsRequest("INVITE")) _callIds[message.FromUser] = message.CallId;
        if (message.IsResponse("INVITE", 200) && message.AudioTarget is { } target) audio.Begin(message.CallId, target);
        else if (message.IsRequest("BYE")) audio.End(message.CallId);
        ledger.OfCaller(message);
    }
}
