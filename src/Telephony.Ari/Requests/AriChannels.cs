using Telephony.Ari.Transport;

namespace Telephony.Ari;

/// <summary>
/// Requests about channels. Any of them can fail with <see cref="AriNotFoundException"/> or <see cref="AriConflictException"/>,
/// because the party may just have hung up.
/// </summary>
public sealed class AriChannels
{
    private readonly AriConnection _ari;

    internal AriChannels(AriConnection ari) => _ari = ari;

    /// <summary>All channels of this Asterisk, ours or not. Over HTTP.</summary>
    public async Task<IReadOnlyList<Channel>> ListAsync(CancellationToken cancel = default) =>
        await _ari.HttpAsync(RestRequest.Get("channels"), AriJson.Default.ChannelArray, cancel).ConfigureAwait(false);

    /// <summary>One channel as it is now. Over HTTP.</summary>
    public Task<Channel> GetAsync(string channel, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("channels", channel), AriJson.Default.Channel, cancel);

    /// <summary>Dials a leg that enters the application when it is answered. Done means that the channel exists; events tell the rest.</summary>
    /// <exception cref="AriConflictException">
    /// The channel id exists: an earlier try succeeded. Right after such a reply Asterisk 22.10 gives the same one for an endpoint that
    /// cannot be reached: to be sure, ask for the channel.
    /// </exception>
    /// <exception cref="AriServerException">With <see cref="AriServerException.IsUnreachableEndpoint"/>: no phone there.</exception>
    public Task OriginateAsync(OriginateRequest leg, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(leg);
        return _ari.CommandAsync(
            RestRequest.Post("channels")
                .With("endpoint", leg.Endpoint).With("app", leg.App).With("appArgs", leg.AppArgs)
                .With("channelId", leg.ChannelId).With("otherChannelId", leg.OtherChannelId)
                .With("callerId", leg.CallerId).WithSeconds("timeout", leg.Timeout)
                .With("originator", leg.Originator).With("formats", leg.Formats)
                .WithVariables(leg.Variables),
            cancel);
    }

    /// <summary>Dials a leg that goes to the dialplan when it is answered. Done means that the channel exists.</summary>
    /// <inheritdoc cref="OriginateAsync(OriginateRequest, CancellationToken)" path="/exception"/>
    public Task OriginateToDialplanAsync(OriginateToDialplanRequest leg, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(leg);
        return _ari.CommandAsync(
            RestRequest.Post("channels")
                .With("endpoint", leg.Endpoint).With("context", leg.Context).With("extension", "s").With("priority", "1")
                .With("channelId", leg.ChannelId).With("callerId", leg.CallerId).WithSeconds("timeout", leg.Timeout)
                .WithVariables(leg.Variables),
            cancel);
    }

    /// <summary>Creates a leg without dialling it.</summary>
    /// <exception cref="AriConflictException">The channel id exists: an earlier try succeeded.</exception>
    public Task<Channel> CreateAsync(CreateChannelRequest leg, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(leg);
        return _ari.CommandAsync(
            RestRequest.Post("channels", "create")
                .With("endpoint", leg.Endpoint).With("app", leg.App).With("appArgs", leg.AppArgs)
                .With("channelId", leg.ChannelId).With("otherChannelId", leg.OtherChannelId)
                .With("originator", leg.Originator).With("formats", leg.Formats)
                .WithVariables(leg.Variables),
            AriJson.Default.Channel, cancel);
    }

