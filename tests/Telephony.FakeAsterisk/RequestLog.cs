namespace Telephony.FakeAsterisk;

/// <summary>The requests that came, in order; tests take them out or wait for the next one that fits.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<FakeRequest> _all = [];
    private readonly List<FakeRequest> _untaken = [];
    private readonly List<Waiter> _waiters = [];

    /// <summary>All so far.</summary>
    public IReadOnlyList<FakeRequest> All
    {
        get
        {
            lock (_gate) return [.. _all];
        }
    }

    /// <summary>Those so far whose verb and path fit.</summary>
    public IReadOnlyList<FakeRequest> Matching(string method, string pattern) => [.. All.Where(request => request.Is(method, pattern))];

    /// <summary>
    /// Takes the oldest request that fits and was not taken yet, or waits for it.
    /// </summary>
    /// <param name="method">HTTP verb.</param>
    /// <param name="pattern">Path below <c>/ari/</c>; <c>*</c> stands for one segment.</param>
    /// <param name="fits">What else must hold.</param>
    /// <param name="timeout">5 s if null.</param>
    /// <exception cref="TimeoutException">None came; the message lists what did.</exception>
    public async Task<FakeRequest> ExpectAsync(
        string method, string pattern, Func<FakeRequest, bool>? fits = null, TimeSpan? timeout = null)
    {
        Waiter waiter;
        lock (_gate)
        {
            var found = _untaken.FirstOrDefault(request => request.Is(method, pattern) && (fits is null || fits(request)));
            if (found is not null)
            {
                _untaken.Remove(found);
                return found;
            }
            waiter = new Waiter(method, pattern, fits);
            _waiters.Add(waiter);
        }
        try
        {
            return await waiter.Task.WaitAsync(timeout ?? TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            lock (_gate) _waiters.Remove(waiter);
            throw new TimeoutException($"No {method} {pattern} came. These did:\n{string.Join('\n', All)}");
        }
    }

    internal void Add(FakeRequest request)
    {
        lock (_gate)
        {
            _all.Add(request);
            var waiter = _waiters.Find(waiter => waiter.Fits(request));
            if (waiter is null)
            {
                _untaken.Add(request);
                return;
            }
            _waiters.Remove(waiter);
            waiter.TrySetResult(request);
        }
    }

    private sealed class Waiter(string method, string pattern, Func<FakeRequest, bool>? fits)
        : TaskCompletionSource<FakeRequest>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public bool Fits(FakeRequest request) => request.Is(method, pattern) && (fits is null || fits(request));
    }
}
