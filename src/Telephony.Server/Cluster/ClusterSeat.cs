using System.Security.Cryptography;
using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Cluster;

/// <summary>This router's place in its cluster, as the loop sees it: whether it may act, and where its inputs go beside the local journal.</summary>
/// <param name="store">Redis.</param>
/// <param name="leadership">Whether this router leads.</param>
/// <param name="options">How patient it is.</param>
/// <param name="figures">What is counted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to report.</param>
public sealed class ClusterSeat(
    ClusterStore store, Leadership leadership, ClusterOptions options, ClusterFigures figures, TimeProvider time, ILogger<ClusterSeat> logger)
{
    /// <summary>How many inputs may be on their way to Redis.</summary>
    private const int MostUnderWay = 5_000;

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HashEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long _number;
    private long _acknowledged;
    private int _underWay;
    private int _isBroken;
    private long _savedAt;
    private long _triedAt;
    private long _hashedAt;
    private TimeSpan _hashRest;
    private bool _isHashOwed;
    private LeaseAnswer _lease;

    /// <summary>Whether this router leads.</summary>
    public Leadership Leadership => leadership;

    /// <summary>Whether what happens comes from the leader.</summary>
    public bool IsFollowing => leadership.Role == ClusterRole.Standby;

    /// <summary>The last input's number in the stream.</summary>
    public long Number => Volatile.Read(ref _number);

    /// <summary>How many inputs Redis does not have yet.</summary>
    public long Behind => Math.Max(0, Number - Acknowledged);

    /// <summary>The last input that Redis has said it has.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Redis has no more than this: if it had more before, it went back to an old copy, and is given a snapshot.</summary>
    /// <param name="last">The last input it has.</param>
    /// <param name="acknowledged">What it had said it had, before it was asked.</param>
    public void Compare(long last, long acknowledged)
    {
        if (last < acknowledged) Break();
    }

    /// <summary>Whether Redis lacks inputs: a snapshot will make that good as soon as it can be written.</summary>
    public bool IsBroken => Volatile.Read(ref _isBroken) == 1;

    /// <summary>The lease; with epoch 0 before there is one.</summary>
    public LeaseAnswer Lease
    {
        get
        {
            lock (_gate) return _lease;
        }

        set
        {
            lock (_gate) _lease = value;
        }
    }

    /// <summary>The loop begins to lead behind an input. What Redis has is not trusted to lead here: a snapshot comes first.</summary>
    public void Begin(long number)
    {
        Volatile.Write(ref _number, number);
        Volatile.Write(ref _acknowledged, number);
        Break();
    }

    /// <summary>An input came from the leader.</summary>
    public void Followed(long number)
    {
        Volatile.Write(ref _number, number);
        Volatile.Write(ref _acknowledged, number);
    }

    /// <summary>Appends an input before it is handled. Never waits, never throws: without Redis calls go on, and it is told later what came of them.</summary>
    /// <param name="input">The input.</param>
    /// <param name="acd">The core, which has not handled it yet.</param>
    public void Append(AcdInput input, Acd acd)
    {
        ArgumentNullException.ThrowIfNull(acd);
        _isHashOwed |= SaveIfDue(acd);
        var number = ++_number;
        if (IsBroken) return;
        if (Volatile.Read(ref _underWay) >= MostUnderWay)
        {
            Break();
            return;
        }

        Interlocked.Increment(ref _underWay);
        _ = SendAsync(store.AppendAsync(Lease.Epoch, number, Json(input), _isHashOwed || IsHashDue() ? Hash(acd) : ""), number);
        _isHashOwed = false;
    }

    /// <summary>When nothing happens, too, Redis gets what it missed.</summary>
    public void Mend(Acd acd)
    {
        if (IsBroken && SaveIfDue(acd)) _isHashOwed = true;
    }

    /// <summary>Waits until Redis has everything, as long as it answers.</summary>
    public async Task FlushAsync(TimeSpan patience)
    {
        for (var begin = time.GetTimestamp(); Volatile.Read(ref _underWay) > 0 && time.GetElapsedTime(begin) < patience;) await Task.Delay(5);
    }

    /// <summary>An input as it is written to Redis.</summary>
    public static byte[] Json(AcdInput input) => JsonSerializer.SerializeToUtf8Bytes(input, CoreJson.Options);

    /// <summary>What two cores that know the same have in common, and no others: comparable between programs of one version.</summary>
    public string Hash(Acd acd)
    {
        ArgumentNullException.ThrowIfNull(acd);
        _hashedAt = time.GetTimestamp();
        var hash = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(acd.Capture(), CoreJson.Options)));
        _hashRest = time.GetElapsedTime(_hashedAt) * 100; // at most a hundredth of the loop's time
        return $"{options.Version} {hash}";
    }

    /// <summary>Whether a hash of the leader's can be compared with ours.</summary>
    public bool IsComparable(string hash) => hash is not null && hash.StartsWith($"{options.Version} ", StringComparison.Ordinal);

    /// <summary>Whether the leader's core before an input is ours.</summary>
    internal bool IsSame(StreamEntry entry, Acd acd)
    {
        var isSame = Hash(acd) == entry.Hash;
        figures.Compared(isSame);
        if (!isSame) logger.NotTheSame(entry.Number);
        return isSame;
    }

    private bool IsHashDue()
    {
        var since = time.GetElapsedTime(_hashedAt);
        return since >= HashEvery && since >= _hashRest;
    }

    private bool SaveIfDue(Acd acd)
    {
        if (!IsBroken && _number - _savedAt < options.InputsPerSnapshot) return false;
        if (time.GetElapsedTime(_triedAt) < TryAgain) return false;
        _triedAt = time.GetTimestamp();
        var wasBroken = Interlocked.Exchange(ref _isBroken, 0) == 1;
        _savedAt = _number;
        Interlocked.Increment(ref _underWay);
        _ = SendAsync(store.SaveAsync(Lease.Epoch, _number, JsonSerializer.SerializeToUtf8Bytes(acd.Capture(), CoreJson.Options), options.InputsKept), _number);
        return wasBroken;
    }

    private async Task SendAsync(Task<string> sent, long number)
    {
        try
        {
            Judge(await sent, number);
        }
        catch (RedisAwayException fault)
        {
            if (Break()) logger.NotAppended(number, fault.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private void Judge(string answer, long number)
    {
        switch (answer)
        {
            case "ok":
                Volatile.Write(ref _acknowledged, number);
                break;
            case "fenced":
                figures.Fenced();
                leadership.StepDown("another router leads: it refused an input of ours");
                break;
            default: // "behind": the next renewal puts the epoch right; "gap": a snapshot leads over it
                Break();
                break;
        }
    }

    private bool Break()
    {
        if (Interlocked.Exchange(ref _isBroken, 1) == 1) return false;
        figures.Broken();
        return true;
    }
}
