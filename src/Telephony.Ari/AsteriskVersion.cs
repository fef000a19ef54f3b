namespace Telephony.Ari;

/// <summary>Reads the number out of Asterisk's version string: <c>22.10.1</c>, <c>22.10.1~dfsg+~cs6</c>, <c>22.11.0-rc1</c>.</summary>
internal static class AsteriskVersion
{
    /// <returns>The number with three parts, or null for a string that does not start with one (a build from a branch).</returns>
    public static Version? Parse(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (!Version.TryParse(text.AsSpan(0, end).TrimEnd('.'), out var version)) return null;
        return new Version(version.Major, version.Minor, Math.Max(version.Build, 0));
    }
}
