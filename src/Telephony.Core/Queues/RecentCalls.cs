using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>The last calls of a queue that were answered or given up: what overflow by service level goes by.</summary>
public sealed class RecentCalls
{
    /// <summary>How many calls are looked at.</summary>
    public const int Most = 20;

    /// <summary>How many there must be to say anything.</summary>
    public const int Least = 10;

    /// <summary>Waits, oldest first; a caller who gave up is a negative one.</summary>
    [JsonInclude] public List<TimeSpan> Waits { get; internal init; } = [];

    /// <summary>Percent answered within a time, of all that were answered or given up (variant 3 of the field guide, A≤T / (A + B)); null while too few are known.</summary>
    public double? ServiceLevel(TimeSpan within)
    {
        if (Waits.Count < Least) return null;
        return 100.0 * Waits.Count(w => w >= TimeSpan.Zero && w <= within) / Waits.Count;
    }

    internal void Add(TimeSpan waited, bool isAnswered)
    {
        if (Waits.Count == Most) Waits.RemoveAt(0);
        Waits.Add(isAnswered ? waited : -waited - TimeSpan.FromTicks(1));
    }
}
