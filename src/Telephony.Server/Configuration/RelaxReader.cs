using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>relax: [{after: 20s, skills: english&gt;=3}, {after: 60s, skills: ""}]</c>.</summary>
internal static class RelaxReader
{
    private const string Key = "relax";

    public static ImmutableArray<RelaxStep> Read(Section queue, TimeSpan maxWait)
    {
        if (queue.Find(Key) is not { } node) return [];
        var steps = ImmutableArray.CreateBuilder<RelaxStep>();
        foreach (var item in queue.Items(node, Key, QueueRule.RelaxStepsMost))
        {
            if (Section.Of(queue.File, Key, item, "after", "skills", "drop_call_skills") is not { } step) continue;
            step.Require("skills", "skills: english>=3, or skills: \"\" for everybody of the queue");
            var skills = SkillsReader.Read(step);
            if (step.Require("after", "after: 20s") is not { } place) continue;
            var after = step.Duration("after", TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
            if (after == TimeSpan.Zero) continue; // said already
            if (steps.Count > 0 && after <= steps[^1].After)
                queue.File.Error(place.At, step.Field("after"), $"not later than the step before ({Grammar.ShowDuration(steps[^1].After)})", "write the steps in order of time");
            else if (after >= maxWait)
                queue.File.Warn(place.At, step.Field("after"), $"never reached: nobody waits longer than {Grammar.ShowDuration(maxWait)}", "raise max_wait, or remove the step");
            steps.Add(new RelaxStep(after, skills, step.Flag("drop_call_skills", false)));
            queue.File.References.Mark(steps[^1], queue.File, step.PositionOf("skills"), step.Field("skills"));
        }

        return steps.ToImmutable();
    }
}
