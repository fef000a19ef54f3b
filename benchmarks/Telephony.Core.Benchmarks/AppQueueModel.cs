namespace Telephony.Core.Benchmarks;

/// <summary>What Asterisk's app_queue does for one hand-over, as a model of its own: nobody is told that an agent became free; each waiting caller
/// looks once a second whether it is its turn, which counts the members of the queue that are available and walks the callers from the head as far
/// as there are such members; the caller whose turn it is makes an attempt for every member, gives each a metric, and takes the best that can be
/// rung, looking through all attempts again for each that cannot.
/// <para>In its favour: no locks, no threads, no reference counts, no queue weights, and no skills, which it does not have: every member serves
/// every caller of the queue.</para></summary>
internal sealed class AppQueueModel
{
    /// <summary>Each caller looks so often; compiled into app_queue.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>About what it allocates for each member of a queue in one attempt.</summary>
    private const int AttemptBytes = 1000;

    private readonly ModelQueue[] _queues;
    private readonly ModelDevice[] _devices;
    private readonly int[][] _queuesOf;

    /// <param name="queuesOf">For each agent the queues.</param>
    /// <param name="queues">How many queues there are.</param>
    /// <param name="callers">For each waiting caller the queue, in the order of their coming.</param>
    /// <param name="dice">When in a second each caller looks.</param>
    public AppQueueModel(int[][] queuesOf, int queues, IEnumerable<int> callers, Random dice)
    {
        _queuesOf = queuesOf;
        _devices = [.. queuesOf.Select((_, i) => new ModelDevice { LastCall = dice.Next(3600), IsIdle = false })];
        var members = Enumerable.Range(0, queues).Select(_ => new List<ModelDevice>()).ToArray();
        for (var agent = 0; agent < queuesOf.Length; agent++)
        {
            foreach (var queue in queuesOf[agent]) members[queue].Add(_devices[agent]);
        }

        var waiting = callers.ToLookup(q => q);
        _queues = [.. members.Select((m, i) => new ModelQueue([.. m], [.. waiting[i].Select(_ => new ModelCaller(dice.NextDouble()))]))];
    }

    /// <summary>An agent becomes free while all others are busy: callers look, each at its own moment, until one finds that it is its turn.</summary>
    /// <param name="agent">Which.</param>
    /// <param name="at">The moment, as a share of the interval at which callers look.</param>
    /// <returns>How long the agent was idle, in virtual time; null when nobody waited.</returns>
    public TimeSpan? HandOver(int agent, double at)
    {
        var device = _devices[agent];
        device.IsIdle = true;
        var next = new PriorityQueue<(ModelQueue Queue, int Poller, int Left), double>();
        foreach (var number in _queuesOf[agent])
        {
            var queue = _queues[number];
            if (queue.ByPhase.Length == 0) continue;
            var first = queue.FirstPollerFrom(at);
            next.Enqueue((queue, first, queue.ByPhase.Length), PhaseFrom(at, queue.ByPhase[first]));
        }

        TimeSpan? idle = null;
        while (next.TryDequeue(out var poll, out var phase))
        {
            if (IsTurnOf(poll.Queue, poll.Queue.ByPhase[poll.Poller]) && TryCalling(poll.Queue) is not null)
            {
                idle = phase * PollInterval;
                break;
            }

            var following = (poll.Poller + 1) % poll.Queue.ByPhase.Length;
            if (poll.Left > 1) next.Enqueue((poll.Queue, following, poll.Left - 1), PhaseFrom(at, poll.Queue.ByPhase[following]));
        }

        device.IsIdle = false;
        return idle;
    }

    /// <summary>One attempt of a caller at the head of a queue, every second agent being idle.</summary>
    public object? Attempt(int queue)
    {
        foreach (var device in _queues[queue].Members) device.IsIdle = device.LastCall % 2 == 0;
        var found = CountAvailable(_queues[queue]) > 0 ? TryCalling(_queues[queue]) : null;
        foreach (var device in _queues[queue].Members) device.IsIdle = false;
        return found;
    }

    private static double PhaseFrom(double at, ModelCaller caller) => caller.Phase >= at ? caller.Phase - at : caller.Phase + 1 - at;

    private static bool IsTurnOf(ModelQueue queue, ModelCaller caller)
    {
        var available = CountAvailable(queue);
        for (var i = 0; i < queue.Callers.Length && i < available; i++)
        {
            if (ReferenceEquals(queue.Callers[i], caller)) return true;
        }

        return false;
    }

    private static int CountAvailable(ModelQueue queue)
    {
        var available = 0;
        foreach (var member in queue.Members)
        {
            if (member is { IsIdle: true, IsPaused: false }) available++;
        }

        return available;
    }

    private static ModelDevice? TryCalling(ModelQueue queue)
    {
        ModelAttempt? attempts = null;
        foreach (var member in queue.Members) attempts = new ModelAttempt(member, member.LastCall, attempts);
        while (Best(attempts) is { } best)
        {
            if (best.Member is { IsIdle: true, IsPaused: false }) return best.Member;
            best.HasFailed = true;
        }

        return null;
    }

    private static ModelAttempt? Best(ModelAttempt? first)
    {
        ModelAttempt? best = null;
        for (var attempt = first; attempt is not null; attempt = attempt.Next)
        {
            if (!attempt.HasFailed && (best is null || attempt.Metric < best.Metric)) best = attempt;
        }

        return best;
    }

    private sealed class ModelDevice
    {
        public bool IsIdle { get; set; }

        public bool IsPaused { get; init; }

        public long LastCall { get; init; }
    }

    private sealed class ModelCaller(double phase)
    {
        public double Phase { get; } = phase;
    }

    private sealed class ModelAttempt(ModelDevice member, long metric, ModelAttempt? next)
    {
        private readonly byte[] _rest = new byte[AttemptBytes];

        public ModelDevice Member { get; } = member;

        public long Metric { get; } = metric;

        public ModelAttempt? Next { get; } = next;

        public bool HasFailed { get => _rest[0] != 0; set => _rest[0] = value ? (byte)1 : (byte)0; }
    }

    private sealed class ModelQueue(ModelDevice[] members, ModelCaller[] callers)
    {
        public ModelDevice[] Members { get; } = members;

        public ModelCaller[] Callers { get; } = callers;

        public ModelCaller[] ByPhase { get; } = [.. callers.OrderBy(c => c.Phase)];

        public int FirstPollerFrom(double phase)
        {
            var (low, high) = (0, ByPhase.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (ByPhase[middle].Phase < phase) low = middle + 1;
                else high = middle;
            }

            return low % ByPhase.Length;
        }
    }
}
