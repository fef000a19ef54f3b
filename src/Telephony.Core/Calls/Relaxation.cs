namespace Telephony.Core;

/// <content>What a call asks of an agent, and who takes it, changes while it waits.</content>
public sealed partial class Acd
{
    /// <summary>The call has waited on, or the rules have changed: what it asks of an agent is what the step it has reached asks,
    /// and agents who take only calls that have waited may take it now.</summary>
    private void Relax(Call call, QueueRule rule)
    {
        var step = rule.StepAfter(_now.Since(call.JoinedQueueAt));
        var relaxed = step != call.RelaxStep;
        call.RelaxStep = step;
        if (_router.Advance(call.Id))
        {
            if (_router.IsWaiting(call.Id)) _newlyWaiting.Add(call.Id);
            else _newlyWanting.Add(call.Id);
        }

        if (relaxed) Say(new AcdFact.CallRelaxed(call.Id, call.Queue!.Value, step, rule.SkillsAt(step, call.Needs.Skills)));
        AwaitNextStep(call);
    }

    private void AwaitNextStep(Call call)
    {
        if (_router.NextStage(call.Queue!.Value, _now.Since(call.JoinedQueueAt)) is { } next)
            _deadlines.Set(DeadlineKind.Relax, call.Id.Value, call.JoinedQueueAt.Elapsed + next);
        else _deadlines.Clear(DeadlineKind.Relax, call.Id.Value);
    }

    private void RelaxDue(CallId id)
    {
        if (_calls.TryGetValue(id, out var call) && (IsInLine(call) || call.State == CallState.Virtual) && RuleOf(call.Queue) is { } rule) Relax(call, rule);
    }

    private static bool IsInLine(Call call) => call.State is CallState.Queued or CallState.Ringing or CallState.Connecting;
}
