using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>The figures of a contact centre, as a fold of the facts and of nothing else: a replay gives the same ones.
/// <para>Intervals of 15 minutes on the wall clock. Something that happens at a moment (joined, answered, abandoned …) counts in the
/// interval in which it happened, so that a past interval never changes. Time spent (talking, ready, paused …) is split at the boundaries
/// of the intervals: the monotonic length is laid back from the wall clock's present. Any longer time (hour, shift, day) is the sum of its intervals.</para>
/// <para>Kept for <see cref="Retention"/>; older intervals are dropped. Applying a fact costs O(log n).</para></summary>
public sealed partial class Statistics
{
    /// <summary>The length of an interval.</summary>
    public static readonly TimeSpan IntervalLength = TimeSpan.FromMinutes(15);

    /// <summary>How far back figures are kept unless it is said otherwise: today and yesterday wherever the site is, with room for a changed clock.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(50);

    /// <summary>Three rings: three times the 5 s from one ring to the next that China and much of Europe use (ITU-T E.180).</summary>
    public static readonly TimeSpan ThreeRings = TimeSpan.FromSeconds(15);

    private readonly SortedDictionary<DateTimeOffset, PeriodFigures> _intervals = [];
    private readonly Dictionary<QueueName, QueueTerms> _terms = [];
    private readonly Dictionary<CallId, CallTrack> _calls = [];
    private readonly SortedDictionary<AgentId, AgentTrack> _agents = [];
    private readonly TimeSpan _retention;
    private readonly int _intervalsMost;
    private DateTimeOffset _currentStart = DateTimeOffset.MinValue;
    private PeriodFigures _current = new();

    /// <param name="retention">How far back figures are kept; null for <see cref="Retention"/>. At most ten years.</param>
    public Statistics(TimeSpan? retention = null)
    {
        _retention = retention ?? Retention;
        _intervalsMost = (int)(_retention / IntervalLength);
    }

    /// <summary>The number of the last fact taken into account.</summary>
    public long FactSequence { get; private set; }

    /// <summary>When each interval began, and its figures; an interval in which nothing happened is missing.</summary>
    public IReadOnlyDictionary<DateTimeOffset, PeriodFigures> Intervals => _intervals;

    /// <summary>What a queue is held to now.</summary>
    public ServiceObjective ObjectiveOf(QueueName queue) => _terms.GetValueOrDefault(queue)?.Objective ?? ServiceObjective.Default;

    /// <summary>The figures of all intervals that begin at or after <paramref name="from"/> and before <paramref name="until"/>.</summary>
    public PeriodFigures Between(DateTimeOffset from, DateTimeOffset until)
    {
        var sum = new PeriodFigures();
        foreach (var (start, figures) in _intervals)
        {
            if (start >= from && start < until) sum.Add(figures);
        }

        return sum;
    }

    /// <summary>Takes one fact into account.</summary>
    public void Apply(AcdFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        FactSequence = fact.Sequence;
        Enter(fact.At.Utc);
        switch (fact)
        {
            case AcdFact.ConfigurationInForce f: TakeTerms(f.Queues); break;
            case AcdFact.CallArrived: _current.Site.Arrived++; break;
            case AcdFact.CallQueued f: Join(f); break;
            case AcdFact.OfferMade f: Offer(f); break;
            case AcdFact.OfferFailed f: OfferFailed(f); break;
            case AcdFact.CallConnected f: Answer(f); break;
            case AcdFact.CallOverflowed f: FlowOut(f.Call, f.At.Elapsed, isCalledBack: f.Why == OverflowReason.Callback); break;
            case AcdFact.CallMoved f: FlowOut(f.Call, f.At.Elapsed); break;
            case AcdFact.CallWithdrawn f: FlowOut(f.Call, f.At.Elapsed); break;
            case AcdFact.CallHeld f: Hold(f.Agent, isHeld: true, f.At); break;
            case AcdFact.CallResumed f: Hold(f.Agent, isHeld: false, f.At); break;
            case AcdFact.TalkEnded f: EndTalk(f.Call, f.Agent); break;
            case AcdFact.Supervised f: TalkFor(f.Supervisor, null, f.At); break; // what they do is no talk of the queue's
            case AcdFact.ConsultationAnswered { With.Agent: { } agent } f: TalkFor(agent, null, f.At); break;
            case AcdFact.ParticipantJoined { With.Agent: { } agent } f: TalkFor(agent, null, f.At); break;
            case AcdFact.TalkHandedOver f: HandOver(f); break;
            case AcdFact.TalkTransferred f: _calls.Remove(f.Call); break;
            case AcdFact.CallEnded f: End(f); break;
            case AcdFact.AgentStateChanged f: Change(f); break;
        }
    }

    /// <summary>Takes the time that states have lasted so far into account, so that figures hold for now. Changes no sum in the end:
    /// whatever has been counted is not counted again.</summary>
    public void Advance(Moment now)
    {
        Enter(now.Utc);
        foreach (var (agent, track) in _agents) Spend(agent, track, now);
    }

    internal static TimeSpan? Mean(TimeSpan sum, long count) => count == 0 ? null : sum / count;

    internal static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    internal static double? Share(TimeSpan part, TimeSpan of) => of <= TimeSpan.Zero ? null : 100.0 * part.Ticks / of.Ticks;

    internal static TimeSpan Sum(IEnumerable<TimeSpan> times)
    {
        var sum = TimeSpan.Zero;
        foreach (var time in times) sum += time;
        return sum;
    }

    private static DateTimeOffset StartOf(DateTimeOffset utc) => new(utc.UtcTicks - (utc.UtcTicks % IntervalLength.Ticks), TimeSpan.Zero);

    private void Enter(DateTimeOffset utc)
    {
        if (utc >= _currentStart && utc - _currentStart < IntervalLength) return;
        _currentStart = StartOf(utc);
        _current = IntervalOf(_currentStart);
        while (_intervals.Count > _intervalsMost && _intervals.Keys.First() is var oldest && oldest != _currentStart) _intervals.Remove(oldest);
    }

    private PeriodFigures IntervalOf(DateTimeOffset start)
    {
        if (start == _currentStart && _intervals.TryGetValue(start, out var current)) return current;
        if (!_intervals.TryGetValue(start, out var figures)) _intervals[start] = figures = new PeriodFigures();
        return figures;
    }

    private void TakeTerms(ImmutableArray<QueueTerms> terms)
    {
        _terms.Clear();
        foreach (var term in terms) _terms[term.Queue] = term;
    }
}
