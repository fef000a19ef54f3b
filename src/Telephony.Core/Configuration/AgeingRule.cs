namespace Telephony.Core;

/// <summary>Waiting adds to the priority, in a straight line up to a level. Calls that have reached it go by the order of joining:
/// with level 10 no call is passed for ever, however many of higher priority keep coming.</summary>
/// <param name="PointEvery">One point for each such time waited. 1 s – 24 h.</param>
/// <param name="UpTo">The level up to which a call rises; one whose priority is higher keeps that. 1 – 10.</param>
public sealed record AgeingRule(TimeSpan PointEvery, int UpTo);
