namespace Telephony.Core;

/// <summary>Ways to tell how long a call that joins a queue will wait. None is right everywhere, so each is scored against what really happened.</summary>
public enum WaitEstimator
{
    /// <summary>Calls ahead and this one, times the mean time between two service starts while calls waited (QL; Whitt, Management Science 45(2), 1999).
    /// The time between starts is measured, so that agents who also serve other queues count as what they give.</summary>
    QueueLength,

    /// <summary>The same, with those ahead giving up at the measured rate: Σ 1/(r + iθ) for i = 0 … n (Ibrahim and Whitt, Management Science 55(10), 2009).</summary>
    QueueLengthWithAbandons,

    /// <summary>How long the call at the head of the line has waited (HOL; Ibrahim and Whitt, M&amp;SOM 11(3), 2009). Needs no rate.</summary>
    HeadOfLine,

    /// <summary>How long the last call to be served had waited (LES; as above).</summary>
    LastToEnterService,

    /// <summary>(3 × before + new) / 4 over the waits of answered calls, as app_queue does. Kept to be compared with.</summary>
    RecentAverage,
}

/// <summary>How long a call that has to wait is going to.</summary>
/// <param name="Expected">From joining (or from now, for a call that waits already) until it is answered.</param>
/// <param name="Bound">The time within which four of five such calls were answered; made of <paramref name="Expected"/> by what past bounds were worth.</param>
/// <param name="By">The estimator that has been best in this queue.</param>
/// <param name="Coverage">Share of the bounds given lately that turned out true, 0 – 1; aims at <see cref="WaitEstimates.CoverageAim"/>.</param>
/// <param name="IsTrustworthy">Whether it may be announced: enough calls have been scored, and the bounds have held about as often as they should.</param>
public readonly record struct WaitEstimate(TimeSpan Expected, TimeSpan Bound, WaitEstimator By, double Coverage, bool IsTrustworthy);

/// <summary>How good one estimator has been in one queue.</summary>
/// <param name="Estimator">Which.</param>
/// <param name="Scored">Answered calls it was held against.</param>
/// <param name="RootMeanSquareError">Of the last calls, newer ones weighing more.</param>
public readonly record struct EstimatorReport(WaitEstimator Estimator, long Scored, TimeSpan RootMeanSquareError);
