namespace Telephony.Core;

/// <content>Calls that are made for an agent by order: the agent is held, the customer is dialled once and now, and whoever answers is offered to the agent.</content>
public sealed partial class Acd
{
    private string? WhyNotCallOut(AcdInput.CallOutOrdered asked, out QueueName queue)
    {
        queue = asked.Queue ?? QueuesOf(asked.Agent).Select(q => new QueueName(q)).FirstOrDefault(q => RuleOf(q)?.Life.Callback is not null);
        if (WhyNotAsk(asked.Agent) is { } refusal) return refusal;
        if (!_agents[asked.Agent].CanBeOffered) return $"{asked.Agent} cannot be rung: {WhyNotFree(asked.Agent)?.Words}";
        if (queue.Value is null) return $"no queue of {asked.Agent} calls customers: does not call back";
        if (RuleOf(queue) is not { } rule) return $"unknown queue {queue}";
        if (rule.Life.Callback is null) return $"{queue} does not call back";
        if (!QueuesOf(asked.Agent).Contains(queue.Value)) return $"{asked.Agent} may not serve {queue}";
        if (OpeningOf(queue, rule).Kind is var opening && opening != OpeningKind.Open) return $"{queue} takes no call now: {opening}";
        if (_site.CallbackLine?.IsNotToBeCalled(asked.Number) == true) return $"{asked.Number} is on the do-not-call list";
        if (_site.CallbackLine?.TargetOf(asked.Number) is null) return $"{asked.Number} cannot be called";
        return _callbacks.Count >= CallbacksMost ? $"{CallbacksMost} callbacks wait already" : null;
    }

    private string? CallOut(AcdInput.CallOutOrdered asked)
    {
        if (WhyNotCallOut(asked, out var queue) is { } refusal) return refusal;
        var language = _site.Agents[asked.Agent.Value].Language;
        var callback = NewCallback(CallbackKind.OutCall, new CallerId(asked.Number, ""), queue, asked.Agent, language, _now.Utc);
        Place(callback, LookAgain, null, asked.By);
        if (asked.AgentFirst) RingFirst(callback, asked.Agent, asked.By);
        else LookAtCallback(callback);
        return null;
    }
}
