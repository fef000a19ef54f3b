using System.Globalization;
using System.Text.RegularExpressions;

namespace Telephony.Server.Configuration;

/// <summary>The forms of single values: names, durations, prompts, dial targets. What is not listed is refused,
/// because these texts end up in Asterisk's files and requests.</summary>
internal static partial class Grammar
{
    /// <summary>How long a name for people may be.</summary>
    public const int MaxLabel = 80;

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,40}\z")]
    public static partial Regex Name { get; }

    [GeneratedRegex(@"^PJSIP/[A-Za-z0-9_.-]{1,80}\z")]
    public static partial Regex DialTarget { get; }

    [GeneratedRegex(@"^PJSIP/\{number\}(?:@[A-Za-z0-9_.-]{1,80})?\z")]
    public static partial Regex CustomerTarget { get; }

    [GeneratedRegex(@"^PJSIP/\+?[0-9]{1,20}@[A-Za-z0-9_.-]{1,80}\z")]
    public static partial Regex TrunkTarget { get; }

    [GeneratedRegex(@"^\+?[0-9X]{1,20}\.?\z")]
    public static partial Regex NumberPattern { get; }

    [GeneratedRegex(@"^\+?[0-9]{0,20}\z")]
    public static partial Regex Shows { get; }

    [GeneratedRegex(@"^\+?(?:[0-9][ /-]*){2,19}[0-9]\z")]
    public static partial Regex WrittenNumber { get; }

    [GeneratedRegex(@"^(?:\*|\+?[A-Za-z0-9_.-]{1,40})\z")]
    public static partial Regex Number { get; }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z")]
    public static partial Regex Variable { get; }

    [GeneratedRegex(@"\{(?<name>[a-z][a-z0-9_]{0,39})\}")]
    public static partial Regex Placeholder { get; }

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,60}\z")]
    public static partial Regex Header { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,60}(?:\.[A-Za-z0-9_-]{1,60}){0,9}\z")]
    public static partial Regex JsonPath { get; }

    [GeneratedRegex(@"^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\z")]
    public static partial Regex Server { get; }

    [GeneratedRegex(@"^[0-9*#A-D]\z")]
    public static partial Regex Key { get; }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){0,3}\z")]
    public static partial Regex Language { get; }

    [GeneratedRegex(@"^(?:sound|digits|number|characters):[A-Za-z0-9_][A-Za-z0-9_./-]{0,119}\z")]
    private static partial Regex MediaForm { get; }

    [GeneratedRegex(@"^(?:(?<h>[0-9]{1,3})h)?(?:(?<m>[0-9]{1,5})m)?(?:(?<s>[0-9]{1,6})s)?(?:(?<ms>[0-9]{1,8})ms)?\z")]
    private static partial Regex DurationForm { get; }

    /// <summary>Durations as people write them: <c>20s</c>, <c>2m</c>, <c>1m30s</c>, <c>500ms</c>, <c>1h</c>.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = DurationForm.Match(text);
        if (text.Length == 0 || !match.Success) return false;
        duration = TimeSpan.FromMilliseconds((((Part("h") * 60) + Part("m")) * 60_000) + (Part("s") * 1_000) + Part("ms"));
        return true;

        long Part(string name) =>
            match.Groups[name] is { Success: true } group ? long.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>A duration in the form it is written in the files.</summary>
    public static string ShowDuration(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        var hours = (int)duration.TotalHours;
        return (hours > 0 ? $"{hours}h" : "")
            + (duration.Minutes > 0 ? $"{duration.Minutes}m" : "")
            + (duration.Seconds > 0 ? $"{duration.Seconds}s" : "")
            + (duration.Milliseconds > 0 ? $"{duration.Milliseconds}ms" : "");
    }

    /// <summary>Whether a text is a media URI of one of the kinds that may be named: <c>sound:hello</c>.</summary>
    public static bool IsMedia(string text) => MediaForm.IsMatch(text) && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>Whether a text can stand for a person or thing on screens and in Asterisk's files: no control characters,
    /// and none that Asterisk's files give a meaning to.</summary>
    public static bool IsLabel(string text) =>
        text.Length <= MaxLabel
        && AreSurrogatesPaired(text)
        && !text.Any(c => char.IsControl(c) || c is ';' or '"' or '<' or '>' or '[' or ']' or '\\' or '\u2028' or '\u2029');

    /// <summary>A value as shown in a message: short, and on one line.</summary>
    public static string Shown(string text)
    {
        var clean = new string([.. text.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        return text.Length > 60 ? clean + "…" : clean;
    }

    /// <summary>A path as shown in a message, on one line.</summary>
    public static string ShownPath(string path) => new([.. path.Select(c => char.IsControl(c) ? '?' : c)]);

    private static bool AreSurrogatesPaired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
