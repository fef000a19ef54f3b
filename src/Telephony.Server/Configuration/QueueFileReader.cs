using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>queues/NAME.yaml</c>.</summary>
internal static class QueueFileReader
{
    public const string Folder = "queues";

    private static readonly RecoveryRule DefaultRecovery = new(
        Silent: null, Busy: TimeSpan.FromSeconds(10), Declined: TimeSpan.FromSeconds(30), Unreachable: TimeSpan.FromSeconds(15));

    private static readonly SortedDictionary<string, RoutingStrategy> Strategies = new(StringComparer.Ordinal)
    {
        ["longest_idle"] = RoutingStrategy.LongestIdle,
        ["fewest_calls"] = RoutingStrategy.FewestCalls,
        ["least_occupied"] = RoutingStrategy.LeastOccupied,
        ["most_skilled"] = RoutingStrategy.MostSkilled,
        ["least_skilled"] = RoutingStrategy.LeastSkilled,
        ["round_robin"] = RoutingStrategy.RoundRobin,
        ["linear"] = RoutingStrategy.Linear,
        ["random"] = RoutingStrategy.Random,
        ["weighted_random"] = RoutingStrategy.WeightedRandom,
        ["ring_all"] = RoutingStrategy.RingAll,
        ["ring_progressively"] = RoutingStrategy.RingProgressively,
    };

    private static readonly SortedDictionary<string, MissesAction> MissesActions = new(StringComparer.Ordinal)
    {
        ["pause"] = MissesAction.Pause,
        ["log_out"] = MissesAction.LogOut,
    };

