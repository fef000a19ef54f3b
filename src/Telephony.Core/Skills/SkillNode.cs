using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>A skill expression as a tree. Its text is the canonical form.</summary>
internal abstract record SkillNode
{
    public const int LevelMost = 10;

    /// <summary>Several that must all hold; inner lists of the same kind are taken in.</summary>
    public static SkillNode AllOf(ImmutableArray<SkillNode> parts) =>
        parts.Length == 1 ? parts[0] : new All([.. parts.SelectMany(p => p is All all ? all.Parts : [p])]);

    /// <summary>Several of which one must hold.</summary>
    public static SkillNode AnyOf(ImmutableArray<SkillNode> parts) =>
        parts.Length == 1 ? parts[0] : new Any([.. parts.SelectMany(p => p is Any any ? any.Parts : [p])]);

    public abstract bool Holds(ImmutableSortedDictionary<string, int> skills);

    /// <summary>What is missing, in words, when it does not hold.</summary>
    public abstract string Lacks(ImmutableSortedDictionary<string, int> skills);

    /// <summary>A skill whose level lies in a range; 0 is who does not have it.</summary>
    public sealed record Level(string Skill, int Least, int Most) : SkillNode
    {
        public override bool Holds(ImmutableSortedDictionary<string, int> skills) =>
            skills.GetValueOrDefault(Skill) is var level && level >= Least && level <= Most;

        public override string Lacks(ImmutableSortedDictionary<string, int> skills)
        {
            var level = skills.GetValueOrDefault(Skill);
            if (level == 0) return $"no {Skill}";
            return level < Least ? $"{Skill} {level} < {Least}" : $"{Skill} {level} > {Most}";
        }

        public override string ToString() => (Least, Most) switch
        {
            (1, LevelMost) => Skill,
            (_, LevelMost) => $"{Skill}>={Least}",
            (0, 0) => $"{Skill}<1",
            (0, _) => $"{Skill}<={Most}",
            _ => $"{Skill}={Least}",
        };
    }

    /// <summary>The opposite.</summary>
    public sealed record Not(SkillNode Part) : SkillNode
    {
        public override bool Holds(ImmutableSortedDictionary<string, int> skills) => !Part.Holds(skills);

        public override string Lacks(ImmutableSortedDictionary<string, int> skills) =>
            Part is Level { Least: 1, Most: LevelMost } level ? $"has {level.Skill}" : $"{Part} holds";

        public override string ToString() => Part is Level or Not ? $"!{Part}" : $"!({Part})";
    }

    /// <summary>All must hold.</summary>
    public sealed record All(ImmutableArray<SkillNode> Parts) : SkillNode
    {
        public override bool Holds(ImmutableSortedDictionary<string, int> skills) => Parts.All(p => p.Holds(skills));

        public override string Lacks(ImmutableSortedDictionary<string, int> skills) =>
            string.Join(", ", Parts.Where(p => !p.Holds(skills)).Select(p => p.Lacks(skills)));

        public override string ToString() => string.Join(" & ", Parts.Select(p => p is Any ? $"({p})" : p.ToString()));
    }

    /// <summary>One must hold.</summary>
    public sealed record Any(ImmutableArray<SkillNode> Parts) : SkillNode
    {
        public override bool Holds(ImmutableSortedDictionary<string, int> skills) => Parts.Any(p => p.Holds(skills));

        public override string Lacks(ImmutableSortedDictionary<string, int> skills) =>
            string.Join(" and ", Parts.Select(p => p.Lacks(skills)));

        public override string ToString() => string.Join(" | ", Parts);
    }
}

/// <summary>One comparison of a compiled expression, and which comparison follows: no tree is walked when agents are judged.</summary>
internal readonly record struct SkillStep(string Skill, int Least, int Most, int Then, int Otherwise)
{
    public const int Yes = -1;
    public const int No = -2;

    public static ImmutableArray<SkillStep> Compile(SkillNode root)
    {
        List<SkillStep> reversed = [];
        Add(reversed, root, Yes, No);
        // Made from the end, so that what follows is known; turned round, the first step is 0.
        var last = reversed.Count - 1;
        reversed.Reverse();
        return [.. reversed.Select(s => s with { Then = Turned(s.Then, last), Otherwise = Turned(s.Otherwise, last) })];
    }

    public bool Holds(int level) => level >= Least && level <= Most;

    private static int Turned(int at, int last) => at < 0 ? at : last - at;

    private static int Add(List<SkillStep> steps, SkillNode node, int then, int otherwise)
    {
        switch (node)
        {
            case SkillNode.Level l:
                steps.Add(new SkillStep(l.Skill, l.Least, l.Most, then, otherwise));
                return steps.Count - 1;
            case SkillNode.Not n:
                return Add(steps, n.Part, otherwise, then);
            case SkillNode.All all:
                for (var i = all.Parts.Length - 1; i >= 0; i--) then = Add(steps, all.Parts[i], then, otherwise);
                return then;
            case SkillNode.Any any:
                for (var i = any.Parts.Length - 1; i >= 0; i--) otherwise = Add(steps, any.Parts[i], then, otherwise);
                return otherwise;
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node.GetType().Name);
        }
    }
}
