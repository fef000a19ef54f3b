using Telephony.Ari.Transport;

namespace Telephony.Ari;

/// <summary>Requests about playbacks.</summary>
public sealed class AriPlaybacks
{
    private readonly AriConnection _ari;

    internal AriPlaybacks(AriConnection ari) => _ari = ari;

    /// <summary>One playback as it is now. Over HTTP.</summary>
    public Task<Playback> GetAsync(string playback, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("playbacks", playback), AriJson.Default.Playback, cancel);

    /// <summary>Stops it at once.</summary>
    /// <exception cref="AriServerException">It is one of those that cannot be stopped.</exception>
    public Task StopAsync(string playback, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("playbacks", playback), cancel);

    /// <summary>Controls it: <c>restart</c>, <c>pause</c>, <c>unpause</c>, <c>reverse</c>, <c>forward</c>.</summary>
    public Task ControlAsync(string playback, string operation, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("playbacks", playback, "control").With("operation", operation), cancel);
}
