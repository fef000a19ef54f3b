using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>The recording of one conversation: begun, or to begin when its announcement has been heard.</summary>
public sealed class RecordingRun
{
    /// <summary>The recording; null until the announcement has been heard.</summary>
    [JsonInclude] public RecordingId? Recording { get; internal set; }

    /// <summary>The announcement; null when it has been heard, or there is none.</summary>
    [JsonInclude] public PlaybackId? Announcement { get; internal set; }

    /// <summary>Who asked for it; null: the queue's rule.</summary>
    [JsonInclude] public string? By { get; internal init; }

    /// <summary>When it began.</summary>
    [JsonInclude] public Moment StartedAt { get; internal set; }

    /// <summary>Whether it is paused.</summary>
    [JsonInclude] public bool Paused { get; internal set; }

    /// <summary>Whether the caller is silent in it.</summary>
    [JsonInclude] public bool CallerSilent { get; internal set; }

    /// <summary>Whether the agent is.</summary>
    [JsonInclude] public bool AgentSilent { get; internal set; }
}

/// <content>How conversations are recorded: by the queue's rule or when somebody asks, never before the caller has been told where that is
/// wanted. What is silent in a recording is known here, so that it stays silent whatever dies in between.</content>
public sealed partial class Acd
{
    /// <summary>A recording under way; null when there is none of this name, or it has ended.</summary>
    public RecordingView? ShowRecording(RecordingId recording) =>
        RunOf(recording) is { } found && found.Call is { Queue: { } queue, Offer: { } offer } call
            ? new RecordingView(recording, call.Id, queue, offer.Agent, found.Run.StartedAt.Utc, found.Run.Paused, found.Run.CallerSilent, found.Run.AgentSilent)
            : null;

    /// <summary>The recording of a call under way; null when there is none.</summary>
    public RecordingView? ShowRecordingOf(CallId call) =>
        _calls.TryGetValue(call, out var found) && found.Recording is { } recording ? ShowRecording(recording) : null;

    /// <summary>Whether the queue's rule has this call recorded. Drawn from its id, so that every replay draws the same.</summary>
    internal static bool IsDrawn(CallId call, int percent)
    {
        var hash = 2166136261u; // FNV-1a
        foreach (var c in call.Value) hash = unchecked((hash ^ c) * 16777619u);
        hash ^= hash >> 15;
        return hash % 100 < percent;
    }

    private void RecordByRule(Call call, QueueRule rule)
    {
        call.RecordingPart = 0;
        if (rule.Record && IsDrawn(call.Id, rule.RecordPercent)) Record(call, rule, by: null);
    }

    private void Record(Call call, QueueRule rule, string? by)
    {
        call.Recorded = new RecordingRun { By = by };
        if (rule.RecordAnnouncement.IsEmpty) BeginRecording(call);
        else AnnounceRecording(call, rule);
    }

    private void AnnounceRecording(Call call, QueueRule rule)
    {
        call.Recorded!.Announcement = new PlaybackId($"{call.Id}-play-{++call.Playbacks}");
        _deadlines.Set(DeadlineKind.RecordingAnnounced, call.Id.Value, _now.Elapsed + PromptLimit);
        Do(new AcdEffect.PlayInTalk(call.Id, call.Recorded.Announcement.Value, rule.RecordAnnouncement, call.Language));
    }

