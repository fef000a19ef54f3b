using System.Collections.Concurrent;
using System.Globalization;
using Telephony.Ari;
using Telephony.Core;

namespace Telephony.Server.Asterisk;

/// <summary>The dead man's switch of every caller who is not yet talking: Asterisk takes the call to the fallback when
/// <c>TIMEOUT(absolute)</c> runs out, and only a living router renews it. One request at a time for each call, so that a
/// renewal can never undo the clearing that follows it.</summary>
public sealed class Leases(AriConnection ari, PromptLengths prompts, ILogger<Leases> logger)
{
    /// <summary>How long a caller stays with us after the last sign of life. Also in asterisk-config (LEASE).</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    /// <summary>How often a lease is renewed: three tries before it runs out.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    private const string AbsoluteTimeout = "TIMEOUT(absolute)";

    private readonly ConcurrentDictionary<CallId, Lease> _leases = new();

    /// <summary>The dialplan gave this caller a lease; it is ours to renew.</summary>
    public void Begin(CallId call) => _leases.TryAdd(call, new Lease());

    /// <summary>The channel is gone.</summary>
    public void Forget(CallId call) => _leases.TryRemove(call, out _);

    /// <summary>Before a prompt is played, which would keep renewals waiting: makes the lease outlast it.</summary>
    public Task CoverAsync(CallId call, IEnumerable<string> media, string language) => CoverAsync(call, prompts.Of(media, language));

    /// <summary>Before something that keeps renewals waiting for up to a time.</summary>
    public Task CoverAsync(CallId call, TimeSpan length)
    {
        var lease = _leases.GetOrAdd(call, _ => new Lease());
        lease.CoveredFor = length;
        lease.IsStretched = true;
        lease.CoveredSince = Environment.TickCount64;
        return SetAsync(call, lease, Length + length);
    }

    /// <summary>The prompt is over.</summary>
    public void Uncover(CallId call)
    {
        if (_leases.TryGetValue(call, out var lease)) lease.CoveredFor = TimeSpan.Zero;
    }

    /// <summary>Two people talk: nothing may end that but them.</summary>
    public Task ClearAsync(CallId call)
    {
        if (!_leases.TryRemove(call, out var lease)) lease = new Lease();
        return SetAsync(call, lease, TimeSpan.Zero);
    }

    /// <summary>Nothing is played any more, or the caller waits again: brings the lease back to its length, if it is not.</summary>
    public Task RestoreAsync(CallId call)
    {
        if (_leases.TryGetValue(call, out var lease) && !lease.IsStretched) return Task.CompletedTask;
        return SetAsync(call, _leases.GetOrAdd(call, _ => new Lease()), Length);
    }

    /// <summary>Renews every lease that no running prompt covers. Called as long as the loop turns, and only then.</summary>
    public async Task RenewAllAsync(CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel };
        await Parallel.ForEachAsync(_leases, options, async (entry, _) =>
        {
            if (!entry.Value.IsCovered) await SetAsync(entry.Key, entry.Value, Length);
        });
    }

    private async Task SetAsync(CallId call, Lease lease, TimeSpan length)
    {
        await lease.Turn.WaitAsync();
        try
        {
            if (length > TimeSpan.Zero && (!_leases.TryGetValue(call, out var current) || current != lease)) return; // cleared meanwhile
            var seconds = ((int)Math.Ceiling(length.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            // Cleared when two are joined: nothing is played then, and it must not wait behind renewals of others.
            if (length == TimeSpan.Zero) await ari.Channels.SetVariableInOrderAsync(call.Value, AbsoluteTimeout, seconds);
            else await ari.Channels.SetVariableAsync(call.Value, AbsoluteTimeout, seconds);
            lease.IsStretched = length > Length;
        }
        catch (AriException fault) when (fault is AriNotFoundException or AriConflictException)
        {
            _leases.TryRemove(call, out _); // the caller has left, or left our application
        }
        catch (AriException fault)
        {
            logger.LeaseNotSet(call.Value, fault.Message);
        }
        finally
        {
            lease.Turn.Release();
        }
    }

    private sealed class Lease
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>Longer than usual, for a prompt.</summary>
        public bool IsStretched { get; set; }

        public TimeSpan CoveredFor { get; set; }

        public long CoveredSince { get; set; }

        public bool IsCovered => CoveredFor > TimeSpan.Zero && Environment.TickCount64 - CoveredSince < CoveredFor.TotalMilliseconds;
    }
}
