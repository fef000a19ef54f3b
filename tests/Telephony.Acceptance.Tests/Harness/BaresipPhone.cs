using System.Net;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// A phone of another make (baresip): registers, answers by itself, plays a tone and writes what it hears to a file. It
/// shows that nothing rests on a habit of our SIPp scenarios.
/// </summary>
public sealed class BaresipPhone : IAsyncDisposable
{
    private readonly string _folder = Repository.TemporaryFolder("baresip");
    private readonly ChildProcess _process;

    public BaresipPhone(string user, string password, IPAddress address, IPEndPoint asterisk, int toneHz)
    {
        var rtp = Ports.Next();
        File.WriteAllText(Path.Combine(_folder, "config"), $"""
            sip_listen {address}:{Ports.Next()}
            net_interface {address}
            rtp_ports {rtp}-{rtp + 2}
            audio_source ausine,{toneHz}
            audio_player aubridge,nowhere
            audio_alert aubridge,nowhere
            snd_path {_folder}
            ausrc_srate 48000
            auplay_srate 8000
            ausrc_channels 2
            auplay_channels 1
            module_path /usr/lib/baresip/modules
            module g711.so
            module ausine.so
            module aubridge.so
            module sndfile.so
            module_tmp account.so
            module_app menu.so
            """);
        File.WriteAllText(Path.Combine(_folder, "accounts"),
            $"<sip:{user}@{asterisk}>;auth_user={user};auth_pass={password};regint=60;answermode=auto;audio_codecs=PCMU/8000/1\n");
        File.WriteAllText(Path.Combine(_folder, "contacts"), "");
        _process = ChildProcess.Start("baresip", "baresip", ["-f", _folder]);
    }

    /// <summary>Waits until the registrar has accepted the phone.</summary>
    public Task RegisteredAsync() => Eventually.TrueAsync("baresip is registered",
        () => _process.HasExited
            ? throw new InvalidOperationException($"baresip ended:\n{_process.LastLines(20)}")
            : Task.FromResult(_process.Lines.Any(line => line.Contains("200 OK", StringComparison.Ordinal))), TimeSpan.FromSeconds(8));

    /// <summary>Waits until the phone has heard so much of its call: on a busy machine it is behind the others.</summary>
    public Task HearsAsync(TimeSpan atLeast) => Eventually.TrueAsync($"baresip has heard {atLeast.TotalSeconds:0.#} s",
        () => Task.FromResult(Directory.GetFiles(_folder, "dump-*-dec.wav") is [var file] && new FileInfo(file).Length >= atLeast.TotalSeconds * Tone.SampleRate * sizeof(short)),
        TimeSpan.FromSeconds(8));

    /// <summary>What the phone heard in its calls, available once it was stopped.</summary>
    public async Task<WavFile> StopAndGetHeardAsync()
    {
        await _process.TerminateAsync(TimeSpan.FromSeconds(5));
        return WavFile.Read(Directory.GetFiles(_folder, "dump-*-dec.wav").Single());
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public override string ToString() => string.Join("\n", _process.Lines.Where(line => !string.IsNullOrWhiteSpace(line)));
}