    private void RecordingAnnounced(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call) || call.Recorded is not { Announcement: not null, Recording: null } run || !call.IsTalking) return;
        run.Announcement = null;
        _deadlines.Clear(DeadlineKind.RecordingAnnounced, id.Value);
        BeginRecording(call);
    }

    private void BeginRecording(Call call)
    {
        var (queue, run) = (call.Queue!.Value, call.Recorded!);
        var part = ++call.RecordingPart == 1 ? "" : $"-{call.RecordingPart}";
        run.Recording = call.Recording = new RecordingId($"{call.Id}-rec-{call.Offers}{part}");
        run.StartedAt = _now;
        _recordings.Add(call.Recording.Value.Value, new OpenRecording(call.Recording.Value, call.Id, queue));
        Do(new AcdEffect.StartRecording(call.Id, call.Recording.Value));
        Say(new AcdFact.RecordingStarted(call.Recording.Value, call.Id, queue, call.Offer!.Agent) { By = run.By });
    }

    /// <summary>How long it ran is known when its end was seen: not when it ended while nobody was connected.</summary>
    private void StopRecording(Call call, bool isCut = false)
    {
        if (call.Recording is { } recording)
        {
            var lasted = IsHeard(call.Id) && call.Recorded is { } run ? _now.Since(run.StartedAt) : (TimeSpan?)null;
            Do(new AcdEffect.StopRecording(call.Id, recording, call.Queue!.Value) { Lasted = lasted, IsCut = isCut });
        }

        _deadlines.Clear(DeadlineKind.RecordingAnnounced, call.Id.Value);
        (call.Recording, call.Recorded) = (null, null);
    }

    /// <summary>Another agent goes on with the talk: from here on it is that agent's recording, so that each agent's part is found, heard and kept by itself.
    /// Nothing is announced again, and what was silent stays silent. An announcement that is under way ends in the new agent's recording by itself.</summary>
    private void PassRecordingOn(Call call)
    {
        if (call.Recorded is not { Recording: not null } run) return;
        StopRecording(call);
        call.Recorded = new RecordingRun { By = run.By, Paused = run.Paused, CallerSilent = run.CallerSilent, AgentSilent = run.AgentSilent };
        BeginRecording(call);
        if (run.Paused || run.CallerSilent || run.AgentSilent) Silence(call, call.Recorded);
    }

    private string? Command(AcdInput.RecordingCommanded asked)
    {
        if (asked.Command == RecordingCommand.Start) return StartOnDemand(asked);
        if (asked.Recording is not { } recording || RunOf(recording) is not { } found) return $"recording {asked.Recording} does not run";
        var (call, run) = found;
        if (asked.Command == RecordingCommand.Stop)
        {
            StopRecording(call);
            return null;
        }

        var before = (run.Paused, run.CallerSilent, run.AgentSilent);
        if (asked.Command == RecordingCommand.Mute) (run.CallerSilent, run.AgentSilent) = (asked.CallerSilent, asked.AgentSilent);
        else run.Paused = asked.Command == RecordingCommand.Pause;
        Silence(call, run);
        if (before != (run.Paused, run.CallerSilent, run.AgentSilent))
            Say(new AcdFact.RecordingSilenced(recording, call.Id, call.Queue!.Value, call.Offer!.Agent, run.Paused, run.CallerSilent, run.AgentSilent, asked.By));
        return null;
    }

    private string? StartOnDemand(AcdInput.RecordingCommanded asked)
    {
        if (asked.Call is not { } id) return "no call is named";
        if (WhyNotRecord(id) is { } refusal) return refusal;
        var call = _calls[id];
        Record(call, RuleOf(call.Queue)!, asked.By);
        return null;
    }

    /// <summary>Why nobody can begin to record a call now, in a sentence; null when somebody can.</summary>
    public string? WhyNotRecord(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call) || call.State == CallState.Ended) return $"no call {id}";
        if (!call.IsTalking) return $"{id} does not talk";
        if (call.Recorded is not null) return $"{id} is recorded already";
        return RuleOf(call.Queue) is { } rule && (rule.RecordOnDemand || rule.Record) ? null : $"calls of {call.Queue} are never recorded";
    }

    private void Silence(Call call, RecordingRun run) =>
        Do(new AcdEffect.SilenceRecording(call.Id, run.Recording!.Value, run.Paused || run.CallerSilent, run.Paused || run.AgentSilent));

    /// <summary>After an outage: an announcement that may not have been heard is played again, silence is asked for again.</summary>
    private void TakeOverRecording(Call call)
    {
        if (!call.IsTalking || call.Recorded is not { } run) return;
        if (run.Recording is not null) Silence(call, run);
        else if (RuleOf(call.Queue) is { RecordAnnouncement.IsEmpty: false } rule) AnnounceRecording(call, rule);
        else RecordingAnnounced(call.Id);
    }

    private void RecordingFailed(AcdInput.RecordingFailed failed)
    {
        if (!_recordings.Remove(failed.Recording.Value, out var open)) return;
        if (_calls.TryGetValue(open.Call, out var call) && call.Recording == failed.Recording) (call.Recording, call.Recorded) = (null, null);
        Say(new AcdFact.RecordingFailed(failed.Recording, open.Call, open.Queue, failed.Why));
        Say(new AcdFact.RecordingFinished(failed.Recording, "", TimeSpan.Zero, false));
    }

    private void RecordingStored(AcdInput.RecordingStored stored)
    {
        if (MessageStored(stored)) return;
        // Reported twice when a resync asked again for what was just being stored.
        if (_recordings.Remove(stored.Recording.Value))
            Say(new AcdFact.RecordingFinished(stored.Recording, stored.Path, stored.Length, stored.Complete) { Checksum = stored.Checksum, Key = stored.Key });
    }

    private (Call Call, RecordingRun Run)? RunOf(RecordingId recording) =>
        _recordings.TryGetValue(recording.Value, out var open) && _calls.TryGetValue(open.Call, out var call) && call.Recording == recording && call.Recorded is { } run
            ? (call, run)
            : null;

    private IEnumerable<Violation> RecordingViolations()
    {
        foreach (var call in _calls.Values)
        {
            if (call.Recording is { } recording && !call.IsTalking) yield return new("I17", $"{call.Id} is {call.State} and {recording} runs");
            if (call.Recorded is { } run && run.Recording != call.Recording) yield return new("I17", $"{call.Id} is recorded as {call.Recording}, and as {run.Recording}");
            if (call.Recorded is { Recording: null } && !_deadlines.IsSet(DeadlineKind.RecordingAnnounced, call.Id.Value))
                yield return new("I7", $"{call.Id} waits for an announcement without an end");
        }
    }
}
