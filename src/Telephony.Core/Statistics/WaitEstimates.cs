using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>How long callers are going to wait, by queue: several estimators, each held against what really happened to every call that
/// had to wait and was answered; the one with the least error speaks. A fold of the facts, part of the core's state because overflow and
/// announcements decide by it. Only + − × ÷ and the square root are used, which give the same on every machine.</summary>
public sealed class WaitEstimates
{
    /// <summary>Share of calls that should be answered within the bound.</summary>
    public const double CoverageAim = 0.8;

    /// <summary>How many calls an estimator must have been held against before it can be trusted.</summary>
    public const int ScoredLeast = 10;

    private const double ErrorWeight = 1.0 / 100;
    private const double RateWeight = 1.0 / 100;
    private const double CoverageWeight = 1.0 / 50;
    private const double BoundStep = 0.02;
    private const int SumSteps = 256;

    private readonly SortedDictionary<QueueName, QueueWaits> _queues = [];
    private readonly Dictionary<CallId, QueueName> _queueOf = [];
    private readonly Dictionary<QueueName, SortedSet<(TimeSpan JoinedAt, long Join)>> _waiting = [];

    /// <summary>What is known of each queue.</summary>
    public IReadOnlyDictionary<QueueName, QueueWaits> Queues => _queues;

    /// <summary>The wait of a call that would join now as the last and could not be served at once; null as long as nothing is known.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="now">The present on the monotonic clock.</param>
    public WaitEstimate? Of(QueueName queue, TimeSpan now) => Of(queue, WaitingIn(queue) + 1, now);

    /// <summary>How much longer a call at a position (1 is next) has to wait; null as long as nothing is known.
    /// O(1), and at most some hundred additions.</summary>
    public WaitEstimate? Of(QueueName queue, int position, TimeSpan now)
    {
        if (!_queues.TryGetValue(queue, out var waits)) return null;
        var estimates = Estimate(queue, waits, position, now);
        if (BestOf(waits, estimates) is not { } best) return null;
        var (score, expected) = (waits.Scores[(int)best], estimates[(int)best]!.Value);
        var trusted = score.Scored >= ScoredLeast && Math.Abs(waits.RecentCoverage - CoverageAim) <= 0.15;
        return new WaitEstimate(expected, expected * waits.BoundFactor, best, waits.RecentCoverage, trusted);
    }

    /// <summary>How good each estimator has been in a queue.</summary>
    public ImmutableArray<EstimatorReport> ReportOf(QueueName queue) => !_queues.TryGetValue(queue, out var waits) ? [] :
    [
        .. waits.Scores.Select((s, i) => new EstimatorReport((WaitEstimator)i, s.Scored, TimeSpan.FromSeconds(Math.Sqrt(s.SquaredError)))),
    ];

