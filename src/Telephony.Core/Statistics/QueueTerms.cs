using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What statistics have to know of a queue: part of the fact that a configuration is in force, so that figures are made of facts alone.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Objective">What it is held to.</param>
/// <param name="Skills">The skills its calls ask for at first; those only refused (<c>!trainee</c>) are not among them.</param>
public sealed record QueueTerms(QueueName Queue, ServiceObjective Objective, ImmutableArray<string> Skills)
{
    /// <summary>The terms of a queue as configured.</summary>
    public static QueueTerms Of(string queue, QueueRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var skills = new SortedSet<string>(StringComparer.Ordinal);
        Collect(rule.Skills.Root, skills);
        return new QueueTerms(new QueueName(queue), rule.Objective, [.. skills]);
    }

    private static void Collect(SkillNode? node, SortedSet<string> skills)
    {
        switch (node)
        {
            case SkillNode.Level { Least: > 0 } level: skills.Add(level.Skill); break;
            case SkillNode.All all: foreach (var part in all.Parts) Collect(part, skills); break;
            case SkillNode.Any any: foreach (var part in any.Parts) Collect(part, skills); break;
        }
    }
}
