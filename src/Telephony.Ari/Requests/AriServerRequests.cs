using Telephony.Ari.Transport;

namespace Telephony.Ari;

/// <summary>Requests about Asterisk itself. All over HTTP.</summary>
public sealed class AriAsterisk
{
    private readonly AriConnection _ari;

    internal AriAsterisk(AriConnection ari) => _ari = ari;

    public Task<AsteriskInfo> InfoAsync(CancellationToken cancel = default) =>
        _ari.HttpAsync(InfoRequest(), AriJson.Default.AsteriskInfo, cancel);

    /// <summary>Whether the REST interface answers. A hung one needs a restart of Asterisk.</summary>
    public Task<AsteriskPing> PingAsync(CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("asterisk", "ping"), AriJson.Default.AsteriskPing, cancel);

    public async Task<IReadOnlyList<Module>> ListModulesAsync(CancellationToken cancel = default) =>
        await _ari.HttpAsync(RestRequest.Get("asterisk", "modules"), AriJson.Default.ModuleArray, cancel).ConfigureAwait(false);

    /// <summary>Makes a module read its configuration again.</summary>
    /// <exception cref="AriConflictException">It cannot be reloaded now.</exception>
    public Task ReloadModuleAsync(string module, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Put("asterisk", "modules", module), cancel);

    /// <summary>A global variable; empty when it is not set. Global variables live as long as this run of Asterisk.</summary>
    public async Task<string> GetVariableAsync(string name, CancellationToken cancel = default) =>
        (await _ari.HttpAsync(RestRequest.Get("asterisk", "variable").With("variable", name), AriJson.Default.Variable, cancel).ConfigureAwait(false)).Value;

    /// <summary>Sets a global variable.</summary>
    public Task SetVariableAsync(string name, string value, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Post("asterisk", "variable").With("variable", name).With("value", value), cancel);

    internal static RestRequest InfoRequest() => RestRequest.Get("asterisk", "info");
}

/// <summary>Requests about endpoints. All over HTTP.</summary>
public sealed class AriEndpoints
{
    private readonly AriConnection _ari;

    internal AriEndpoints(AriConnection ari) => _ari = ari;

    public async Task<IReadOnlyList<Endpoint>> ListAsync(CancellationToken cancel = default) =>
        await _ari.HttpAsync(RestRequest.Get("endpoints"), AriJson.Default.EndpointArray, cancel).ConfigureAwait(false);

    /// <summary>Those of one technology, for example <c>PJSIP</c>.</summary>
    public async Task<IReadOnlyList<Endpoint>> ListAsync(string technology, CancellationToken cancel = default) =>
        await _ari.HttpAsync(RestRequest.Get("endpoints", technology), AriJson.Default.EndpointArray, cancel).ConfigureAwait(false);

    public Task<Endpoint> GetAsync(string technology, string resource, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("endpoints", technology, resource), AriJson.Default.Endpoint, cancel);
}

/// <summary>Requests about calls that are offered to several applications.</summary>
public sealed class AriEvents
{
    private readonly AriConnection _ari;

    internal AriEvents(AriConnection ari) => _ari = ari;

    /// <summary>Takes a call offered by <see cref="CallBroadcast"/>; its StasisStart follows.</summary>
    /// <exception cref="AriConflictException">Somebody else has it already.</exception>
    /// <exception cref="AriNotFoundException">The caller is gone, or nobody offers the call any more.</exception>
    public Task ClaimAsync(string channel, string application, CancellationToken cancel = default)
    {
        var claim = RestRequest.Post("events", "claim").With("channelId", channel).With("application", application);
        // A claim has no time to wait behind a blocked command; without one the socket costs both sides a fraction of HTTP.
        return _ari.SocketIsStuck ? _ari.HttpAsync(claim, cancel) : _ari.CommandAsync(claim, cancel);
    }
}

/// <summary>Requests about device states, which <c>app_queue</c> and busy-lamp fields look at. All over HTTP.</summary>
public sealed class AriDeviceStates
{
    private readonly AriConnection _ari;

    internal AriDeviceStates(AriConnection ari) => _ari = ari;

    /// <summary>Those that ARI controls.</summary>
    public async Task<IReadOnlyList<DeviceState>> ListAsync(CancellationToken cancel = default) =>
        await _ari.HttpAsync(RestRequest.Get("deviceStates"), AriJson.Default.DeviceStateArray, cancel).ConfigureAwait(false);

    public Task<DeviceState> GetAsync(string device, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("deviceStates", device), AriJson.Default.DeviceState, cancel);

    /// <summary>Sets the state of <c>Stasis:NAME</c>: <c>NOT_INUSE</c>, <c>INUSE</c>, <c>RINGING</c>, <c>ONHOLD</c>, <c>BUSY</c>, <c>UNAVAILABLE</c>, …</summary>
    public Task SetAsync(string device, string state, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Put("deviceStates", device).With("deviceState", state), cancel);

    public Task DeleteAsync(string device, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Delete("deviceStates", device), cancel);
}
