using YamlDotNet.Core;

namespace Telephony.Server.Configuration;

/// <summary>Says in plain words what the YAML parser complains about.</summary>
internal static class YamlFaults
{
    public static (TextPosition At, string Message, string Hint) Describe(YamlException fault, string text)
    {
        var lines = text.Split('\n');
        var line = (int)Math.Clamp(fault.Start.Line, 1, Math.Max(1, lines.Length));
        var column = (int)Math.Clamp(fault.Start.Column, 1, int.MaxValue);
        var at = new TextPosition(line, column);

        if (FindTabIndent(lines, line) is { } tab)
        {
            return (tab, "a tab character cannot indent YAML", "use spaces");
        }

        return (at, $"not valid YAML ({OneLine(fault.Message)})", "check the indentation, quotes, brackets and colons here and just before");
    }

    /// <summary>Whether somebody wrote <c>*:</c> for "any other", which YAML takes for an alias.</summary>
    public static bool IsBareStarKey(string text, TextPosition at)
    {
        var line = text.Split('\n').ElementAtOrDefault(at.Line - 1) ?? "";
        return at.Column <= line.Length && line[(at.Column - 1)..].Replace(" ", "", StringComparison.Ordinal).StartsWith("*:", StringComparison.Ordinal);
    }

    /// <summary>The parser reports a tab at varying places, so look for one at the reported line and just before it.</summary>
    private static TextPosition? FindTabIndent(string[] lines, int reported)
    {
        for (var line = Math.Max(1, reported - 1); line <= Math.Min(lines.Length, reported + 1); line++)
        {
            var indent = lines[line - 1].TakeWhile(c => c is ' ' or '\t').ToArray();
            var tab = Array.IndexOf(indent, '\t');
            if (tab >= 0 && indent.Length < lines[line - 1].TrimEnd('\r').Length) return new TextPosition(line, tab + 1);
        }

        return null;
    }

    private static string OneLine(string message)
    {
        var words = string.Join(' ', message.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return words.TrimEnd('.') is { Length: > 160 } longer ? longer[..160] : words.TrimEnd('.');
    }
}
