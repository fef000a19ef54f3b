using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Telephony.Server.Cli;

/// <summary>Values as people read them.</summary>
internal static class Wording
{
    /// <summary>Whether texts are wanted in Chinese: by LC_ALL, LC_MESSAGES, LANG, the first that is set.</summary>
    public static bool IsChinese { get; } =
        new[] { "LC_ALL", "LC_MESSAGES", "LANG" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v))?.StartsWith("zh", StringComparison.Ordinal) ?? false;

    /// <summary>The id of a resource name.</summary>
    public static string Id(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>A text in the reader's language, or in the other.</summary>
    public static string Of(V1.LocalizedText? text) => text is null ? "" : IsChinese && text.ZhCn.Length > 0 || text.En.Length == 0 ? text.ZhCn : text.En;

    /// <summary>An enum's word: <c>AGENT_STATE_WRAP_UP</c> is <c>wrap-up</c>.</summary>
    public static string Of<T>(T word)
        where T : struct, System.Enum
    {
        var text = word.ToString();
        return text == "Unspecified" ? "" : string.Concat(text.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
    }

    /// <summary>Reads an enum's word as <see cref="Of{T}(T)"/> writes it.</summary>
    /// <exception cref="CommandLineException">There is no such word.</exception>
    public static T Parse<T>(string word, string option)
        where T : struct, System.Enum
    {
        var known = System.Enum.GetValues<T>().Where(v => Of(v).Length > 0).ToArray();
        foreach (var value in known)
        {
            if (Of(value) == word) return value;
        }

        throw new CommandLineException($"{option} {word}: one of {string.Join(", ", known.Select(Of))} is wanted");
    }

    /// <summary>How long ago something was, as a clock: 0:07, 12:30, 1:02:03.</summary>
    public static string Since(Timestamp? time, DateTimeOffset now) => time is null ? "" : Clock(now - time.ToDateTimeOffset());

    /// <summary>A time of waiting as a clock.</summary>
    public static string Clock(Duration? time) => time is null ? "" : Clock(time.ToTimeSpan());

    /// <summary>A time of waiting as a clock.</summary>
    public static string Clock(TimeSpan time)
    {
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }

    /// <summary>A point in time on this machine's clock.</summary>
    public static string Time(Timestamp? time) =>
        time is null ? "" : time.ToDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A share in percent; empty when there is nothing to share.</summary>
    public static string Percent(double? percent) => percent is { } known ? known.ToString("0", CultureInfo.InvariantCulture) + "%" : "";
}
