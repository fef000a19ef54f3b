namespace Telephony.Core;

/// <summary>Waiting adds to the priority, in a straight line up to a limit.</summary>
/// <param name="PointEvery">One point for each such time waited. 1 s – 24 h.</param>
/// <param name="Most">Points it can add in all. 1 – 10.</param>
public sealed record AgeingRule(TimeSpan PointEvery, int Most);