    /// <summary>Takes one fact into account.</summary>
    public void Apply(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.CallQueued f: Join(f); break;
            case AcdFact.OfferMade f: Start(f); break;
            case AcdFact.OfferFailed { Outcome: not OfferOutcome.CallerLeft, RingsOn: false } f: WaitAgain(f); break;
            case AcdFact.CallConnected f: Leave(f.Call, f.At.Elapsed, isAnswered: true, isAbandoned: false); break;
            case AcdFact.CallOverflowed f: Leave(f.Call, f.At.Elapsed, isAnswered: false, isAbandoned: false); break;
            case AcdFact.CallMoved f: Leave(f.Call, f.At.Elapsed, isAnswered: false, isAbandoned: false); break;
            case AcdFact.CallWithdrawn f: Leave(f.Call, f.At.Elapsed, isAnswered: false, isAbandoned: false); break;
            case AcdFact.CallEnded f:
                var gaveUp = f.Disposition is CallDisposition.AbandonedInQueue or CallDisposition.AbandonedWhileRinging;
                Leave(f.Call, f.At.Elapsed, isAnswered: false, isAbandoned: gaveUp);
                break;
        }
    }

    internal void Restore(ImmutableSortedDictionary<string, QueueWaits> queues)
    {
        _queues.Clear();
        _queueOf.Clear();
        _waiting.Clear();
        foreach (var (name, waits) in queues)
        {
            var queue = new QueueName(name);
            _queues.Add(queue, waits);
            foreach (var (call, ticket) in waits.Line)
            {
                _queueOf.Add(new CallId(call), queue);
                if (!ticket.IsOffered) LineOf(queue).Add((ticket.JoinedAt, ticket.JoinSequence));
            }
        }
    }

    private void Join(AcdFact.CallQueued f)
    {
        Leave(f.Call, f.At.Elapsed, isAnswered: false, isAbandoned: false);
        if (!_queues.TryGetValue(f.Queue, out var waits)) _queues[f.Queue] = waits = new QueueWaits();
        var estimates = Estimate(f.Queue, waits, f.Position, f.At.Elapsed);
        TimeSpan? bound = BestOf(waits, estimates) is { } best ? estimates[(int)best] * waits.BoundFactor : null;
        var ticket = new WaitTicket { JoinedAt = f.At.Elapsed, JoinSequence = f.JoinSequence, Estimates = estimates, Bound = bound };
        waits.Line[f.Call.Value] = ticket;
        _queueOf[f.Call] = f.Queue;
        BeginWaiting(f.Queue, waits, ticket, f.At.Elapsed);
    }

    /// <summary>An agent is rung: a service start, if the call had to wait for it.</summary>
    private void Start(AcdFact.OfferMade f)
    {
        if (TicketOf(f.Call) is not var (queue, waits, ticket) || ticket.IsOffered) return;
        var now = f.At.Elapsed;
        ticket.IsOffered = true;
        var had = LineOf(queue).Count > 0;
        LineOf(queue).Remove((ticket.JoinedAt, ticket.JoinSequence));
        if (now <= ticket.JoinedAt || !had) return;
        ticket.HasWaited = true;
        var between = waits.Carried + (now - waits.Mark);
        waits.SecondsBetween = (waits.SecondsBetween * (1 - RateWeight)) + between.TotalSeconds;
        waits.Starts = (waits.Starts * (1 - RateWeight)) + 1;
        (waits.Carried, waits.Mark) = (TimeSpan.Zero, now);
    }

    /// <summary>The offer came to nothing: it was no service start after all.</summary>
    private void WaitAgain(AcdFact.OfferFailed f)
    {
        if (TicketOf(f.Call) is not var (queue, waits, ticket) || !ticket.IsOffered) return;
        ticket.IsOffered = false;
        if (ticket.HasWaited) waits.Starts = Math.Max(0, waits.Starts - 1);
        ticket.HasWaited = true;
        BeginWaiting(queue, waits, ticket, f.At.Elapsed);
    }

    private void BeginWaiting(QueueName queue, QueueWaits waits, WaitTicket ticket, TimeSpan now)
    {
        var line = LineOf(queue);
        if (line.Count == 0) waits.Mark = now;
        line.Add((ticket.JoinedAt, ticket.JoinSequence));
    }

    private void Leave(CallId call, TimeSpan now, bool isAnswered, bool isAbandoned)
    {
        if (TicketOf(call) is not var (queue, waits, ticket)) return;
        _queueOf.Remove(call);
        waits.Line.Remove(call.Value);
        var waited = now - ticket.JoinedAt;
        if (LineOf(queue).Remove((ticket.JoinedAt, ticket.JoinSequence)))
        {
            if (LineOf(queue).Count == 0) waits.Carried += now - waits.Mark;
        }

        if (!ticket.HasWaited && isAnswered) return;
        waits.SecondsWaited = (waits.SecondsWaited * (1 - RateWeight)) + waited.TotalSeconds;
        waits.Abandons = (waits.Abandons * (1 - RateWeight)) + (isAbandoned ? 1 : 0);
        if (isAnswered) Score(waits, ticket, waited);
    }

    private static void Score(QueueWaits waits, WaitTicket ticket, TimeSpan waited)
    {
        for (var i = 0; i < ticket.Estimates.Length && i < waits.Scores.Length; i++)
        {
            if (ticket.Estimates[i] is { } estimate) Score(waits.Scores[i], estimate, waited);
        }

        if (ticket.Bound is { } bound) ScoreBound(waits, waited <= bound);
        waits.LastWait = waited;
        waits.RecentAverage = waits.RecentAverage is { } before ? ((before * 3) + waited) / 4 : waited;
    }

    private static void Score(EstimatorScore score, TimeSpan estimate, TimeSpan waited)
    {
        score.Scored++;
        var error = (waited - estimate).TotalSeconds;
        score.SquaredError += Math.Max(ErrorWeight, 1.0 / score.Scored) * ((error * error) - score.SquaredError);
    }

    /// <summary>The bound follows what it was worth (Robbins and Monro, 1951): it grows by 0.8 of a step when it was too short and shrinks
    /// by 0.2 of one when it held, so that it rests where it holds for four of five.</summary>
    private static void ScoreBound(QueueWaits waits, bool held)
    {
        waits.BoundsGiven++;
        if (held) waits.BoundsKept++;
        waits.RecentCoverage += Math.Max(CoverageWeight, 1.0 / waits.BoundsGiven) * ((held ? 1 : 0) - waits.RecentCoverage);
        var factor = waits.BoundFactor * (1 + (BoundStep * (held ? CoverageAim - 1 : CoverageAim)));
        waits.BoundFactor = Math.Clamp(factor, 0.1, 20);
    }

    private TimeSpan?[] Estimate(QueueName queue, QueueWaits waits, int position, TimeSpan now)
    {
        var line = LineOf(queue);
        // What was true of a call that joined last is, for one further ahead, true of its share of the line.
        var share = Math.Min(1, (double)position / (line.Count + 1));
        var gap = waits.Starts > 0.5 ? waits.SecondsBetween / waits.Starts : (double?)null;
        return
        [
            gap is { } between ? Seconds(position * between) : null,
            gap is { } and ? Seconds(WithAbandons(and, waits, position)) : null,
            line.Count > 0 ? (now - line.Min.JoinedAt) * share : null,
            waits.LastWait * share,
            waits.RecentAverage * share,
        ];
    }

    private static double WithAbandons(double gap, QueueWaits waits, int position)
    {
        var abandonRate = waits.SecondsWaited > 0 ? waits.Abandons / waits.SecondsWaited : 0;
        if (abandonRate <= 0 || gap <= 0) return position * gap;
        var steps = Math.Min(position, SumSteps);
        var stride = (double)position / steps;
        var sum = 0.0;
        for (var k = 0; k < steps; k++) sum += stride / ((1 / gap) + (((k * stride) + ((stride - 1) / 2)) * abandonRate));
        return sum;
    }

    /// <summary>Least error of those that have been held against enough calls; before that, the first that can say something.</summary>
    private static WaitEstimator? BestOf(QueueWaits waits, TimeSpan?[] estimates)
    {
        int? best = null;
        for (var i = 0; i < estimates.Length; i++)
        {
            if (estimates[i] is null) continue;
            if (best is not { } sofar) best = i;
            else if (IsBetter(waits.Scores[i], waits.Scores[sofar])) best = i;
        }

        return (WaitEstimator?)best;
    }

    private static bool IsBetter(EstimatorScore one, EstimatorScore other) =>
        one.Scored >= ScoredLeast && (other.Scored < ScoredLeast || one.SquaredError < other.SquaredError);

    private (QueueName Queue, QueueWaits Waits, WaitTicket Ticket)? TicketOf(CallId call) =>
        _queueOf.TryGetValue(call, out var queue) ? (queue, _queues[queue], _queues[queue].Line[call.Value]) : null;

    private SortedSet<(TimeSpan JoinedAt, long Join)> LineOf(QueueName queue)
    {
        if (!_waiting.TryGetValue(queue, out var line)) _waiting[queue] = line = [];
        return line;
    }

    private int WaitingIn(QueueName queue) => _waiting.TryGetValue(queue, out var line) ? line.Count : 0;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 1e6));
}
