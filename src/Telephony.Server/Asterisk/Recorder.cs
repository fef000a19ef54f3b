using System.Collections.Concurrent;
using System.Collections.Immutable;
using Polly;
using Polly.Retry;
using Telephony.Ari;
using Telephony.Core;
using Telephony.Server.Recordings;

namespace Telephony.Server.Asterisk;

/// <summary>Records conversations: two snoop channels on the caller's channel, one for each direction, each recorded by Asterisk;
/// afterwards both files are fetched and joined into one stereo file, caller left, agent right.</summary>
public sealed class Recorder(AriConnection ari, AriLinkOptions options, RecorderFolders folders, RecordingSpace space, RecordingStore store, ILogger<Recorder> logger)
{
    private static readonly TimeSpan Imprecision = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RecordingId, RecordingTake> _takes = new();

    private readonly ResiliencePipeline _fetching = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<AriException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(10),
            MaxRetryAttempts = 8,
            UseJitter = true,
        })
        .Build();

    private readonly ResiliencePipeline _storing = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            // A disk that is full or away is mended by people, within a day; until then Asterisk has the audio.
            ShouldHandle = new PredicateBuilder().Handle<IOException>().Handle<UnauthorizedAccessException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromMinutes(1),
            MaxRetryAttempts = 1_440,
        })
        .Build();

    private Func<AcdInput, ValueTask> _post = _ => ValueTask.CompletedTask;

    /// <summary>Where results go. Set once, before the loop starts.</summary>
    public void PostTo(Func<AcdInput, ValueTask> post) => _post = post;

    /// <summary>Begins to record a conversation.</summary>
    public void Start(CallId call, RecordingId recording)
    {
        var take = new RecordingTake(recording);
        if (!_takes.TryAdd(recording, take)) return;
        if (space.WhyNot is { } why)
        {
            _takes.TryRemove(recording, out _);
            _ = RefuseAsync(recording, why);
            return;
        }

        foreach (var side in take.Sides) _ = SnoopAsync(call, side);
    }

    private async Task RefuseAsync(RecordingId recording, string why)
    {
        RecordingMeter.Fail("space");
        logger.RecordingFailed(recording.Value, why);
        await _post(new AcdInput.RecordingFailed(recording, why));
    }

    /// <summary>Writes silence instead of a side, or no longer. What does not run yet begins so.</summary>
    public void Silence(RecordingId recording, bool caller, bool agent)
    {
        if (!_takes.TryGetValue(recording, out var take)) return;
        foreach (var side in take.Sides)
        {
            side.IsSilent = side.IsCaller ? caller : agent;
            if (side.IsRunning) _ = SilenceAsync(side);
        }
    }

    private async Task SilenceAsync(RecordedSide side)
    {
        try
        {
            await AskForSilence(side);
        }
        catch (Exception fault) when (fault is AriNotFoundException or AriConflictException or AriDisconnectedException)
        {
            side.IsMuted = null; // it has just ended, or the connection is gone: then the core asks again
        }
        catch (AriException fault)
        {
            side.IsMuted = null;
            logger.RecordingFailed(side.Name, fault.Message);
        }
    }

    /// <summary>Asterisk 22 takes a second request to mute for one to end it (its flag reads -1 once it is set, and is compared with 1). So nothing is asked for twice;
    /// where it is not known what is written, that is ended first, which may be asked for as often as one likes.</summary>
    private Task AskForSilence(RecordedSide side)
    {
        lock (side)
        {
            if (side.IsMuted == side.IsSilent) return Task.CompletedTask;
            var isOpen = side.IsMuted is null;
            side.IsMuted = side.IsSilent;
            if (!side.IsSilent) return ari.Recordings.UnmuteAsync(side.Name);
            return isOpen ? Task.WhenAll(ari.Recordings.UnmuteAsync(side.Name), ari.Recordings.MuteAsync(side.Name)) : ari.Recordings.MuteAsync(side.Name);
        }
    }

    /// <summary>Ends a recording; the file is fetched and joined in the background, then reported.</summary>
    public void Stop(AcdEffect.StopRecording e)
    {
        ArgumentNullException.ThrowIfNull(e);
        // Not known: it was started before this process was. Its files bear the same names.
        var take = _takes.GetOrAdd(e.Recording, id => new RecordingTake(id));
        if (take.TryStop()) _ = FinishAsync(take, e);
    }

    /// <summary>Recordings that were under way before this process took over.</summary>
    public void Resume(ImmutableArray<LiveChannel> live)
    {
        foreach (var snoop in live.Where(c => c.Role == ChannelRole.Other))
        {
            if (RecordingTake.Of(snoop.Id) is not { } recording) continue;
            var side = _takes.GetOrAdd(recording, id => new RecordingTake(id)).SideNamed(snoop.Id);
            (side.IsRunning, side.IsMuted) = (true, null);
        }
    }

    /// <summary>Takes an event that concerns a recording; returns whether it did.</summary>
    public bool Observe(AriEvent happened)
    {
        switch (happened)
        {
            case StasisStart { Args: [AriInputs.SnoopRole, ..] } e: _ = RecordAsync(e.Channel.Id); return true;
            case StasisEnd e: return RecordingTake.Of(e.Channel.Id) is not null;
            case ChannelDestroyed e: return RecordingTake.Of(e.Channel.Id) is not null;
            case RecordingStarted e: With(e.Recording.Name, side => Begun(side, e.Timestamp)); return true;
            case RecordingFinished e: With(e.Recording.Name, side => { side.Length = e.Recording.Duration; side.Finished.TrySetResult(); }); return true;
            case RecordingFailed e:
                logger.RecordingFailed(e.Recording.Name, e.Recording.Cause ?? "no cause given");
                With(e.Recording.Name, side => side.Finished.TrySetResult());
                return true;
            default: return false;
        }
    }

    private void Begun(RecordedSide side, DateTimeOffset at)
    {
        side.StartedAt = at;
        side.IsRunning = true;
        if (side.IsSilent) _ = SilenceAsync(side);
    }

    private async Task SnoopAsync(CallId call, RecordedSide side)
    {
        var direction = side.IsCaller ? AudioDirection.In : AudioDirection.Out;
        try
        {
            await ari.Channels.SnoopAsync(call.Value, new SnoopRequest(side.Name, options.Application) { Spy = direction, AppArgs = AriInputs.SnoopRole });
        }
        catch (AriConflictException)
        {
            // It exists already: a repetition.
        }
        catch (AriException fault)
        {
            logger.RecordingFailed(side.Name, fault.Message);
            side.Finished.TrySetResult();
        }
    }

    private async Task RecordAsync(string snoop)
    {
        try
        {
            if (RecordingTake.Of(snoop) is { } recording && _takes.TryGetValue(recording, out var take) && !take.IsStopped)
                await ari.Channels.RecordAsync(snoop, new RecordRequest(snoop, "wav") { IfExists = IfExists.Overwrite });
            else
                await ari.Channels.HangUpAsync(snoop);
        }
        catch (AriException fault)
        {
            logger.RecordingFailed(snoop, fault.Message);
            With(snoop, side => side.Finished.TrySetResult());
        }
    }

    private async Task FinishAsync(RecordingTake take, AcdEffect.StopRecording stop)
    {
        try
        {
            await Task.WhenAll(take.Sides.Select(StopAsync));
            await _storing.ExecuteAsync(async (_, _) => await FetchAndStoreAsync(take, stop), take);
        }
        catch (Exception fault) when (fault is AriException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // What Asterisk still has stays there, under the recording's name.
            RecordingMeter.Fail("store");
            logger.RecordingFailed(take.Recording.Value, fault.Message);
            await _post(new AcdInput.RecordingStored(take.Recording, "", TimeSpan.Zero, false));
        }
        finally
        {
            _takes.TryRemove(take.Recording, out _);
        }
    }

    /// <summary>Fetches both sides and stores them joined. What fails leaves nothing on the disk, for another try begins anew.</summary>
    private async Task FetchAndStoreAsync(RecordingTake take, AcdEffect.StopRecording stop)
    {
        try
        {
            await _fetching.ExecuteAsync(async (side, _) => await FetchAsync(side), take.Caller);
            await _fetching.ExecuteAsync(async (side, _) => await FetchAsync(side), take.Agent);
            await StoreAsync(take, stop);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            RecordingMeter.Fail("disk");
            logger.RecordingWaits(take.Recording.Value, fault.Message);
            Discard(take);
            throw;
        }
    }

    private async Task StopAsync(RecordedSide side)
    {
        try
        {
            await ari.Recordings.StopAsync(side.Name);
            await side.Finished.Task.WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (Exception fault) when (fault is AriNotFoundException or AriConflictException or TimeoutException)
        {
            // It ended with the caller's channel, or its end was reported to a process before this one.
        }

        try
        {
            await ari.Channels.HangUpAsync(side.Name);
        }
        catch (AriException)
        {
            // Gone with the caller's channel.
        }
    }

    private async Task FetchAsync(RecordedSide side)
    {
        Directory.CreateDirectory(folders.Incoming);
        side.Path = Path.Combine(folders.Incoming, RecordingPaths.Safe(side.Name) + ".wav");
        side.IsMissing = false;
        await using var file = File.Create(side.Path);
        try
        {
            await ari.Recordings.DownloadStoredAsync(side.Name, file);
        }
        catch (AriNotFoundException)
        {
            side.IsMissing = true; // never began: a conversation of a few milliseconds
        }
    }

    private async Task StoreAsync(RecordingTake take, AcdEffect.StopRecording stop)
    {
        if (take.Sides.All(s => s.IsMissing))
        {
            Discard(take);
            logger.RecordingFailed(take.Recording.Value, "no audio: the conversation ended before its recording began");
            await _post(new AcdInput.RecordingStored(take.Recording, "", TimeSpan.Zero, false));
            return;
        }

        var first = take.Sides.Min(s => s.StartedAt) ?? DateTimeOffset.UtcNow;
        var relative = RecordingPaths.Relative(first, stop.Queue.Value, take.Recording.Value);
        var joined = JoinedOf(take);
        var stored = StereoJoiner.Join(PartOf(take.Caller, first), PartOf(take.Agent, first), joined);
        var kept = store.Keep(joined, relative, take.Recording.Value);
        var complete = !stop.IsCut && take.Sides.All(s => !s.IsMissing) && stored.IsComplete(take.Caller.Length ?? stored.Length, take.Agent.Length ?? stored.Length) && Holds(stored.Length, stop.Lasted);
        if (!complete) RecordingMeter.Fail("incomplete");
        RecordingMeter.Bytes.Add(stored.Bytes);
        await _post(new AcdInput.RecordingStored(take.Recording, kept.Path, stored.Length, complete) { Checksum = kept.Checksum, Key = kept.Key });
        Discard(take);
        foreach (var side in take.Sides.Where(s => !s.IsMissing)) await DeleteAsync(side);
    }

    /// <summary>Asterisk calls a recording done when its disk was full, and when it died in between: the core knows how long it ran.
    /// Beginning and end take their time.</summary>
    private static bool Holds(TimeSpan audio, TimeSpan? lasted) => lasted is not { } ran || audio >= (0.98 * ran) - Imprecision;

    private static MonoPart PartOf(RecordedSide side, DateTimeOffset first) =>
        new(side.Path, side.StartedAt is { } at && at > first ? at - first : TimeSpan.Zero);

    private string JoinedOf(RecordingTake take) => Path.Combine(folders.Incoming, RecordingPaths.Safe(take.Recording.Value) + ".joined");

    private void Discard(RecordingTake take)
    {
        foreach (var side in take.Sides.Where(s => s.Path.Length > 0)) File.Delete(side.Path);
        File.Delete(JoinedOf(take));
    }

    private async Task DeleteAsync(RecordedSide side)
    {
        try
        {
            await ari.Recordings.DeleteStoredAsync(side.Name);
        }
        catch (AriException fault)
        {
            logger.RequestFailed(side.Name, fault.Message); // a copy too many is no loss
        }
    }

    private void With(string name, Action<RecordedSide> change)
    {
        if (RecordingTake.Of(name) is { } recording && _takes.TryGetValue(recording, out var take)) change(take.SideNamed(name));
    }
}

/// <summary>Where recordings lie.</summary>
/// <param name="Recordings">Finished recordings.</param>
/// <param name="Incoming">Parts on their way from Asterisk.</param>
public sealed record RecorderFolders(string Recordings, string Incoming);
