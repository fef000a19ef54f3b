using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core.Tests.Scenarios;

/// <content>What the stories can tell of agents' work beside calls, and of the life of a queue.</content>
internal sealed partial class Scenario
{
    private static readonly RequestId Story = new("story");

    private AcdInput? LifeOf(string[] words) => words switch
    {
        ["agent", var agent, "finishes", "wrap-up"] => new AcdInput.WrapUpFinished(Story, new AgentId(agent), null, null),
        ["agent", var agent, "finishes", "wrap-up", "with", var code] => new AcdInput.WrapUpFinished(Story, new AgentId(agent), code, null),
        ["agent", var agent, "extends", "wrap-up", "by", var seconds] => new AcdInput.WrapUpExtended(Story, new AgentId(agent), Seconds(seconds)),
        ["agent", var agent, "wants", "ready"] => new AcdInput.AgentCommanded(Story, new AgentId(agent), AgentCommand.Ready, null),
        ["agent", var agent, "wants", "pause", var reason] => new AcdInput.AgentCommanded(Story, new AgentId(agent), AgentCommand.Pause, reason),
        ["supervisor", var who, "approves", var agent] => new AcdInput.PauseDecided(Story, new AgentId(agent), true, who),
        ["supervisor", var who, "refuses", var agent] => new AcdInput.PauseDecided(Story, new AgentId(agent), false, who),
        ["supervisor", var who, "orders", var agent, "ready", "because", .. var why] => Forced(agent, AgentCommand.Ready, null, who, why),
        ["supervisor", var who, "orders", var agent, "out", "because", .. var why] => Forced(agent, AgentCommand.LogOut, null, who, why),
        ["supervisor", var who, "orders", var agent, "pause", var reason, "because", .. var why] => Forced(agent, AgentCommand.Pause, reason, who, why),
        ["supervisor", var who, "gives", var agent, "skills", .. var skills] => new AcdInput.SkillsSet(Story, new AgentId(agent), SkillsOf(skills), who),
        ["supervisor", var who, "resets", var agent, "skills"] => new AcdInput.SkillsSet(Story, new AgentId(agent), null, who),
        ["supervisor", var who, "gives", var agent, "queues", .. var queues] => new AcdInput.QueuesSet(Story, new AgentId(agent), [.. queues.Select(q => new QueueName(q))], who),
        ["supervisor", var who, "resets", var agent, "queues"] => new AcdInput.QueuesSet(Story, new AgentId(agent), null, who),
        ["supervisor", var who, "switches", "emergency", "on"] => new AcdInput.EmergencySwitched(Story, null, true, who),
        ["supervisor", var who, "switches", "emergency", "off"] => new AcdInput.EmergencySwitched(Story, null, false, who),
        ["supervisor", var who, "switches", "emergency", "on", "for", var queue] => new AcdInput.EmergencySwitched(Story, new QueueName(queue), true, who),
        ["supervisor", var who, "switches", "emergency", "off", "for", var queue] => new AcdInput.EmergencySwitched(Story, new QueueName(queue), false, who),
        ["supervisor", var who, "opens", var queue] => new AcdInput.QueueSwitched(Story, new QueueName(queue), QueueSwitch.Open, who),
        ["supervisor", var who, "closes", var queue] => new AcdInput.QueueSwitched(Story, new QueueName(queue), QueueSwitch.Closed, who),
        ["supervisor", var who, "leaves", var queue, "to", "its", "hours"] => new AcdInput.QueueSwitched(Story, new QueueName(queue), QueueSwitch.Calendar, who),
        ["caller", var number, "calls", var queue, "as", var call] => Direct(call, queue) is AcdInput.CallOffered offered ? offered with { Caller = new CallerId(number, "") } : null,
        ["supervisor", var who, "promises", var number, "a", "call", "at", var at, "within", var seconds, "by", var queue] => Promise(who, number, at, seconds, queue, null),
        ["supervisor", var who, "promises", var number, "a", "call", "at", var at, "within", var seconds, "by", var queue, "from", var agent] => Promise(who, number, at, seconds, queue, agent),
        ["supervisor", var who, "cancels", "the", "call", "to", var number] => new AcdInput.CallbackCancelled(Story, CallbackOf(number).Id, who),
        ["customer", var number, "answers"] => new AcdInput.CustomerAnswered(CallbackOf(number).Call!.Value),
        ["customer", var number, "is", "busy"] => new AcdInput.CustomerDialEnded(CallbackOf(number).Call!.Value, DialEnd.Busy),
        ["customer", var number, "has", "a", "machine"] => new AcdInput.CustomerDialEnded(CallbackOf(number).Call!.Value, DialEnd.Machine),
        ["customer", var number, "hangs", "up"] => new AcdInput.CallerGone(CallbackOf(number).Call!.Value),
        ["call", var call, "asks", "to", "be", "called", "back"] => new AcdInput.CallbackAsked(Story, new CallId(call)),
        ["call", var call, "hears", "the", "end"] => new AcdInput.PlaybackEnded(new CallId(call), _acd.Capture().Calls.First(c => c.Id.Value == call).Playback ?? default),
        _ => null,
    };

