namespace Telephony.Server.Rpc;

/// <summary>How streams are served.</summary>
internal sealed record WatchOptions
{
    /// <summary>The least time between two frames of one watcher: at most 10 a second.</summary>
    public TimeSpan FrameInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a sign of life is sent.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A watcher who reads nothing for so long is cut off.</summary>
    public TimeSpan WritePatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many streams may be open in all.</summary>
    public int MostWatchers { get; init; } = 1_000;
}
