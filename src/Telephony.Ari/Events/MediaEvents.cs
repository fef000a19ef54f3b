namespace Telephony.Ari;

public sealed record PlaybackStarted(Playback Playback) : AriEvent;

/// <summary>One of several media ended; the next one follows.</summary>
public sealed record PlaybackContinuing(Playback Playback) : AriEvent;

/// <summary>A playback ended. Not guaranteed: a missing last file can leave only <see cref="PlaybackStarted"/>. Keep a timer.</summary>
public sealed record PlaybackFinished(Playback Playback) : AriEvent;

public sealed record RecordingStarted(LiveRecording Recording) : AriEvent;

public sealed record RecordingFinished(LiveRecording Recording) : AriEvent;

public sealed record RecordingFailed(LiveRecording Recording) : AriEvent;