    /// <summary>Dials a created leg.</summary>
    /// <param name="channel">The leg.</param>
    /// <param name="timeout">How long it rings, in whole seconds, rounded up. Without it, it rings for ever.</param>
    /// <param name="caller">The channel whose party is shown on the phone.</param>
    /// <param name="cancel">Stops waiting; the command may still take effect.</param>
    /// <exception cref="AriConflictException">Its StasisStart has not come yet.</exception>
    public Task DialAsync(string channel, TimeSpan timeout, string? caller = null, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "dial").With("caller", caller).WithSeconds("timeout", timeout), cancel);

    /// <summary>Hangs up, without waiting for what plays. No <paramref name="reason"/> means <see cref="HangupReason.Normal"/>.</summary>
    public Task HangUpAsync(string channel, HangupReason? reason = null, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("channels", channel).With("reason", reason?.Value), cancel);

    public Task AnswerAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "answer"), cancel);

    /// <summary>Makes the caller hear ringing.</summary>
    public Task RingAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "ring"), cancel);

    public Task StopRingingAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("channels", channel, "ring"), cancel);

    /// <summary>Opens early media.</summary>
    public Task ProgressAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "progress"), cancel);

    /// <summary>Leaves the application and goes on in the dialplan; without arguments after <c>Stasis()</c>.</summary>
    public Task ContinueAsync(
        string channel, string? context = null, string? extension = null, int? priority = null, string? label = null,
        CancellationToken cancel = default) =>
        _ari.CommandAsync(
            RestRequest.Post("channels", channel, "continue")
                .With("context", context).With("extension", extension).With("priority", priority).With("label", label),
            cancel);

    /// <summary>Moves it to another application. If nobody is connected there, it stays and ApplicationMoveFailed comes.</summary>
    public Task MoveAsync(string channel, string app, string? appArgs = null, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "move").With("app", app).With("appArgs", appArgs), cancel);

    /// <summary>Tells the phone or trunk to go elsewhere (302 or REFER).</summary>
    public Task RedirectAsync(string channel, string endpoint, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "redirect").With("endpoint", endpoint), cancel);

    /// <summary>Sends keys to the party. Durations in milliseconds on the wire; null: Asterisk's default of 100 ms each.</summary>
    public Task SendDtmfAsync(
        string channel, string digits, TimeSpan? before = null, TimeSpan? between = null, TimeSpan? duration = null, TimeSpan? after = null,
        CancellationToken cancel = default) =>
        _ari.CommandAsync(
            RestRequest.Post("channels", channel, "dtmf").With("dtmf", digits)
                .WithMilliseconds("before", before).WithMilliseconds("between", between)
                .WithMilliseconds("duration", duration).WithMilliseconds("after", after),
            cancel);

    public Task MuteAsync(string channel, AudioDirection direction = AudioDirection.Both, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "mute").With("direction", Words.Of(direction)), cancel);

    public Task UnmuteAsync(string channel, AudioDirection direction = AudioDirection.Both, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("channels", channel, "mute").With("direction", Words.Of(direction)), cancel);

    public Task HoldAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "hold"), cancel);

    public Task UnholdAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("channels", channel, "hold"), cancel);

    /// <summary>Hold music. Outside a bridge it does not resume after a prompt: start it again.</summary>
    public Task StartMusicAsync(string channel, string? musicClass = null, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "moh").With("mohClass", musicClass), cancel);

    public Task StopMusicAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("channels", channel, "moh"), cancel);

    public Task StartSilenceAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "silence"), cancel);

    public Task StopSilenceAsync(string channel, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("channels", channel, "silence"), cancel);

    /// <summary>
    /// Plays media one after the other. Everything that is queued on the channel later waits for it; hanging up and stopping it do not.
    /// </summary>
    /// <param name="channel">Where.</param>
    /// <param name="playbackId">Our id, to stop it and to know its events.</param>
    /// <param name="media"><c>sound:NAME</c>, <c>recording:NAME</c>, <c>tone:NAME</c>; <c>number:</c>, <c>digits:</c> and <c>characters:</c> cannot be stopped.</param>
    /// <param name="language">Which language's files; null: the channel's.</param>
    /// <param name="cancel">Stops waiting; the command may still take effect.</param>
    public Task<Playback> PlayAsync(
        string channel, string playbackId, IReadOnlyList<string> media, string? language = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(media);
        return _ari.CommandAsync(
            RestRequest.Post("channels", channel, "play").With("media", media).With("lang", language).With("playbackId", playbackId),
            AriJson.Default.Playback, cancel);
    }

    /// <summary>Records what the party says. The channel must not be in a bridge and cannot be added to one meanwhile.</summary>
    /// <exception cref="AriConflictException">The name exists, or the channel is in a bridge.</exception>
    public Task<LiveRecording> RecordAsync(string channel, RecordRequest recording, CancellationToken cancel = default) =>
        _ari.CommandAsync(AriRecordings.Start(recording, "channels", channel, "record"), AriJson.Default.LiveRecording, cancel);

    /// <summary>Makes a channel that hears or whispers to this one. It ends with this one.</summary>
    public Task<Channel> SnoopAsync(string channel, SnoopRequest snoop, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(snoop);
        return _ari.CommandAsync(
            RestRequest.Post("channels", channel, "snoop")
                .With("spy", Words.Of(snoop.Spy)).With("whisper", Words.Of(snoop.Whisper))
                .With("app", snoop.App).With("appArgs", snoop.AppArgs).With("snoopId", snoop.SnoopId),
            AriJson.Default.Channel, cancel);
    }

    /// <summary>Tells the phone that asked for a transfer how it goes.</summary>
    public Task TransferProgressAsync(string channel, TransferState state, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("channels", channel, "transfer_progress").With("states", Words.Of(state)), cancel);

    /// <summary>
    /// Reads a variable or function. Over HTTP.
    /// </summary>
    /// <returns>The value, or null when there is no such variable.</returns>
    /// <exception cref="AriNotFoundException">The channel does not exist.</exception>
    public async Task<string?> GetVariableAsync(string channel, string name, CancellationToken cancel = default)
    {
        try
        {
            var variable = await _ari.HttpAsync(
                RestRequest.Get("channels", channel, "variable").With("variable", name), AriJson.Default.Variable, cancel).ConfigureAwait(false);
            return variable.Value;
        }
        catch (AriNotFoundException exception) when (exception.AsteriskMessage?.Contains("variable", StringComparison.OrdinalIgnoreCase) == true)
        {
            return null;
        }
    }

    /// <summary>Sets a variable or calls a function. It waits behind a running playback: over HTTP, so that nothing else does.</summary>
    public Task SetVariableAsync(string channel, string name, AriVariable value, CancellationToken cancel = default) =>
        _ari.HttpAsync(
            RestRequest.BlockingPost("channels", channel, "variable").With("variable", name).With("value", value.Value)
                .With("report_events", value.ReportEvents ? true : null),
            cancel);

    /// <summary>Sets a variable or calls a function, in order with other commands. Only for a channel on which nothing is being played:
    /// behind a playback it would hold up everything else on the socket.</summary>
    public Task SetVariableInOrderAsync(string channel, string name, AriVariable value, CancellationToken cancel = default) =>
        _ari.CommandAsync(
            RestRequest.Post("channels", channel, "variable").With("variable", name).With("value", value.Value)
                .With("report_events", value.ReportEvents ? true : null),
            cancel);

    /// <summary>Reads several variables in one request. Over HTTP.</summary>
    /// <exception cref="AriNotFoundException">The channel, or one of the variables, does not exist.</exception>
    public async Task<IReadOnlyDictionary<string, string>> GetVariablesAsync(
        string channel, IReadOnlyCollection<string> names, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        var variables = await _ari.HttpAsync(
            RestRequest.Get("channels", channel, "variables").With("variables", names), AriJson.Default.Variables, cancel).ConfigureAwait(false);
        return variables.Values;
    }

    /// <summary>Sets several variables in one request. Over HTTP.</summary>
    public Task SetVariablesAsync(string channel, IReadOnlyDictionary<string, AriVariable> variables, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.BlockingPost("channels", channel, "variables").WithVariables(variables), cancel);

    /// <summary>Quality of its RTP so far; ask before hanging up. Over HTTP.</summary>
    /// <exception cref="AriInvalidException">Its technology has no RTP.</exception>
    public Task<RtpStatistics> RtpStatisticsAsync(string channel, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("channels", channel, "rtp_statistics"), AriJson.Default.RtpStatistics, cancel);
}
