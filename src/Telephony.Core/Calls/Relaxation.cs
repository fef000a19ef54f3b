namespace Telephony.Core;

/// <content>What a call asks of an agent changes while it waits.</content>
public sealed partial class Acd
{
    /// <summary>The call has waited on, or the rules have changed: what it asks of an agent is what the step it has reached asks.</summary>
    private void Relax(Call call, QueueRule rule)
    {
        var step = rule.StepAfter(_now.Since(call.JoinedQueueAt));
        if (step != call.RelaxStep)
        {
            var waits = _router.IsWaiting(call.Id);
            _router.RemoveWaiting(call.Id);
            call.RelaxStep = step;
            if (waits)
            {
                _router.AddWaiting(call);
                _newlyWaiting.Add(call.Id);
            }

            Say(new AcdFact.CallRelaxed(call.Id, call.Queue!.Value, step, rule.SkillsAt(step)));
        }

        AwaitNextStep(call, rule);
    }

    private void AwaitNextStep(Call call, QueueRule rule)
    {
        if (call.RelaxStep < rule.Relax.Length)
            _deadlines.Set(DeadlineKind.Relax, call.Id.Value, call.JoinedQueueAt.Elapsed + rule.Relax[call.RelaxStep].After);
        else _deadlines.Clear(DeadlineKind.Relax, call.Id.Value);
    }

    private void RelaxDue(CallId id)
    {
        if (_calls.TryGetValue(id, out var call) && IsInLine(call) && RuleOf(call.Queue) is { } rule) Relax(call, rule);
    }

    private static bool IsInLine(Call call) => call.State is CallState.Queued or CallState.Ringing or CallState.Connecting;
}
