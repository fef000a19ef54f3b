namespace Telephony.Core;

/// <summary>From when on boards mark a queue: to be watched, and as an alarm. Nothing is decided by it.</summary>
public sealed record BoardLimits
{
    /// <summary>Longest wait of a caller who waits.</summary>
    public Limit<TimeSpan> LongestWait { get; init; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));

    /// <summary>Waiting callers, as a multiple of the ready agents. 1 – 100.</summary>
    public Limit<int> Waiting { get; init; } = new(1, 2);

    /// <summary>Points the service level is below its target. 1 – 100.</summary>
    public Limit<int> ServiceLevel { get; init; } = new(5, 15);

    /// <summary>Callers who gave up, per cent. 1 – 100.</summary>
    public Limit<int> AbandonRate { get; init; } = new(5, 10);

    /// <summary>Those of a queue that says nothing.</summary>
    public static BoardLimits Default { get; } = new();
}

/// <summary>A limit in two steps.</summary>
/// <param name="Watch">From here on it is to be watched.</param>
/// <param name="Alarm">From here on it is an alarm; not less than <paramref name="Watch"/>.</param>
public sealed record Limit<T>(T Watch, T Alarm);
