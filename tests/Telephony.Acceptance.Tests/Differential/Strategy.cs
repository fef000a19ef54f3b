namespace Telephony.Acceptance.Tests.Differential;

/// <summary>A way to choose an agent that both systems have.</summary>
/// <param name="AppQueue">Its name in queues.conf.</param>
/// <param name="Service">Its name in a queue's file.</param>
public sealed record Strategy(string AppQueue, string Service)
{
    /// <summary>All that are compared choice by choice.</summary>
    public static IReadOnlyList<Strategy> All { get; } =
    [
        new("ringall", "ring_all"), new("leastrecent", "longest_idle"), new("fewestcalls", "fewest_calls"),
        new("rrmemory", "round_robin"), new("rrordered", "round_robin"), new("linear", "linear"),
    ];

    public bool RingsAll => AppQueue == "ringall";
}
