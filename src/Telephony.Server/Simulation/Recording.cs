using Telephony.Core;

namespace Telephony.Server.Simulation;

/// <summary>A caller as recorded: when the call came, what was pressed, and whether the caller left before any queue.</summary>
/// <param name="ArrivedAt">When.</param>
/// <param name="Number">The number dialled.</param>
public sealed record RecordedCall(Moment ArrivedAt, string Number)
{
    /// <summary>The keys pressed, in order, each with the menu and the time after that menu was entered.</summary>
    public List<(string Menu, char Digit, TimeSpan After)> Choices { get; } = [];

    /// <summary>How long after arriving the caller hung up without having been in a queue; null for others.</summary>
    public TimeSpan? LeftAfter { get; set; }
}

/// <summary>What an agent did by own will: began or ended work, paused, came back.</summary>
/// <param name="At">When.</param>
/// <param name="Agent">Who.</param>
/// <param name="Command">What.</param>
/// <param name="Reason">The pause reason.</param>
public sealed record RecordedCommand(Moment At, AgentId Agent, AgentCommand Command, string? Reason);

/// <summary>How callers and agents of a queue behaved: what a simulation draws from.</summary>
public sealed class QueueSamples
{
    /// <summary>Waits over all queues of callers who came to this queue first, and whether they gave up.</summary>
    public List<(TimeSpan Wait, bool GaveUp)> Waits { get; } = [];

    /// <summary>How long people talked, and who ended it.</summary>
    public List<(TimeSpan Length, Party EndedBy)> Talks { get; } = [];

    /// <summary>How long agents took to finish the work of a call; null when they used all the time they were given.</summary>
    public List<TimeSpan?> WrapUps { get; } = [];

    /// <summary>How offers ended, and after what time; null when the agent answered.</summary>
    public List<(OfferOutcome? Failed, TimeSpan After)> Offers { get; } = [];

    /// <summary>Adds all of another.</summary>
    public void Add(QueueSamples other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Waits.AddRange(other.Waits);
        Talks.AddRange(other.Talks);
        WrapUps.AddRange(other.WrapUps);
        Offers.AddRange(other.Offers);
    }
}

/// <summary>What a journal tells of a time: who called when, how people behaved, what came of it.</summary>
public sealed class Recording
{
    /// <summary>The first moment.</summary>
    public Moment From { get; internal set; }

    /// <summary>The last moment.</summary>
    public Moment Until { get; internal set; }

    /// <summary>The configurations in force, from when.</summary>
    public List<(Moment From, SiteConfiguration Site)> Sites { get; } = [];

    /// <summary>The calls, in the order they came.</summary>
    public List<RecordedCall> Calls { get; } = [];

    /// <summary>What agents did, in order.</summary>
    public List<RecordedCommand> Commands { get; } = [];

    /// <summary>How long agents did not respond before they came back by themselves.</summary>
    public List<TimeSpan> Recoveries { get; } = [];

    /// <summary>Behaviour by queue.</summary>
    public Dictionary<string, QueueSamples> Queues { get; } = new(StringComparer.Ordinal);

    /// <summary>The figures as they were.</summary>
    public Core.Statistics Figures { get; } = new(TimeSpan.FromDays(3000));

    internal QueueSamples Of(QueueName queue)
    {
        if (!Queues.TryGetValue(queue.Value, out var samples)) Queues[queue.Value] = samples = new QueueSamples();
        return samples;
    }
}
