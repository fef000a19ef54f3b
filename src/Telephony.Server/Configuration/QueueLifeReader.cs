using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads whom a queue takes in, keeps and sends on: <c>limit</c>, <c>empty</c>, <c>hours</c>, <c>overflow_when</c>, <c>keys</c>, <c>announcements</c>.</summary>
internal static class QueueLifeReader
{
    private static readonly SortedDictionary<string, AgentPresence> States = new(StringComparer.Ordinal)
    {
        ["ready"] = AgentPresence.Ready,
        ["busy"] = AgentPresence.Busy,
        ["wrap_up"] = AgentPresence.WrapUp,
        ["paused"] = AgentPresence.Paused,
        ["not_responding"] = AgentPresence.NotResponding,
    };

    private static readonly SortedDictionary<string, bool> WhenItCloses = new(StringComparer.Ordinal) { ["stay"] = false, ["leave"] = true };

    public static QueueLife Read(Section queue, TimeSpan maxWait) => new()
    {
        Limit = Limit(queue),
        Empty = Empty(queue),
        Hours = Hours(queue),
        Overflow = Overflow(queue, maxWait),
        MayReturn = queue.Flag("may_return", false),
        Keys = Keys(queue),
        Callback = CallbackReader.Rule(queue),
        Announcements = Announcements(queue),
    };

    private static LimitRule? Limit(Section queue)
    {
        if (queue.Find("limit") is not { } node || Section.Of(queue.File, "limit", node, "waiting", "message", "to") is not { } limit) return null;
        limit.Require("waiting", "waiting: 20");
        return new LimitRule(limit.Integer("waiting", 1, 1, 100_000), Exit(limit));
    }

