using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>What <see cref="WaitEstimates"/> knows of one queue, as written to a snapshot. Data only.</summary>
public sealed class QueueWaits
{
    /// <summary>Calls in the queue that have not been answered, by id.</summary>
    [JsonInclude] public SortedDictionary<string, WaitTicket> Line { get; internal init; } = new(StringComparer.Ordinal);

    /// <summary>Weighted number of service starts of calls that had waited.</summary>
    [JsonInclude] public double Starts { get; internal set; }

    /// <summary>Weighted seconds in which calls waited and none of those starts happened.</summary>
    [JsonInclude] public double SecondsBetween { get; internal set; }

    /// <summary>Time with waiting calls since the last start that was followed by a time without.</summary>
    [JsonInclude] public TimeSpan Carried { get; internal set; }

    /// <summary>When somebody began to wait after nobody had, or the last start, whichever is later.</summary>
    [JsonInclude] public TimeSpan Mark { get; internal set; }

    /// <summary>Weighted number of calls that left by giving up.</summary>
    [JsonInclude] public double Abandons { get; internal set; }

    /// <summary>Weighted seconds waited by calls that left.</summary>
    [JsonInclude] public double SecondsWaited { get; internal set; }

    /// <summary>How long the call answered last had waited.</summary>
    [JsonInclude] public TimeSpan? LastWait { get; internal set; }

    /// <summary>(3 × before + new) / 4 of the waits of answered calls.</summary>
    [JsonInclude] public TimeSpan? RecentAverage { get; internal set; }

    /// <summary>One for each <see cref="WaitEstimator"/>, in its order.</summary>
    [JsonInclude] public EstimatorScore[] Scores { get; internal init; } = [.. Enum.GetValues<WaitEstimator>().Select(_ => new EstimatorScore())];

    /// <summary>What an estimate is multiplied by to be true for four of five calls.</summary>
    [JsonInclude] public double BoundFactor { get; internal set; } = 1.5;

    /// <summary>Bounds given by the estimator that was best at that time, of calls answered since.</summary>
    [JsonInclude] public long BoundsGiven { get; internal set; }

    /// <summary>How many of them were true.</summary>
    [JsonInclude] public long BoundsKept { get; internal set; }

    /// <summary>Share of the bounds that were true, newer ones weighing more.</summary>
    [JsonInclude] public double RecentCoverage { get; internal set; }
}

/// <summary>A call in a queue, and what was estimated when it joined.</summary>
public sealed class WaitTicket
{
    /// <summary>When it joined this queue.</summary>
    [JsonInclude] public TimeSpan JoinedAt { get; internal init; }

    /// <summary>The order of joining over all queues.</summary>
    [JsonInclude] public long JoinSequence { get; internal init; }

    /// <summary>Whether an agent is being rung for it.</summary>
    [JsonInclude] public bool IsOffered { get; internal set; }

    /// <summary>Whether it ever had to wait: what nobody waited for proves nothing about an estimate.</summary>
    [JsonInclude] public bool HasWaited { get; internal set; }

    /// <summary>What each estimator said, in the order of <see cref="WaitEstimator"/>; null when it could say nothing.</summary>
    [JsonInclude] public TimeSpan?[] Estimates { get; internal init; } = [];

    /// <summary>The bound given by the best estimator of that time.</summary>
    [JsonInclude] public TimeSpan? Bound { get; internal init; }
}

/// <summary>How good an estimator has been.</summary>
public sealed class EstimatorScore
{
    /// <summary>Answered calls it was held against.</summary>
    [JsonInclude] public long Scored { get; internal set; }

    /// <summary>Mean squared error in s², newer calls weighing more.</summary>
    [JsonInclude] public double SquaredError { get; internal set; }
}
