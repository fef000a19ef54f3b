namespace Telephony.Core;

/// <summary>Which of several idle agents who may serve a call is rung. Between equals the one longest idle, then the lower id:
/// no choice depends on chance or on the order of a file unless it says so.</summary>
public enum RoutingStrategy
{
    /// <summary>Whose last conversation (or login) is longest ago.</summary>
    LongestIdle,

    /// <summary>Who has had the fewest conversations since logging in.</summary>
    FewestCalls,

    /// <summary>Who has spent the smallest share of the time since logging in on calls, as of becoming free.</summary>
    LeastOccupied,

    /// <summary>Who has the highest levels, summed over the skills the call asks for (over all skills when it asks for none).</summary>
    MostSkilled,

    /// <summary>Who has the lowest levels, summed over all their skills: experts stay free for calls that need them.</summary>
    LeastSkilled,

    /// <summary>By id, beginning after the one rung last; remembered over restarts.</summary>
    RoundRobin,

    /// <summary>By id, always beginning with the first.</summary>
    Linear,

    /// <summary>Any, each as likely; drawn from the journal, so that a replay chooses the same.</summary>
    Random,

    /// <summary>Any, an agent with a share of 3 three times as likely as one with a share of 1 (<see cref="QueueProfile.Share"/>); drawn from the journal.</summary>
    WeightedRandom,

    /// <summary>All of them at once, longest idle first up to <see cref="QueueRule.RingMost"/>; who answers first gets the call.
    /// Whoever becomes idle meanwhile, and is not needed by a waiting call, is rung too.</summary>
    RingAll,

    /// <summary>The one longest idle, and each <see cref="QueueRule.RingStep"/> one more, while the first ones ring on.</summary>
    RingProgressively,
}