    private static EmptyRule? Empty(Section queue)
    {
        if (queue.Find("empty") is not { } node || Section.Of(queue.File, "empty", node, "join", "stay", "grace", "message", "to") is not { } empty) return null;
        if (empty.Find("join") is null && empty.Find("stay") is null)
            empty.File.Error(node.At, "empty", "it is not said which agents count as present", "add join: [ready, busy, wrap_up, paused] or stay: [ready, busy, wrap_up]");
        return new EmptyRule(Presence(empty, "join"), Presence(empty, "stay"), empty.Duration("grace", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)), Exit(empty));
    }

    private static AgentPresence Presence(Section empty, string key)
    {
        if (empty.Find(key) is not { } node) return AgentPresence.None;
        var presence = AgentPresence.None;
        foreach (var item in empty.Items(node, empty.Field(key), States.Count))
        {
            if (empty.ScalarOf(item, empty.Field(key), "a state") is not { } text) continue;
            if (States.TryGetValue(text, out var state)) presence |= state;
            else empty.File.Error(item.At, empty.Field(key), $"'{Grammar.Shown(text)}' is none of {string.Join(", ", States.Keys)}", Suggestion.For(text, States.Keys));
        }

        return presence;
    }

    private static HoursRule? Hours(Section queue)
    {
        if (queue.Find("hours") is not { } node || Section.Of(queue.File, "hours", node, "calendar", "waiting", "message", "to", "emergency") is not { } hours) return null;
        var calendar = hours.Find("calendar") is null ? null : hours.Text("calendar", "", Grammar.Name.IsMatch, NamedFile.NameForm);
        if (calendar is { Length: > 0 }) hours.File.References.Add(ReferenceKind.Calendar, calendar, hours.File, hours.PositionOf("calendar"), hours.Field("calendar"));
        var exit = Exit(hours);
        var emergency = hours.Find("emergency") is { } there && Section.Of(hours.File, hours.Field("emergency"), there, "message", "to") is { } rule ? Exit(rule) : exit;
        return new HoursRule(calendar, hours.OneOf("waiting", WhenItCloses), exit, emergency);
    }

    /// <summary>A message and a target; without a target the call ends.</summary>
    private static QueueExit Exit(Section section) => new(
        section.Prompts("message"),
        section.Find("to") is { } node ? Section.Target(section.File, section.Field("to"), node) ?? CallTarget.HangUp : CallTarget.HangUp);

    private static ImmutableArray<OverflowRule> Overflow(Section queue, TimeSpan maxWait)
    {
        const string Key = "overflow_when";
        if (queue.Find(Key) is not { } node) return [];
        var rules = ImmutableArray.CreateBuilder<OverflowRule>();
        foreach (var item in queue.Items(node, Key, QueueLife.OverflowRulesMost))
        {
            if (Section.Of(queue.File, Key, item, "after", "waiting", "expected_wait", "service_level", "within", "to") is not { } rule) continue;
            var after = rule.Duration("after", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(24));
            if (rules.Count > 0 && after < rules[^1].After)
                queue.File.Error(rule.PositionOf("after"), rule.Field("after"), $"earlier than the rule before ({Grammar.ShowDuration(rules[^1].After)})", "write the rules in order of time");
            else WarnOfUnasked(rules, after, maxWait, rule, item);
            var target = rule.Require("to", "to: {queue: NAME}") is { } to ? Section.Target(queue.File, rule.Field("to"), to) : null;
            var overflow = new OverflowRule
            {
                After = after,
                Waiting = rule.Find("waiting") is null ? null : rule.Integer("waiting", 0, 0, 100_000),
                ExpectedWait = rule.Find("expected_wait") is null ? null : rule.Duration("expected_wait", TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
                ServiceLevel = rule.Find("service_level") is null ? null : rule.Integer("service_level", 1, 1, 100),
                Within = rule.Duration("within", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
                Target = target ?? CallTarget.HangUp,
            };
            rules.Add(overflow);
            queue.File.References.Mark(overflow, queue.File, rule.PositionOf("to"), rule.Field("to"));
        }

        return rules.ToImmutable();
    }

    /// <summary>A rule that no call ever comes to. Where an earlier one leads to a queue, that queue may not take the call, and the next rule is asked.</summary>
    private static void WarnOfUnasked(ImmutableArray<OverflowRule>.Builder before, TimeSpan after, TimeSpan maxWait, Section rule, YamlNode at)
    {
        if (after >= maxWait)
            rule.File.Warn(at.At, rule.Field("after"), $"never asked: nobody waits longer than {Grammar.ShowDuration(maxWait)}", "raise max_wait, or remove the rule");
        else if (before.Any(r => r is { Waiting: null, ExpectedWait: null, ServiceLevel: null, Target.Queue: null }))
            rule.File.Warn(at.At, "overflow_when", "never asked: an earlier rule without a condition sends every call away", "give that rule a condition, or remove this one");
    }

    private static ImmutableSortedDictionary<string, CallTarget> Keys(Section queue)
    {
        var keys = ImmutableSortedDictionary.CreateBuilder<string, CallTarget>(StringComparer.Ordinal);
        if (queue.Find("keys") is not { } node || Section.OfNames(queue.File, "keys", node) is not { } all) return keys.ToImmutable();
        foreach (var entry in all.Entries)
        {
            if (!Grammar.Key.IsMatch(entry.Key)) queue.File.Error(entry.KeyAt, all.Field(entry.Key), "not a key of a phone", "write \"0\" to \"9\", \"*\", \"#\" or A to D");
            else if (entry.Value is YamlNode.Scalar { Text: "callback" }) keys[entry.Key] = CallTarget.LeavePhone;
            else if (Section.Target(queue.File, all.Field(entry.Key), entry.Value) is { } target) keys[entry.Key] = target;
        }

        if (queue.Find("callback") is null && keys.Values.Any(target => target.IsCallback))
            queue.File.Error(node.At, "keys", "a key leads to a callback, but the queue does not call back", "add callback: {}");
        return keys.ToImmutable();
    }

    private static AnnouncementPlan? Announcements(Section queue)
    {
        const string Key = "announcements";
        if (queue.Find(Key) is not { } node || Section.Of(queue.File, Key, node, "first_after", "every", "position", "expected_wait", "comfort") is not { } plan) return null;
        var comfort = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        if (plan.Find("comfort") is { } messages)
        {
            foreach (var item in plan.Items(messages, plan.Field("comfort"), 20)) comfort.Add(plan.PromptsOf(item, plan.Field("comfort")));
        }

        return new AnnouncementPlan
        {
            FirstAfter = plan.Duration("first_after", TimeSpan.FromSeconds(20), TimeSpan.Zero, TimeSpan.FromHours(1)),
            Interval = plan.Duration("every", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)),
            Position = plan.Flag("position", false),
            ExpectedWait = plan.Flag("expected_wait", false),
            Comfort = comfort.ToImmutable(),
        };
    }
}
