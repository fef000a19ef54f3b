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
public sealed class Recorder(AriConnection ari, AriLinkOptions options, RecorderFolders folders, ILogger<Recorder> logger)
{
    private const string CallerSide = "-in";
    private const string AgentSide = "-out";

    private readonly ConcurrentDictionary<RecordingId, Take> _takes = new();

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

    private Func<AcdInput, ValueTask> _post = _ => ValueTask.CompletedTask;

    /// <summary>Where results go. Set once, before the loop starts.</summary>
    public void PostTo(Func<AcdInput, ValueTask> post) => _post = post;

    /// <summary>Begins to record a conversation.</summary>
    public void Start(CallId call, RecordingId recording)
    {
        var take = new Take(recording);
        if (!_takes.TryAdd(recording, take)) return;
        foreach (var side in take.Sides) _ = SnoopAsync(call, side);
    }

    /// <summary>Ends a recording; the file is fetched and joined in the background, then reported.</summary>
    public void Stop(RecordingId recording, QueueName queue)
    {
        // Not known: it was started before this process was. Its files bear the same names.
        var take = _takes.GetOrAdd(recording, id => new Take(id));
        if (take.TryStop()) _ = FinishAsync(take, queue);
    }

    /// <summary>Recordings that were under way before this process took over.</summary>
    public void Resume(ImmutableArray<LiveChannel> live)
    {
        foreach (var snoop in live.Where(c => c.Role == ChannelRole.Other))
        {
            if (SideOf(snoop.Id) is { } recording) _takes.TryAdd(recording, new Take(recording));
        }
    }

    /// <summary>Takes an event that concerns a recording; returns whether it did.</summary>
    public bool Observe(AriEvent happened)
    {
        switch (happened)
        {
            case StasisStart { Args: [AriInputs.SnoopRole, ..] } e: _ = RecordAsync(e.Channel.Id); return true;
            case StasisEnd e: return SideOf(e.Channel.Id) is not null;
            case ChannelDestroyed e: return SideOf(e.Channel.Id) is not null;
            case RecordingStarted e: With(e.Recording.Name, side => side.StartedAt = e.Timestamp); return true;
            case RecordingFinished e: With(e.Recording.Name, side => { side.Length = e.Recording.Duration; side.Finished.TrySetResult(); }); return true;
            case RecordingFailed e:
                logger.RecordingFailed(e.Recording.Name, e.Recording.Cause ?? "no cause given");
                With(e.Recording.Name, side => side.Finished.TrySetResult());
                return true;
            default: return false;
        }
    }

    private async Task SnoopAsync(CallId call, Side side)
    {
        var direction = side.Name.EndsWith(CallerSide, StringComparison.Ordinal) ? AudioDirection.In : AudioDirection.Out;
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
            if (SideOf(snoop) is { } recording && _takes.TryGetValue(recording, out var take) && !take.IsStopped)
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

    private async Task FinishAsync(Take take, QueueName queue)
    {
        try
        {
            await Task.WhenAll(take.Sides.Select(StopAsync));
            await _fetching.ExecuteAsync(async (side, _) => await FetchAsync(side), take.Caller);
            await _fetching.ExecuteAsync(async (side, _) => await FetchAsync(side), take.Agent);
            await StoreAsync(take, queue);
        }
        catch (Exception fault) when (fault is AriException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // What Asterisk still has stays there, under the recording's name.
            logger.RecordingFailed(take.Recording.Value, fault.Message);
            await _post(new AcdInput.RecordingStored(take.Recording, "", TimeSpan.Zero, false));
        }
        finally
        {
            _takes.TryRemove(take.Recording, out _);
        }
    }

    private async Task StopAsync(Side side)
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

    private async Task FetchAsync(Side side)
    {
        Directory.CreateDirectory(folders.Incoming);
        side.Path = Path.Combine(folders.Incoming, RecordingPaths.Safe(side.Name) + ".wav");
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

    private async Task StoreAsync(Take take, QueueName queue)
    {
        if (take.Sides.All(s => s.IsMissing))
        {
            Discard(take);
            logger.RecordingFailed(take.Recording.Value, "no audio: the conversation ended before its recording began");
            await _post(new AcdInput.RecordingStored(take.Recording, "", TimeSpan.Zero, false));
            return;
        }

        var first = take.Sides.Min(s => s.StartedAt) ?? DateTimeOffset.UtcNow;
        var relative = RecordingPaths.Relative(first, queue.Value, take.Recording.Value);
        var stored = StereoJoiner.Join(PartOf(take.Caller, first), PartOf(take.Agent, first), Path.Combine(folders.Recordings, relative));
        var complete = take.Sides.All(s => !s.IsMissing) && stored.IsComplete(take.Caller.Length ?? stored.Length, take.Agent.Length ?? stored.Length);
        await _post(new AcdInput.RecordingStored(take.Recording, relative, stored.Length, complete));
        Discard(take);
        foreach (var side in take.Sides.Where(s => !s.IsMissing)) await DeleteAsync(side);
    }

    private static MonoPart PartOf(Side side, DateTimeOffset first) =>
        new(side.Path, side.StartedAt is { } at && at > first ? at - first : TimeSpan.Zero);

    private static void Discard(Take take)
    {
        foreach (var side in take.Sides) File.Delete(side.Path);
    }

    private async Task DeleteAsync(Side side)
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

    private void With(string name, Action<Side> change)
    {
        if (SideOf(name) is { } recording && _takes.TryGetValue(recording, out var take)) change(name.EndsWith(CallerSide, StringComparison.Ordinal) ? take.Caller : take.Agent);
    }

    /// <summary>The recording a snoop channel or file of ours belongs to; null for anything else.</summary>
    private static RecordingId? SideOf(string name)
    {
        if (!name.Contains("-rec-", StringComparison.Ordinal)) return null;
        if (name.EndsWith(CallerSide, StringComparison.Ordinal)) return new RecordingId(name[..^CallerSide.Length]);
        return name.EndsWith(AgentSide, StringComparison.Ordinal) ? new RecordingId(name[..^AgentSide.Length]) : null;
    }

    private sealed class Take(RecordingId recording)
    {
        public RecordingId Recording { get; } = recording;

        public Side Caller { get; } = new(recording.Value + CallerSide);

        public Side Agent { get; } = new(recording.Value + AgentSide);

        public Side[] Sides => [Caller, Agent];

        private int _stopped;

        public bool IsStopped => Volatile.Read(ref _stopped) != 0;

        /// <summary>True for the one who stops it first.</summary>
        public bool TryStop() => Interlocked.Exchange(ref _stopped, 1) == 0;
    }

    private sealed class Side(string name)
    {
        public string Name { get; } = name;

        public DateTimeOffset? StartedAt { get; set; }

        public TimeSpan? Length { get; set; }

        public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Path { get; set; } = "";

        public bool IsMissing { get; set; }
    }
}

/// <summary>Where recordings lie.</summary>
/// <param name="Recordings">Finished recordings.</param>
/// <param name="Incoming">Parts on their way from Asterisk.</param>
public sealed record RecorderFolders(string Recordings, string Incoming);
