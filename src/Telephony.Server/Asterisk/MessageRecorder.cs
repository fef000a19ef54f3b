using System.Collections.Concurrent;
using Telephony.Ari;
using Telephony.Core;
using Telephony.Server.Recordings;

namespace Telephony.Server.Asterisk;

/// <summary>Records callers alone: messages for a box, statements. Asterisk records the channel itself; the file is fetched when it has ended.</summary>
public sealed class MessageRecorder(AriConnection ari, RecorderFolders folders, RecordingStore store, TimeProvider time, ILogger<MessageRecorder> logger)
{
    private const string Marker = "-msg-";
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    /// <summary>From the request on: Asterisk's beep lasts 0.43 s, and a prompt that was stopped just before it some packets more.</summary>
    private static readonly TimeSpan BeepMost = TimeSpan.FromMilliseconds(800);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<TimeSpan?>> _running = new();
    private readonly ConcurrentDictionary<string, long> _begun = new();
    private readonly ConcurrentDictionary<string, bool> _stopping = new();
    private Func<AcdInput, ValueTask> _post = _ => ValueTask.CompletedTask;

    /// <summary>Where results go. Set once, before the loop starts.</summary>
    public void PostTo(Func<AcdInput, ValueTask> post) => _post = post;

    /// <summary>Begins to record a caller, after a beep.</summary>
    public async Task StartAsync(AcdEffect.RecordMessage e)
    {
        ArgumentNullException.ThrowIfNull(e);
        _running.TryAdd(e.Recording.Value, NewEnd());
        try
        {
            await ari.Channels.RecordAsync(e.Call.Value, new RecordRequest(e.Recording.Value, "wav")
            {
                MaxDuration = e.Most, MaxSilence = e.Silence > TimeSpan.Zero ? e.Silence : null, Beep = true, IfExists = IfExists.Overwrite,
            });
            _begun[e.Recording.Value] = time.GetTimestamp();
        }
        catch (AriException fault)
        {
            logger.RecordingFailed(e.Recording.Value, fault.Message);
            End(e.Recording.Value, null);
            await _post(new AcdInput.MessageEnded(e.Call, e.Recording));
        }
    }

    /// <summary>Takes an event that concerns a message; returns whether it did.</summary>
    public bool Observe(AriEvent happened)
    {
        var ended = happened switch { RecordingFinished e => e.Recording, RecordingFailed e => e.Recording, _ => null };
        if (ended is null || CallOf(ended.Name) is not { } call) return false;
        End(ended.Name, ended.Duration);
        _ = _post(new AcdInput.MessageEnded(call, new RecordingId(ended.Name))).AsTask();
        return true;
    }

    /// <summary>Ends a recording and stores its file; reported when that is done.</summary>
    public void Stop(AcdEffect.StopMessage e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (_stopping.TryAdd(e.Recording.Value, true)) _ = FinishAsync(e);
    }

    private async Task FinishAsync(AcdEffect.StopMessage e)
    {
        var stored = new AcdInput.RecordingStored(e.Recording, "", TimeSpan.Zero, false);
        try
        {
            var length = await EndAsync(e.Recording.Value);
            stored = await FetchAsync(e, length);
            await ari.Recordings.DeleteStoredAsync(e.Recording.Value);
        }
        catch (Exception fault) when (fault is AriException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            logger.RecordingFailed(e.Recording.Value, fault.Message);
        }

        _running.TryRemove(e.Recording.Value, out _);
        _begun.TryRemove(e.Recording.Value, out _);
        _stopping.TryRemove(e.Recording.Value, out _);
        await _post(stored);
    }

    private async Task<TimeSpan?> EndAsync(string recording)
    {
        await OutlastBeepAsync(recording);
        try
        {
            await ari.Recordings.StopAsync(recording);
        }
        catch (Exception fault) when (fault is AriNotFoundException or AriConflictException)
        {
            // It has ended by itself, or with the caller's channel.
        }

        try
        {
            // Not known: it was begun by a process before this one.
            return _running.TryGetValue(recording, out var end) ? await end.Task.WaitAsync(EndLimit) : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Who is asked to stop while the beep before the recording is heard, Asterisk 22 takes for stopped, and records all the same until the
    /// caller leaves: the caller would hear nothing more.</summary>
    private async Task OutlastBeepAsync(string recording)
    {
        if (!_begun.TryGetValue(recording, out var since) || !_running.TryGetValue(recording, out var end)) return;
        var left = BeepMost - time.GetElapsedTime(since);
        if (left <= TimeSpan.Zero) return;
        await Task.WhenAny(end.Task, Task.Delay(left, time));
    }

    private async Task<AcdInput.RecordingStored> FetchAsync(AcdEffect.StopMessage e, TimeSpan? length)
    {
        Directory.CreateDirectory(folders.Incoming);
        var incoming = Path.Combine(folders.Incoming, RecordingPaths.Safe(e.Recording.Value) + ".wav");
        await using (var file = File.Create(incoming)) await ari.Recordings.DownloadStoredAsync(e.Recording.Value, file);
        TimeSpan audio;
        await using (var file = File.OpenRead(incoming)) audio = PcmWav.Read(file, e.Recording.Value).Length;
        var relative = RecordingPaths.Relative(time.GetUtcNow(), e.Box is { } box ? $"box-{box}" : "statements", e.Recording.Value);
        var kept = store.Keep(incoming, relative, e.Recording.Value);
        return new AcdInput.RecordingStored(e.Recording, kept.Path, audio, audio > TimeSpan.Zero && (length is null || audio >= length - TimeSpan.FromSeconds(1))) { Checksum = kept.Checksum, Key = kept.Key };
    }

    private void End(string recording, TimeSpan? length) => _running.GetOrAdd(recording, _ => NewEnd()).TrySetResult(length);

    private static TaskCompletionSource<TimeSpan?> NewEnd() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CallId? CallOf(string name)
    {
        var at = name.LastIndexOf(Marker, StringComparison.Ordinal);
        return at < 0 ? null : new CallId(name[..at]);
    }
}
