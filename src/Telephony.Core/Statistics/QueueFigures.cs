namespace Telephony.Core;

/// <summary>What happened in a queue, or to calls that asked for a skill, in a time. Every member is a sum, a maximum or a histogram,
/// so that the figures of two times, or of two queues, added up are the figures of both.</summary>
public sealed class QueueFigures
{
    /// <summary>O: calls that joined, those overflowed from elsewhere included.</summary>
    public long Offered { get; internal set; }

    /// <summary>A: calls that talked with an agent.</summary>
    public long Answered { get; internal set; }

    /// <summary>A≤T: of these, within the threshold of the queue.</summary>
    public long AnsweredWithin { get; internal set; }

    /// <summary>Of these, before the phone of the agent who answered had rung three times (<see cref="Statistics.ThreeRings"/>).</summary>
    public long AnsweredInThreeRings { get; internal set; }

    /// <summary>Callers who left while they waited.</summary>
    public long AbandonedWaiting { get; internal set; }

    /// <summary>Callers who left while an agent's phone rang.</summary>
    public long AbandonedRinging { get; internal set; }

    /// <summary>B≤a: of both, those within the limit of short abandons.</summary>
    public long AbandonedShort { get; internal set; }

    /// <summary>B≤T: of both, those within the threshold.</summary>
    public long AbandonedWithin { get; internal set; }

    /// <summary>Calls sent on elsewhere by a rule of the queue.</summary>
    public long Overflowed { get; internal set; }

    /// <summary>Callers who left the phone to be called back; not abandoned.</summary>
    public long CalledBack { get; internal set; }

    /// <summary>Calls that ended by a fault, or that the queue hung up.</summary>
    public long Failed { get; internal set; }

    /// <summary>Sum of the waits of answered calls, in this queue.</summary>
    public TimeSpan WaitAnswered { get; internal set; }

    /// <summary>Sum of the waits of abandoned calls, in this queue.</summary>
    public TimeSpan WaitAbandoned { get; internal set; }

    /// <summary>Sum of the waits of calls that left otherwise, in this queue.</summary>
    public TimeSpan WaitOther { get; internal set; }

    /// <summary>The longest of all these waits, abandoned calls included.</summary>
    public TimeSpan LongestWait { get; internal set; }

    /// <summary>Conversations that ended.</summary>
    public long Handled { get; internal set; }

    /// <summary>Time agents talked.</summary>
    public TimeSpan Talk { get; internal set; }

    /// <summary>Time callers were on hold in a conversation.</summary>
    public TimeSpan Hold { get; internal set; }

    /// <summary>Time agents spent finishing the work of these calls.</summary>
    public TimeSpan WrapUp { get; internal set; }

    /// <summary>Agents rung.</summary>
    public long Offers { get; internal set; }

    /// <summary>Of these, not answered by the agent: silent, busy, refused, unreachable, or the caller left meanwhile.</summary>
    public long OffersMissed { get; internal set; }

    /// <summary>Waits of answered calls.</summary>
    public DurationHistogram AnswerTimes { get; } = new();

    /// <summary>Waits of abandoned calls.</summary>
    public DurationHistogram AbandonTimes { get; } = new();

    /// <summary>Waits of all calls that left the queue.</summary>
    public DurationHistogram QueueTimes { get; } = new();

    /// <summary>B: callers who left before they were answered.</summary>
    public long Abandoned => AbandonedWaiting + AbandonedRinging;

    /// <summary>Calls that left the queue, however.</summary>
    public long Left => Answered + Abandoned + Overflowed + CalledBack + Failed;

    /// <summary>Per cent, 0 – 100; null when no call counts.</summary>
    public double? ServiceLevelPercent(ServiceLevelVariant variant) =>
        ServiceLevel.Percent(variant, Answered, AnsweredWithin, Abandoned, AbandonedWithin, AbandonedShort);

    /// <summary>ASA: mean wait of answered calls.</summary>
    public TimeSpan? AverageSpeedOfAnswer => Statistics.Mean(WaitAnswered, Answered);

    /// <summary>Mean wait of all calls that left the queue, abandoned ones included.</summary>
    public TimeSpan? AverageWait => Statistics.Mean(WaitAnswered + WaitAbandoned + WaitOther, Left);

    /// <summary>Mean wait of abandoned calls.</summary>
    public TimeSpan? AverageTimeToAbandon => Statistics.Mean(WaitAbandoned, Abandoned);

    /// <summary>AHT: (talk + hold + wrap-up) / conversations.</summary>
    public TimeSpan? AverageHandleTime => Statistics.Mean(Talk + Hold + WrapUp, Handled);

    /// <summary>Adds all of another.</summary>
    public void Add(QueueFigures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Offered += other.Offered;
        Answered += other.Answered;
        AnsweredWithin += other.AnsweredWithin;
        AnsweredInThreeRings += other.AnsweredInThreeRings;
        AbandonedWaiting += other.AbandonedWaiting;
        AbandonedRinging += other.AbandonedRinging;
        AbandonedShort += other.AbandonedShort;
        AbandonedWithin += other.AbandonedWithin;
        Overflowed += other.Overflowed;
        CalledBack += other.CalledBack;
        Failed += other.Failed;
        WaitAnswered += other.WaitAnswered;
        WaitAbandoned += other.WaitAbandoned;
        WaitOther += other.WaitOther;
        LongestWait = Statistics.Longer(LongestWait, other.LongestWait);
        Handled += other.Handled;
        Talk += other.Talk;
        Hold += other.Hold;
        WrapUp += other.WrapUp;
        Offers += other.Offers;
        OffersMissed += other.OffersMissed;
        AnswerTimes.Add(other.AnswerTimes);
        AbandonTimes.Add(other.AbandonTimes);
        QueueTimes.Add(other.QueueTimes);
    }
}
