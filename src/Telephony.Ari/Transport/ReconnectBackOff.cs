namespace Telephony.Ari.Transport;

/// <summary>
/// How long to wait before the next attempt: doubling from first to longest, each shortened at random by up to half, so that
/// several routers do not return in step. Never zero, so that a peer that accepts and closes at once is not hammered.
/// </summary>
internal sealed class ReconnectBackOff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    /// <summary>The pause after one more failure.</summary>
    public TimeSpan Next()
    {
        // 2^20 times a millisecond is already beyond every permitted maximum.
        var pause = first * Math.Pow(2, Math.Min(_failures, 20));
        _failures++;
        if (pause > longest) pause = longest;
        return pause * (1 - random.NextDouble() / 2);
    }

    /// <summary>The connection held: start over with the shortest pause.</summary>
    public void Reset() => _failures = 0;
}