    private static AcdInput.CallbackScheduled Promise(string by, string number, string at, string seconds, string queue, string? agent) => new(
        Story, CallbackKind.Scheduled, new CallerId(number, ""), new QueueName(queue), agent is null ? null : new AgentId(agent),
        DateTimeOffset.UnixEpoch + TimeSpan.Parse(at, CultureInfo.InvariantCulture), Seconds(seconds), by);

    private Callback CallbackOf(string number) => _acd.Capture().Callbacks.First(c => c.Customer.Number == number);

    /// <summary>Ids of callbacks say nothing to a manager; the number does.</summary>
    private string NumberOf(CallbackId id) => _numbers[id];

    private readonly Dictionary<CallbackId, string> _numbers = [];

    private string InPlainWords(string told)
    {
        foreach (var (id, number) in _numbers)
        {
            for (var attempt = 9; attempt > 0; attempt--) told = told.Replace(id.CallOf(attempt).Value, number, StringComparison.Ordinal);
        }

        return told;
    }

    private string ToldOfCallback(AcdFact.CallbackPlaced f)
    {
        _numbers[f.Callback] = f.Customer.Number;
        return f.From is { } call ? $"{call} will be called back at {f.Customer.Number}" : $"{f.By} promises {f.Customer.Number} a call";
    }

    private static AcdInput.StateForced Forced(string agent, AgentCommand command, string? reason, string by, string[] why) =>
        new(Story, new AgentId(agent), command, reason, by, string.Join(' ', why));

    private static ImmutableSortedDictionary<string, int> SkillsOf(string[] skills) =>
        skills.Select(s => s.Split('=')).ToImmutableSortedDictionary(s => s[0], s => int.Parse(s[1], CultureInfo.InvariantCulture));

