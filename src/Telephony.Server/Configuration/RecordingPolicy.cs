using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Server.Configuration;

/// <summary>Which conversations of a queue are recorded: <c>record: always | never | on_demand | 20%</c>, and what is said before.</summary>
/// <param name="FromTheBeginning">Whether they are, without anybody asking.</param>
/// <param name="Percent">How many of a hundred of them.</param>
/// <param name="OnDemand">Whether somebody may ask for it.</param>
/// <param name="Announcement">What the caller hears first.</param>
internal sealed record RecordingPolicy(bool FromTheBeginning, int Percent, bool OnDemand, ImmutableArray<string> Announcement)
{
    private static readonly string[] Words = ["always", "never", "on_demand"];

    public static RecordingPolicy Read(Section queue)
    {
        var policy = Word(queue) switch
        {
            "always" or "true" => new RecordingPolicy(true, 100, true, []),
            "on_demand" => new RecordingPolicy(false, 100, true, []),
            { } text when PercentOf(text) is { } percent => new RecordingPolicy(true, percent, true, []),
            _ => new RecordingPolicy(false, 100, false, []),
        };
        if (queue.Find("record_announcement") is not { } node) return policy;
        if (!policy.OnDemand) queue.File.Warn(node.At, "record_announcement", "is never heard: nothing is recorded", "add record: always, on_demand or a percentage");
        return policy with { Announcement = queue.Prompts("record_announcement") };
    }

    private static string? Word(Section queue)
    {
        if (queue.Find("record") is not { } node || queue.ScalarOf(node, "record", "always, never, on_demand or a percentage") is not { } text) return null;
        var isFlag = node is YamlNode.Scalar { Quoted: false, Text: "true" or "false" };
        if (isFlag || Words.Contains(text) || PercentOf(text) is not null) return text;
        queue.File.Error(node.At, "record", $"a word or a percentage from 1% to 100% is wanted, not '{Grammar.Shown(text)}'", Suggestion.For(text, Words));
        return null;
    }

    private static int? PercentOf(string text) =>
        text.EndsWith('%') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is >= 1 and <= 100 ? percent : null;
}