    public static QueueRule? Read(ConfigFile file, string name, YamlNode root)
    {
        if (Section.Of(
                file, "", root, "label", "skills", "relax", "strategy", "ring_timeout", "wrap_up", "max_wait", "overflow", "overflow_message", "music", "record", "record_announcement", "record_days", "announce_agent", "requeue_when_phone_lost", "priority", "recovery", "after_call",
                "limit", "empty", "hours", "overflow_when", "may_return", "keys", "announcements", "callback", "service_level", "weight", "ageing", "ask_again_after", "ring_most", "ring_step",
                "routing", "decision_timeout", "board")
            is not { } queue)
        {
            return null;
        }

        var maxWait = queue.Duration("max_wait", QueueRule.MaxWaitDefault, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        var strategy = Strategy(queue);
        WarnOfUnusedRinging(queue, strategy);
        var recording = RecordingPolicy.Read(queue);
        return new QueueRule
        {
            Label = queue.Label("label", name),
            Skills = SkillsReader.Read(queue),
            Relax = RelaxReader.Read(queue, maxWait),
            Strategy = strategy,
            External = External(queue, strategy),
            RingMost = queue.Integer("ring_most", 10, 2, QueueRule.RingMostMost),
            RingStep = queue.Duration("ring_step", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)),
            AskAgainAfter = queue.Duration("ask_again_after", TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromHours(1)),
            Weight = queue.Integer("weight", 0, 0, 100),
            Ageing = Ageing(queue),
            RingTimeout = queue.Duration("ring_timeout", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(120)),
            WrapUp = queue.Duration("wrap_up", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)),
            MaxWait = maxWait,
            Overflow = Overflow(queue, name),
            OverflowMessage = OverflowMessage(queue),
            Music = Music(queue),
            Record = recording.FromTheBeginning,
            RecordPercent = recording.Percent,
            RecordOnDemand = recording.OnDemand,
            RecordAnnouncement = recording.Announcement,
            RecordDays = queue.Integer("record_days", 0, 0, 36_500),
            AnnounceAgent = queue.Flag("announce_agent", false),
            RequeueWhenPhoneLost = queue.Flag("requeue_when_phone_lost", true),
            Priority = queue.Integer("priority", 0, 0, 10),
            Recovery = Recovery(queue),
            AfterCall = AfterCallReader.Read(queue),
            Objective = ObjectiveReader.Read(queue),
            Board = BoardReader.Read(queue),
            Life = QueueLifeReader.Read(queue, maxWait),
        };
    }

    private static CallTarget Overflow(Section queue, string name)
    {
        if (queue.Find("overflow") is not { } node)
        {
            if (queue.Find("max_wait") is not null)
            {
                queue.File.Error(
                    queue.PositionOf("max_wait"), "max_wait", "it is not said where a caller goes then", "add overflow: {queue: NAME}, {menu: NAME} or hangup");
            }

            return CallTarget.HangUp;
        }

        queue.File.References.Define(ReferenceKind.Queue, name, new SiteReferences.Place(queue.File, node.At, "overflow"));
        return Section.Target(queue.File, "overflow", node) ?? CallTarget.HangUp;
    }

    /// <summary>Who is not said to be led anywhere after the longest wait hears at least that it is over.</summary>
    private static ImmutableArray<string> OverflowMessage(Section queue) =>
        queue.Find("overflow_message") is null && queue.Find("overflow") is null ? [Prompt.Media("fallback")] : queue.Prompts("overflow_message");

    private static ExternalRule? External(Section queue, RoutingStrategy strategy)
    {
        var timeout = queue.Duration("decision_timeout", TimeSpan.FromMilliseconds(800), ExternalRule.TimeoutLeast, ExternalRule.TimeoutMost);
        var isExternal = false;
        if (queue.Find("routing") is { } node && queue.ScalarOf(node, "routing", "own or external") is { } text)
        {
            isExternal = text == "external";
            if (!isExternal && text != "own") queue.File.Error(node.At, "routing", $"unknown routing '{Grammar.Shown(text)}'", Suggestion.For(text, ["own", "external"]));
            if (isExternal && strategy is RoutingStrategy.RingAll or RoutingStrategy.RingProgressively)
                queue.File.Error(node.At, "routing", "another system chooses one agent; this strategy rings several", "use another strategy for the time when it does not answer");
        }

        if (!isExternal && queue.Find("decision_timeout") is { } unused)
            queue.File.Warn(unused.At, "decision_timeout", "means nothing: nobody else decides", "add routing: external");
        return isExternal ? new ExternalRule(timeout) : null;
    }

    private static RoutingStrategy Strategy(Section queue)
    {
        if (queue.Find("strategy") is not { } node || queue.ScalarOf(node, "strategy", "a strategy") is not { } text) return default;
        if (Strategies.TryGetValue(text, out var strategy)) return strategy;
        queue.File.Error(node.At, "strategy", $"unknown strategy '{Grammar.Shown(text)}'", Suggestion.For(text, Strategies.Keys));
        return default;
    }

    private static void WarnOfUnusedRinging(Section queue, RoutingStrategy strategy)
    {
        if (queue.Find("ring_most") is { } most && strategy is not (RoutingStrategy.RingAll or RoutingStrategy.RingProgressively))
            queue.File.Warn(most.At, "ring_most", "means nothing for this strategy: one phone rings at a time", "use strategy: ring_all or ring_progressively");
        if (queue.Find("ring_step") is { } step && strategy != RoutingStrategy.RingProgressively)
            queue.File.Warn(step.At, "ring_step", "means nothing for this strategy", "use strategy: ring_progressively");
    }

    /// <summary><c>ageing: {point_every: 1m, up_to: 10}</c>.</summary>
    private static AgeingRule? Ageing(Section queue)
    {
        if (queue.Find("ageing") is not { } node || Section.Of(queue.File, "ageing", node, "point_every", "up_to") is not { } ageing) return null;
        if (ageing.Require("point_every", "point_every: 1m") is null) return null;
        var every = ageing.Duration("point_every", TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        var upTo = ageing.Integer("up_to", CallOrder.PriorityMost, 1, CallOrder.PriorityMost);
        return every == TimeSpan.Zero ? null : new AgeingRule(every, upTo);
    }

    private static string Music(Section queue)
    {
        var music = queue.Text("music", "default", Grammar.Name.IsMatch, NamedFile.NameForm);
        queue.File.References.Add(ReferenceKind.Music, music, queue.File, queue.PositionOf("music"), "music");
        return music;
    }

    private static RecoveryRule Recovery(Section queue)
    {
        if (queue.Find("recovery") is not { } node
            || Section.Of(queue.File, "recovery", node, "silent", "busy", "declined", "unreachable", "misses", "after_misses") is not { } recovery)
        {
            return DefaultRecovery;
        }

        return new RecoveryRule(
            recovery.Recovery("silent", DefaultRecovery.Silent),
            recovery.Recovery("busy", DefaultRecovery.Busy),
            recovery.Recovery("declined", DefaultRecovery.Declined),
            recovery.Recovery("unreachable", DefaultRecovery.Unreachable))
        {
            MissesMost = recovery.Integer("misses", 0, 0, 20),
            AfterMisses = recovery.OneOf("after_misses", MissesActions),
        };
    }
}
