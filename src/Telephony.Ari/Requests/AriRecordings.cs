using Telephony.Ari.Transport;

namespace Telephony.Ari;

/// <summary>Requests about recordings, live (being made) and stored. A live one is named as it was started.</summary>
public sealed class AriRecordings
{
    private readonly AriConnection _ari;

    internal AriRecordings(AriConnection ari) => _ari = ari;

    /// <summary>A recording under way. Over HTTP.</summary>
    public Task<LiveRecording> GetLiveAsync(string name, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("recordings", "live", name), AriJson.Default.LiveRecording, cancel);

    /// <summary>Ends it and keeps the file.</summary>
    public Task StopAsync(string name, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("recordings", "live", name, "stop"), cancel);

    /// <summary>Ends it and discards the file.</summary>
    public Task CancelAsync(string name, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("recordings", "live", name), cancel);

    /// <summary>Leaves a gap in time until resumed.</summary>
    public Task PauseAsync(string name, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("recordings", "live", name, "pause"), cancel);

    public Task ResumeAsync(string name, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("recordings", "live", name, "pause"), cancel);

    /// <summary>Writes silence until unmuted; the timeline stays true. For card data.</summary>
    public Task MuteAsync(string name, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Post("recordings", "live", name, "mute"), cancel);

    public Task UnmuteAsync(string name, CancellationToken cancel = default) =>
        _ari.CommandAsync(RestRequest.Delete("recordings", "live", name, "mute"), cancel);

    /// <summary>A finished recording. Over HTTP.</summary>
    public Task<StoredRecording> GetStoredAsync(string name, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Get("recordings", "stored", name), AriJson.Default.StoredRecording, cancel);

    /// <summary>
    /// Copies the file of a finished recording. Over HTTP; the deadline holds for each piece, not for the whole. What was copied
    /// before a failure stays in <paramref name="destination"/>.
    /// </summary>
    public Task DownloadStoredAsync(string name, Stream destination, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return _ari.DownloadAsync(RestRequest.Get("recordings", "stored", name, "file"), destination, cancel);
    }

    /// <summary>Deletes the file. Over HTTP.</summary>
    public Task DeleteStoredAsync(string name, CancellationToken cancel = default) =>
        _ari.HttpAsync(RestRequest.Delete("recordings", "stored", name), cancel);

    internal static RestRequest Start(RecordRequest recording, params ReadOnlySpan<string> path)
    {
        ArgumentNullException.ThrowIfNull(recording);
        return RestRequest.Post(path)
            .With("name", recording.Name).With("format", recording.Format)
            .WithSeconds("maxDurationSeconds", recording.MaxDuration).WithSeconds("maxSilenceSeconds", recording.MaxSilence)
            .With("ifExists", Words.Of(recording.IfExists)).With("beep", recording.Beep).With("terminateOn", recording.TerminateOn);
    }
}
