using Telephony.Ari.Transport;

namespace Telephony.Ari;

/// <summary>Requests about bridges. A bridge made here lives until it is destroyed here.</summary>
public sealed class AriBridges
{
    private readonly AriConnection _ari;

    internal AriBridges(AriConnection ari) => _ari = ari;

    /// <summary>All bridges of this Asterisk. Over HTTP.</summary>
    public async Task<IReadOnlyList<Bridge>> ListAsync(CancellationToken cancel = default) =>
        await _ari.HttpAsync(RestRequest.Get("bridges"), AriJson.Default.BridgeArray, cancel).ConfigureAwait(false);

    /// <summary>One bridge as it is now. Over HTTP.</summary>
    public Task<Bridge> GetAsync(string bridge, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("bridges", bridge), AriJson.Default.Bridge, cancel);

    /// <summary>One bridge as it is when all commands sent before have been carried out.</summary>
    /// <exception cref="AriNotFoundException">There is none of that id.</exception>
    public Task<Bridge> GetInOrderAsync(string bridge, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Get("bridges", bridge), AriJson.Default.Bridge, cancel);

    /// <summary>Creates a bridge.</summary>
    /// <param name="bridgeId">Our id; not that of a channel, which no events would come of any more when the bridge is destroyed.</param>
    /// <param name="type">What it is for.</param>
    /// <param name="name">For people.</param>
    /// <param name="dtmfEvents">Whether keys are reported although the audio bypasses Asterisk's core.</param>
    /// <param name="variables">Set on the bridge.</param>
    /// <param name="cancel">Stops waiting; the command may still take effect.</param>
    /// <exception cref="AriConflictException">The id exists: an earlier try succeeded.</exception>
    public Task CreateAsync(
        string bridgeId, BridgeType type = BridgeType.Mixing, string? name = null, bool dtmfEvents = false,
        IReadOnlyDictionary<string, AriVariable>? variables = null, CancellationToken cancel = default) =>
        _ari.CommandAsync(
            // With the id in the path: POST /bridges of 22.10 reads the variables from the wrong place of the body.
            RestRequest.Post("bridges", bridgeId).With("type", dtmfEvents ? $"{Words.Of(type)},dtmf_events" : Words.Of(type))
                .With("name", name).WithVariables(variables),
            cancel);

    /// <summary>
    /// Adds channels. Success does not prove that they are in: only <see cref="ChannelEnteredBridge"/> does.
    /// A channel that plays something is added when that ends; stop it first.
    /// </summary>
    /// <exception cref="AriInvalidException">A channel does not exist (400) or is not in the application (422).</exception>
    public Task AddChannelsAsync(
        string bridge, IReadOnlyCollection<string> channels, string? role = null, bool? mute = null, bool? absorbDtmf = null,
        bool? inhibitConnectedLineUpdates = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(channels);
        return _ari.CommandAsync(
            RestRequest.Post("bridges", bridge, "addChannel").With("channel", channels).With("role", role)
                .With("absorbDTMF", absorbDtmf).With("mute", mute).With("inhibitConnectedLineUpdates", inhibitConnectedLineUpdates),
            cancel);
    }

    public Task RemoveChannelsAsync(string bridge, IReadOnlyCollection<string> channels, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(channels);
        return _ari.CommandAsync(RestRequest.Post("bridges", bridge, "removeChannel").With("channel", channels), cancel);
    }

    /// <summary>Destroys it; its channels stay alive.</summary>
    public Task DestroyAsync(string bridge, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("bridges", bridge), cancel);

    public Task StartMusicAsync(string bridge, string? musicClass = null, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("bridges", bridge, "moh").With("mohClass", musicClass), cancel);

    public Task StopMusicAsync(string bridge, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("bridges", bridge, "moh"), cancel);

    /// <summary>Plays media to everybody in it.</summary>
    /// <inheritdoc cref="AriChannels.PlayAsync" path="/param"/>
    public Task<Playback> PlayAsync(
        string bridge, string playbackId, IReadOnlyList<string> media, string? language = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(media);
        return _ari.CommandAsync(
            RestRequest.Post("bridges", bridge, "play").With("media", media).With("lang", language).With("playbackId", playbackId),
            AriJson.Default.Playback, cancel);
    }

    /// <summary>Reads a variable of the bridge. Over HTTP.</summary>
    /// <exception cref="AriNotFoundException">The bridge or the variable does not exist.</exception>
    public async Task<string> GetVariableAsync(string bridge, string name, CancellationToken cancel = default) =>
        (await _ari.HttpAsync(RestRequest.Get("bridges", bridge, "variable").With("variable", name), AriJson.Default.Variable, cancel)
            .ConfigureAwait(false)).Value;

    /// <summary>Sets a variable of the bridge. Over HTTP.</summary>
    public Task SetVariableAsync(string bridge, string name, AriVariable value, CancellationToken cancel = default) =>
        _ari.HttpAsync(
            RestRequest.Post("bridges", bridge, "variable").With("variable", name).With("value", value.Value)
                .With("report_events", value.ReportEvents ? true : null),
            cancel);
}
