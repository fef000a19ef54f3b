using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>What one call asks for beside what its queue says: set by a menu's choice, by who moves the call, or by the API.</summary>
public sealed record CallNeeds
{
    /// <summary>Longest time a call waits for its preferred agent: 1 h.</summary>
    public static readonly TimeSpan PreferredMost = TimeSpan.FromHours(1);

    /// <summary>How many agents a call can exclude.</summary>
    public const int ExcludedMost = 20;

    /// <summary>Nothing of its own.</summary>
    public static CallNeeds None { get; } = new();

    /// <summary>Asked of an agent together with what the queue asks at each relaxation step, until a step says <see cref="RelaxStep.DropsOwn"/>.</summary>
    public SkillExpression Skills { get; init; } = SkillExpression.Anyone;

    /// <summary>0 – 10, higher is served first; null: the queue's.</summary>
    public int? Priority { get; init; }

    /// <summary>The agent the caller should talk with; the call waits for no other as long as <see cref="PreferredFor"/>.</summary>
    public AgentId? Preferred { get; init; }

    /// <summary>How long the call waits for the preferred agent, from joining the queue; up to <see cref="PreferredMost"/>.</summary>
    public TimeSpan PreferredFor { get; init; }

    /// <summary>Agents who are not to be rung for this call.</summary>
    public ImmutableArray<AgentId> Excluded { get; init; } = [];

    /// <summary>The position wished for in the queue, 1 is next; kept inside the calls of equal priority. Null: by the order of joining.</summary>
    public int? Position { get; init; }

    /// <summary>Whether nothing is asked for.</summary>
    [JsonIgnore] public bool IsNone => Skills.Text.Length == 0 && Priority is null && Preferred is null && Excluded.IsEmpty && Position is null;

    /// <summary>What is wrong with these values, in a sentence; null when nothing is.</summary>
    public string? Fault() => this switch
    {
        { Priority: < 0 or > CallOrder.PriorityMost } => $"priority {Priority} is out of range: 0 to {CallOrder.PriorityMost}",
        { Position: < 1 } => $"position {Position} is out of range: 1 is next",
        _ when PreferredFor < TimeSpan.Zero || PreferredFor > PreferredMost => $"a call waits for its preferred agent up to {PreferredMost.TotalMinutes} minutes",
        { Excluded.Length: > ExcludedMost } => $"{Excluded.Length} excluded agents are too many: at most {ExcludedMost}",
        _ => null,
    };
}

/// <summary>An agent who is not rung for a call.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Until">Until when, on the monotonic clock; null as long as the call waits.</param>
/// <param name="Why">In words: <c>declined at 10:42:05</c>.</param>
public sealed record Exclusion(AgentId Agent, TimeSpan? Until, string Why);
