using System.Net;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>The callers: one SIPp process behind a wire that tells the ledger who joined and who was let go.</summary>
public sealed class CallerLoad : IAsyncDisposable
{
    private readonly SipWire _wire;
    private readonly ChildProcess _sipp;

    /// <param name="number">The number they dial.</param>
    public CallerLoad(IPEndPoint asterisk, string number, RunOptions options, Ledger ledger, MediaPump? media)
    {
        _wire = new SipWire(Ports.Trunk, asterisk);
        _wire.Passed += ledger.Caller;
        if (media is not null)
            _wire.Passed += message => Speak(media, message);
        var rate = Math.Max(1, options.CallsPerSecond * 5 / 4);
        _sipp = ChildProcess.Start("SIPp callers", "sipp",
        [
            $"{_wire.Inside}", "-sf", Repository.File("benchmarks", "asterisk", "caller.xml"), "-s", number,
            "-i", $"{Ports.Inside}", "-p", $"{Ports.Next()}", "-ci", $"{Ports.Inside}", "-cp", $"{Ports.Next()}",
            "-r", $"{rate}", "-l", $"{options.Agents + options.Waiting}", "-m", "1000000",
            "-nostdin", "-skip_rlimit", "-timer_resol", "1",
            "-key", "peer_ip", $"{asterisk.Address}", "-key", "peer_port", $"{asterisk.Port}",
            "-key", "audio_ip", $"{media?.Local.Address ?? _wire.Address.Address}", "-key", "audio_port", $"{media?.Local.Port ?? 9}",
            "-key", "wire_ip", $"{_wire.Address.Address}", "-key", "wire_port", $"{_wire.Address.Port}",
        ], new Dictionary<string, string> { ["TERM"] = "dumb" });
    }

    /// <summary>No new callers; those who are there are served to the end.</summary>
    public void StopArrivals() => _sipp.Signal("USR1");

    private static void Speak(MediaPump media, SipMessage message)
    {
        if (message.IsResponse("INVITE", 200) && message.AudioTarget is { } target)
            media.Begin(message.CallId, target);
        else if (message.IsRequest("BYE"))
            media.End(message.CallId);
    }

    public async ValueTask DisposeAsync()
    {
        await _sipp.DisposeAsync();
        await _wire.DisposeAsync();
    }
}
