namespace Telephony.Core;

/// <summary>What an agent did in a time. As with <see cref="QueueFigures"/>, figures of two times added up are those of both.</summary>
public sealed class AgentFigures
{
    private readonly SortedDictionary<AgentState, TimeSpan> _timeIn = [];
    private readonly SortedDictionary<string, TimeSpan> _pausedFor = new(StringComparer.Ordinal);

    /// <summary>Ring attempts.</summary>
    public long Offers { get; internal set; }

    /// <summary>Of these, not answered: silent, busy, refused, unreachable, or the caller left meanwhile.</summary>
    public long OffersMissed { get; internal set; }

    /// <summary>Calls answered.</summary>
    public long Answered { get; internal set; }

    /// <summary>Of these, before the phone had rung three times.</summary>
    public long AnsweredInThreeRings { get; internal set; }

    /// <summary>Conversations that ended.</summary>
    public long Handled { get; internal set; }

    /// <summary>Time in each state at work.</summary>
    public IReadOnlyDictionary<AgentState, TimeSpan> TimeIn => _timeIn;

    /// <summary>Time paused, by reason.</summary>
    public IReadOnlyDictionary<string, TimeSpan> PausedFor => _pausedFor;

    /// <summary>Time at work: in any state but logged out.</summary>
    public TimeSpan LoggedIn => Statistics.Sum(_timeIn.Values);

    /// <summary>Time on contacts: talking (hold included) and wrap-up.</summary>
    public TimeSpan OnContact => _timeIn.GetValueOrDefault(AgentState.Talking) + _timeIn.GetValueOrDefault(AgentState.WrapUp);

    /// <summary>Time ready and not rung.</summary>
    public TimeSpan Idle => _timeIn.GetValueOrDefault(AgentState.Ready);

    /// <summary>Time being rung: from the offer to its end, or to the conversation.</summary>
    public TimeSpan Rung => _timeIn.GetValueOrDefault(AgentState.Reserved) + _timeIn.GetValueOrDefault(AgentState.Ringing);

    /// <summary>Time paused, whatever the reason.</summary>
    public TimeSpan Paused => _timeIn.GetValueOrDefault(AgentState.Paused);

    /// <summary>Time left alone after an offer that was not taken.</summary>
    public TimeSpan NotResponding => _timeIn.GetValueOrDefault(AgentState.NotResponding);

    /// <summary>On contact / (on contact + idle), per cent; null when neither. Time being rung or paused is in neither.</summary>
    public double? OccupancyPercent => Statistics.Share(OnContact, OnContact + Idle);

    /// <summary>AHT: (talk + hold + wrap-up) / conversations.</summary>
    public TimeSpan? AverageHandleTime => Statistics.Mean(OnContact, Handled);

    /// <summary>Adds all of another.</summary>
    public void Add(AgentFigures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Offers += other.Offers;
        OffersMissed += other.OffersMissed;
        Answered += other.Answered;
        AnsweredInThreeRings += other.AnsweredInThreeRings;
        Handled += other.Handled;
        foreach (var (state, time) in other._timeIn) Spend(state, null, time);
        foreach (var (reason, time) in other._pausedFor) _pausedFor[reason] = _pausedFor.GetValueOrDefault(reason) + time;
    }

    internal void Spend(AgentState state, string? reason, TimeSpan time)
    {
        _timeIn[state] = _timeIn.GetValueOrDefault(state) + time;
        if (state == AgentState.Paused && reason is not null) _pausedFor[reason] = _pausedFor.GetValueOrDefault(reason) + time;
    }
}