    private string? ToldOfLife(AcdFact fact) => fact switch
    {
        AcdFact.PauseRequested f => $"{f.Agent} asks for {f.Reason}",
        AcdFact.PauseDecided { By: null } f => $"{f.Agent} no longer asks for {f.Reason}",
        AcdFact.PauseDecided f => $"{f.By} {(f.Approved ? "approves" : "refuses")} {f.Reason} of {f.Agent}",
        AcdFact.PauseOverdue f => $"alarm: {f.Agent} is in {f.Reason} for {f.Limit.TotalSeconds:0} s",
        AcdFact.StateForced f => $"{f.By} orders {f.Agent}: {f.Command}{(f.AfterCall ? " after the call" : "")} ({f.Why})",
        AcdFact.DispositionGiven f => $"{f.Call} was {f.Disposition}",
        AcdFact.WrapUpExtended f => $"{f.Agent} has {f.By.TotalSeconds:0} s more",
        AcdFact.AgentMissedTooOften f => $"{f.Agent} did not take {f.Misses} calls in a row",
        AcdFact.SkillsSet { Skills: null } f => $"{f.Agent} has the skills of the configuration ({f.By})",
        AcdFact.SkillsSet f => $"{f.Agent} now has {string.Join(", ", f.Skills!.Select(s => $"{s.Key} {s.Value}"))} ({f.By})",
        AcdFact.QueuesSet { ForShift: false } f => $"{f.Agent} serves {string.Join(", ", f.Queues)} as configured ({f.By})",
        AcdFact.QueuesSet f => $"{f.Agent} now serves {string.Join(", ", f.Queues)} ({f.By})",
        AcdFact.CallRefused f => $"{f.Queue} does not take {f.Call}: {f.Reason}",
        AcdFact.OverflowSkipped f => $"{f.Call} stays in {f.Queue} instead of {f.Target}",
        AcdFact.QueueOpeningChanged f => $"{f.Queue} is {f.Opening}{(f.Holiday is null ? "" : $" ({f.Holiday})")}",
        AcdFact.EmergencySwitched f => $"{f.By} switches emergency {(f.On ? "on" : "off")}{(f.Queue is { } queue ? $" for {queue}" : "")}",
        AcdFact.CallbackPlaced f => ToldOfCallback(f),
        AcdFact.CallbackDialled { Agent: { } agent } f => $"dial {NumberOf(f.Callback)} for {agent}",
        AcdFact.CallbackDialled f => $"dial {NumberOf(f.Callback)}",
        AcdFact.CallbackNotReached f => $"{NumberOf(f.Callback)} is not reached: {f.Reason}",
        AcdFact.CallbackAnswered f => $"{NumberOf(f.Callback)} answers",
        AcdFact.CallbackDone f => $"callback to {NumberOf(f.Callback)} ends: {f.Outcome}",
        AcdFact.QueueSwitched f => $"{f.By} makes {f.Queue} {f.To}",
        AcdFact.WaitAnnounced f => $"{f.Call} is told{(f.Position is { } position ? $" position {position}" : "")}{(f.ExpectedWait is { } wait ? $" {wait.TotalMinutes:0} min" : "")}{(f is { Position: null, ExpectedWait: null } ? " to be patient" : "")}",
        _ => null,
    };

    private static QueueRule? WithLife(QueueRule rule, string name, string value) => name switch
    {
        "dispositions" => rule with { AfterCall = rule.AfterCall with { Dispositions = value.Split(',').ToImmutableSortedDictionary(c => c, c => new Label(c, "")) } },
        "disposition-required" => rule with { AfterCall = rule.AfterCall with { Required = true, Limit = Seconds(value) } },
        "extension" => rule with { AfterCall = rule.AfterCall with { Extension = Seconds(value) } },
        "misses" => rule with { Recovery = rule.Recovery with { MissesMost = int.Parse(value, CultureInfo.InvariantCulture) } },
        "after-misses" => rule with { Recovery = rule.Recovery with { AfterMisses = value == "log_out" ? MissesAction.LogOut : MissesAction.Pause } },
        "recovery" => rule with { Recovery = rule.Recovery with { Silent = Seconds(value), Busy = Seconds(value), Declined = Seconds(value), Unreachable = Seconds(value) } },
        _ => WithQueueLife(rule.Life, name, value) is { } life ? rule with { Life = life } : null,
    };

