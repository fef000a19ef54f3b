using Telephony.Core;

namespace Telephony.Server.Asterisk;

/// <summary>A conversation being recorded: two sides, each a snoop channel and a file of Asterisk's by one name.</summary>
internal sealed class RecordingTake(RecordingId recording)
{
    private const string CallerSide = "-in";
    private const string AgentSide = "-out";
    private int _stopped;

    public RecordingId Recording { get; } = recording;

    public RecordedSide Caller { get; } = new(recording.Value + CallerSide, isCaller: true);

    public RecordedSide Agent { get; } = new(recording.Value + AgentSide, isCaller: false);

    public RecordedSide[] Sides => [Caller, Agent];

    public bool IsStopped => Volatile.Read(ref _stopped) != 0;

    /// <summary>True for the one who stops it first.</summary>
    public bool TryStop() => Interlocked.Exchange(ref _stopped, 1) == 0;

    public RecordedSide SideNamed(string name) => name == Caller.Name ? Caller : Agent;

    /// <summary>The recording a snoop channel or file of ours belongs to; null for anything else.</summary>
    public static RecordingId? Of(string name)
    {
        if (!name.Contains("-rec-", StringComparison.Ordinal)) return null;
        if (name.EndsWith(CallerSide, StringComparison.Ordinal)) return new RecordingId(name[..^CallerSide.Length]);
        return name.EndsWith(AgentSide, StringComparison.Ordinal) ? new RecordingId(name[..^AgentSide.Length]) : null;
    }
}

/// <summary>One side of a conversation being recorded.</summary>
internal sealed class RecordedSide(string name, bool isCaller)
{
    public string Name { get; } = name;

    public bool IsCaller { get; } = isCaller;

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Its length as Asterisk told it.</summary>
    public TimeSpan? Length { get; set; }

    public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Path { get; set; } = "";

    public bool IsMissing { get; set; }

    /// <summary>Whether Asterisk writes it now: before, there is nothing to be silenced.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether silence is to be written.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether Asterisk writes silence, as far as it was asked to; null when that is not known: another router asked, or a request may be lost.</summary>
    public bool? IsMuted { get; set; } = false;
}
