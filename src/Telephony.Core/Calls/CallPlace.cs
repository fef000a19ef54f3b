using System.Globalization;

namespace Telephony.Core;

/// <summary>Where a call stands in a queue, in so few words that they fit on its channel in Asterisk: the queue can be made again of them in its order and with
/// its wait clocks, by a router that has lost everything, or for a caller who comes back from the dialplan's fallback.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Priority">0 – 10; higher is served first.</param>
/// <param name="JoinSequence">The order of joining.</param>
/// <param name="QueuedAt">When the caller began to wait.</param>
public sealed record CallPlace(QueueName Queue, int Priority, long JoinSequence, DateTimeOffset QueuedAt)
{
    private const char Separator = '/'; // means nothing in a dialplan, nor in the arguments of an application

    /// <summary>The place in the words of <see cref="ToString"/>; null when they are not.</summary>
    public static CallPlace? Parse(string? text) =>
        text?.Split(Separator) is [{ Length: > 0 } queue, var priority, var sequence, var since]
        && int.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first <= CallOrder.PriorityMost
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var joined) && joined is > 0 and < JoinedMost
        && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < WrittenMost
            ? new CallPlace(new QueueName(queue), first, joined, DateTimeOffset.FromUnixTimeMilliseconds(at))
            : null;

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Queue}{Separator}{Priority}{Separator}{JoinSequence}{Separator}{QueuedAt.ToUnixTimeMilliseconds()}");

    private const long JoinedMost = 1L << 40;
    private const long WrittenMost = 253_402_300_800_000; // the year 10,000
}
