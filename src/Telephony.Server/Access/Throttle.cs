using System.Threading.RateLimiting;

namespace Telephony.Server.Access;

/// <summary>How much one principal, and one address that fails to prove who it is, may ask for. What is idle is forgotten.</summary>
internal sealed class Throttle(AccessOptions options) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<Principal> _requests = PartitionedRateLimiter.Create<Principal, string>(
        p => Bucket(p.Id, p.IsProgram ? options.ProgramRequests : options.Requests));

    private readonly PartitionedRateLimiter<string> _failures = PartitionedRateLimiter.Create<string, string>(address => Bucket(address, options.Failures));

    /// <summary>Takes one request of a principal.</summary>
    /// <returns>Null when it may pass; otherwise when to try again.</returns>
    public TimeSpan? Take(Principal principal) => After(_requests.AttemptAcquire(principal));

    /// <summary>Takes one failure of an address.</summary>
    /// <returns>Null when it may be answered; otherwise when to try again.</returns>
    public TimeSpan? TakeFailure(string address) => After(_failures.AttemptAcquire(address));

    /// <inheritdoc />
    public void Dispose()
    {
        _requests.Dispose();
        _failures.Dispose();
    }

    private static TimeSpan? After(RateLimitLease lease)
    {
        using (lease)
        {
            if (lease.IsAcquired) return null;
            return lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > Tick ? after : Tick;
        }
    }

    private static RateLimitPartition<string> Bucket(string key, (int PerSecond, int Burst) limit) => RateLimitPartition.GetTokenBucketLimiter(key, _ =>
        new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst, TokensPerPeriod = Math.Max(1, limit.PerSecond / 10), ReplenishmentPeriod = Tick * Math.Max(1, 10 / limit.PerSecond),
            QueueLimit = 0, AutoReplenishment = true,
        });
}
