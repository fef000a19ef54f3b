namespace Telephony.Core;

/// <content>Questions asked between two inputs.</content>
public sealed partial class Acd
{
    /// <summary>Answers a question as of a moment that need not be an input's, and leaves no trace: a replay knows nothing of it.</summary>
    /// <param name="now">The moment; one that lies before the latest input counts as that.</param>
    /// <param name="question">Reads only.</param>
    public T AsOf<T>(Moment now, Func<Acd, T> question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var latest = _now;
        _now = Moment.Later(_now, now);
        try
        {
            return question(this);
        }
        finally
        {
            _now = latest;
        }
    }

    /// <summary>What a call of a queue asks of an agent, and from when on; the steps it has behind it included.</summary>
    private static IEnumerable<PlannedStep> StepsOf(Call call, QueueRule rule)
    {
        yield return new PlannedStep(0, call.JoinedQueueAt.Utc, rule.SkillsAt(0, call.Needs.Skills));
        for (var step = 1; step <= rule.Relax.Length; step++)
            yield return new PlannedStep(step, call.JoinedQueueAt.Utc + rule.Relax[step - 1].After, rule.SkillsAt(step, call.Needs.Skills));
    }
}

/// <summary>A relaxation step of a call, behind it or to come.</summary>
/// <param name="Step">0 is before the first relaxation.</param>
/// <param name="At">When it begins.</param>
/// <param name="Skills">What it asks of an agent.</param>
public sealed record PlannedStep(int Step, DateTimeOffset At, SkillExpression Skills);
