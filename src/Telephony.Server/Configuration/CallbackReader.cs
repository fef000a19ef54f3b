using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads how a site dials customers, and how a queue calls back.</summary>
internal static class CallbackReader
{
    private static readonly SortedDictionary<string, CallbackMode> Modes = new(StringComparer.Ordinal)
    {
        ["agent_first"] = CallbackMode.AgentFirst,
        ["customer_first"] = CallbackMode.CustomerFirst,
    };

    /// <summary><c>callbacks: {dial: "PJSIP/{number}@trunk", allow: ["0X."], shown: "4000"}</c> of site.yaml.</summary>
    public static CallbackLine? Line(Section site)
    {
        if (site.Find("callbacks") is not { } node || Section.Of(site.File, "callbacks", node, "dial", "allow", "shown") is not { } line) return null;
        line.Require("dial", "dial: \"PJSIP/{number}@trunk\"");
        var allow = ImmutableArray.CreateBuilder<string>();
        if (line.Require("allow", "allow: [\"0X.\"]") is { } patterns)
        {
            foreach (var item in line.Items(patterns, line.Field("allow"), 100))
            {
                if (line.ScalarOf(item, line.Field("allow"), "a pattern") is not { } text) continue;
                if (Grammar.NumberPattern.IsMatch(text)) allow.Add(text);
                else site.File.Error(item.At, line.Field("allow"), $"'{Grammar.Shown(text)}' is not a pattern of numbers", "digits and + are themselves, X is any digit, a dot at the end any digits");
            }
        }

        return new CallbackLine(
            line.Text("dial", "", Grammar.CustomerTarget.IsMatch, "a dial template like PJSIP/{number}@trunk"),
            allow.ToImmutable(),
            line.Text("shown", "", Grammar.Shows.IsMatch, "a number of at most 20 digits"));
    }

    /// <summary><c>callback: {mode: agent_first, attempts: 3, …}</c> of a queue.</summary>
    public static CallbackRule? Rule(Section queue)
    {
        if (queue.Find("callback") is not { } node
            || Section.Of(queue.File, "callback", node, "mode", "attempts", "retry_after", "lifetime", "ring_time", "lead", "confirm") is not { } rule)
        {
            return null;
        }

        queue.File.References.Add(ReferenceKind.CallbackLine, "callbacks", queue.File, node.At, "callback");
        var otherwise = new CallbackRule();
        return new CallbackRule
        {
            Mode = rule.OneOf("mode", Modes),
            Attempts = rule.Integer("attempts", otherwise.Attempts, 1, 10),
            RetryAfter = rule.Duration("retry_after", otherwise.RetryAfter, TimeSpan.FromSeconds(10), TimeSpan.FromHours(24)),
            Lifetime = rule.Duration("lifetime", otherwise.Lifetime, TimeSpan.FromSeconds(10), TimeSpan.FromDays(7)),
            RingTime = rule.Duration("ring_time", otherwise.RingTime, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)),
            Lead = rule.Duration("lead", otherwise.Lead, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            Confirm = rule.Prompts("confirm"),
        };
    }
}
