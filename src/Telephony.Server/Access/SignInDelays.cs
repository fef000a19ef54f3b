namespace Telephony.Server.Access;

/// <summary>
/// Wrong passwords make the next attempt wait: 1, 2, 4, … seconds from the fourth on, for the name and for the address. A name waits at most a minute, so that
/// nobody can lock somebody else out; an address a quarter of an hour. What has been quiet for that long is forgotten.
/// </summary>
internal sealed class SignInDelays(TimeProvider time)
{
    private const int Free = 3;
    private const int Most = 10_000;

    private static readonly TimeSpan LongestOfName = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestOfAddress = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long an attempt has to wait; null when it may be made now.</summary>
    public TimeSpan? WaitOf(string name, string address)
    {
        lock (_lock)
        {
            var until = new[] { OfName(name), OfAddress(address) }.Max(k => _failures.GetValueOrDefault(k)?.Until ?? default);
            return until > time.GetUtcNow() ? until - time.GetUtcNow() : null;
        }
    }

    /// <summary>A wrong password, or no such user.</summary>
    public void Failed(string name, string address)
    {
        lock (_lock)
        {
            Count(OfName(name), LongestOfName);
            Count(OfAddress(address), LongestOfAddress);
        }
    }

    /// <summary>A right password: the name begins anew. The address does not, or who has one password could guess others without waiting.</summary>
    public void Succeeded(string name)
    {
        lock (_lock) _failures.Remove(OfName(name));
    }

    private static string OfName(string name) => $"name {name}";

    private static string OfAddress(string address) => $"address {address}";

    private void Count(string key, TimeSpan longest)
    {
        var now = time.GetUtcNow();
        if (_failures.Count >= Most)
        {
            foreach (var quiet in _failures.Where(f => now - f.Value.Last > Memory).Select(f => f.Key).ToList()) _failures.Remove(quiet);
            if (_failures.Count >= Most) _failures.Remove(_failures.MinBy(f => f.Value.Last).Key);
        }

        var known = _failures.GetValueOrDefault(key);
        var count = known is null || now - known.Last > Memory ? 1 : known.Count + 1;
        var wait = count <= Free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Pow(2, Math.Min(30, count - Free - 1))));
        _failures[key] = new Failures(count, now, now + wait);
    }

    private sealed record Failures(int Count, DateTimeOffset Last, DateTimeOffset Until);
}
