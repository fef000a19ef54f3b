namespace Telephony.Core;

/// <summary>The six ways contact centres compute a service level; products differ, so each figure names its own.
/// A: answered; B: abandoned; T: the threshold; a: the limit of short abandons; A≤T, B≤T, B≤a: those within it.
/// Formulas and names: ICMI, "Service Level Calculations"; Call Centre Helper, "Service level threshold calculations".</summary>
public enum ServiceLevelVariant
{
    /// <summary>A≤T / (A + B − B≤a): short abandons are left out. Genesys with abandons on and short abandons off.</summary>
    WithoutShortAbandons,

    /// <summary>(A≤T + B≤T) / (A + B): an abandon within the threshold counts as well served. SL2 of app_queue.</summary>
    AbandonsWithinAsServed,

    /// <summary>A≤T / A: abandons do not count. SL of app_queue.</summary>
    OfAnswered,

    /// <summary>A≤T / (A + B): every abandon counts against it. The strictest.</summary>
    OfAll,

    /// <summary>A≤T / (A + B&gt;T): abandons within the threshold are left out.</summary>
    WithoutAbandonsWithin,

    /// <summary>(A≤T + B≤a) / (A + B): short abandons count as well served.</summary>
    ShortAbandonsAsServed,
}

/// <summary>What a queue is held to: this share of calls answered within this time.</summary>
/// <param name="Within">The threshold, 0 – 1 h.</param>
/// <param name="Target">Per cent of calls, 0 – 100.</param>
/// <param name="ShortAbandon">Who leaves within this time has not been kept waiting: 0 – 1 min.</param>
/// <param name="Variant">How the share is computed.</param>
public sealed record ServiceObjective(TimeSpan Within, int Target, TimeSpan ShortAbandon, ServiceLevelVariant Variant)
{
    /// <summary>80 % within 20 s, abandons within 5 s left out.</summary>
    public static ServiceObjective Default { get; } =
        new(TimeSpan.FromSeconds(20), 80, TimeSpan.FromSeconds(5), ServiceLevelVariant.WithoutShortAbandons);
}

/// <summary>The formulas of <see cref="ServiceLevelVariant"/>.</summary>
public static class ServiceLevel
{
    /// <summary>Per cent, 0 – 100; null when no call counts.</summary>
    /// <param name="variant">The formula.</param>
    /// <param name="answered">A.</param>
    /// <param name="answeredWithin">A≤T.</param>
    /// <param name="abandoned">B.</param>
    /// <param name="abandonedWithin">B≤T.</param>
    /// <param name="abandonedShort">B≤a.</param>
    public static double? Percent(ServiceLevelVariant variant, long answered, long answeredWithin, long abandoned, long abandonedWithin, long abandonedShort)
    {
        var (good, of) = variant switch
        {
            ServiceLevelVariant.AbandonsWithinAsServed => (answeredWithin + abandonedWithin, answered + abandoned),
            ServiceLevelVariant.OfAnswered => (answeredWithin, answered),
            ServiceLevelVariant.OfAll => (answeredWithin, answered + abandoned),
            ServiceLevelVariant.WithoutAbandonsWithin => (answeredWithin, answered + abandoned - abandonedWithin),
            ServiceLevelVariant.ShortAbandonsAsServed => (answeredWithin + abandonedShort, answered + abandoned),
            ServiceLevelVariant.WithoutShortAbandons => (answeredWithin, answered + abandoned - abandonedShort),
            _ => throw new ArgumentOutOfRangeException(nameof(variant), variant.ToString()),
        };
        return of == 0 ? null : 100.0 * good / of;
    }
}