    private static QueueLife? WithQueueLife(QueueLife life, string name, string value) => name switch
    {
        "most" => life with { Limit = new LimitRule(int.Parse(value, CultureInfo.InvariantCulture), life.Limit?.Exit ?? QueueExit.HangUp) },
        "when-full" => life with { Limit = new LimitRule(life.Limit?.Waiting ?? 1, ExitOf(value)) },
        "join" => life with { Empty = EmptyOf(life) with { Join = PresenceOf(value) } },
        "stay" => life with { Empty = EmptyOf(life) with { Stay = PresenceOf(value) } },
        "grace" => life with { Empty = EmptyOf(life) with { Grace = Seconds(value) } },
        "when-empty" => life with { Empty = EmptyOf(life) with { Exit = ExitOf(value) } },
        "hours" => life with { Hours = HoursOf(life) with { Calendar = value } },
        "when-closed" => life with { Hours = HoursOf(life) with { Exit = ExitOf(value) } },
        "emergency" => life with { Hours = HoursOf(life) with { Emergency = ExitOf(value) } },
        "closing" => life with { Hours = HoursOf(life) with { WaitingLeave = value == "leave" } },
        "overflow-when" => life with { Overflow = [.. value.Split(',').Select(OverflowOf)] }, // 30/waiting>2/billing
        "may-return" => life with { MayReturn = value == "yes" },
        "keys" => life with { Keys = value.Split(',').Select(k => k.Split('=')).ToImmutableSortedDictionary(k => k[0], k => TargetOf(k[1])) },
        "callback" => life with { Callback = CallbackRuleOf(value.Split('/')) }, // agent/2/60: mode, attempts, seconds between
        "callback-for" => life with { Callback = life.Callback! with { Lifetime = Seconds(value) } },
        "announce" => life with { Announcements = AnnouncementsOf(value.Split('/')) }, // 10/30/position,wait,comfort
        _ => null,
    };

    private static CallbackRule CallbackRuleOf(string[] rule) => new()
    {
        Mode = rule[0] == "agent" ? CallbackMode.AgentFirst : CallbackMode.CustomerFirst,
        Attempts = int.Parse(rule[1], CultureInfo.InvariantCulture),
        RetryAfter = Seconds(rule[2]),
    };

    private static EmptyRule EmptyOf(QueueLife life) => life.Empty ?? new EmptyRule(AgentPresence.None, AgentPresence.None, TimeSpan.Zero, QueueExit.HangUp);

    private static HoursRule HoursOf(QueueLife life) => life.Hours ?? new HoursRule(null, false, QueueExit.HangUp, QueueExit.HangUp);

    private static AgentPresence PresenceOf(string value) => value.Split(',').Aggregate(AgentPresence.None, (all, one) => all | Enum.Parse<AgentPresence>(one.Replace("_", ""), ignoreCase: true));

    /// <summary>A target, or after a slash with a message before it: <c>message/billing</c>.</summary>
    private static QueueExit ExitOf(string value) =>
        value.Split('/') is [var message, var target] ? new QueueExit([$"sound:{message}"], TargetOf(target)) : new QueueExit([], TargetOf(value));

    private static CallTarget TargetOf(string value) => value switch
    {
        "hangup" => CallTarget.HangUp,
        "menu" => new CallTarget(null, "main"),
        "callback" => CallTarget.LeavePhone,
        _ => new CallTarget(value, null),
    };

    private static OverflowRule OverflowOf(string text)
    {
        var (parts, rule) = (text.Split('/'), new OverflowRule { Target = TargetOf(text.Split('/')[^1]) });
        rule = rule with { After = Seconds(parts[0]) };
        foreach (var condition in parts[1..^1])
        {
            rule = condition.Split('>', '<') switch
            {
                ["waiting", var most] => rule with { Waiting = int.Parse(most, CultureInfo.InvariantCulture) },
                ["wait", var longest] => rule with { ExpectedWait = Seconds(longest) },
                ["level", var least] => rule with { ServiceLevel = int.Parse(least, CultureInfo.InvariantCulture), Within = TimeSpan.FromSeconds(20) },
                _ => throw new FormatException($"condition not understood: {condition}"),
            };
        }

        return rule;
    }

    private static AnnouncementPlan AnnouncementsOf(string[] plan) => new()
    {
        FirstAfter = Seconds(plan[0]),
        Interval = Seconds(plan[1]),
        Position = plan[2].Contains("position", StringComparison.Ordinal),
        ExpectedWait = plan[2].Contains("wait", StringComparison.Ordinal),
        Comfort = plan[2].Contains("comfort", StringComparison.Ordinal) ? [["sound:please-wait"]] : [],
    };
}
