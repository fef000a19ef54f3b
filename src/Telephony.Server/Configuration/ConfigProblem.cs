namespace Telephony.Server.Configuration;

/// <summary>How bad a configuration problem is.</summary>
public enum ConfigSeverity
{
    /// <summary>The folder is not used as long as this stands.</summary>
    Error,

    /// <summary>Allowed, but probably not what was meant.</summary>
    Warning,
}

/// <summary>A place in a text, as editors count: both from 1. Zero in both means the file as a whole.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
public readonly record struct TextPosition(int Line, int Column);

/// <summary>One thing wrong in the configuration folder, on one line: where, what, and what to do.</summary>
/// <param name="Severity">Whether it keeps the folder from being used.</param>
/// <param name="File">The file below the folder, with <c>/</c>.</param>
/// <param name="Line">Line, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">Column, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Field">The key concerned, dotted (<c>agents.1001.skills</c>); empty when none is.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do; empty when the message says it.</param>
public sealed record ConfigProblem(
    ConfigSeverity Severity, string File, int Line, int Column, string Field, string Message, string Hint)
{
    /// <summary>The line an editor or terminal can jump from:
    /// <c>queues/sales.yaml:7:3: skills: unknown skill 'spansh'; did you mean 'spanish'?</c></summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}: " : $"{File}: ";
        var severity = Severity == ConfigSeverity.Warning ? "warning: " : "";
        var field = Field.Length > 0 ? $"{Field}: " : "";
        var hint = Hint.Length > 0 ? $"; {Hint}" : "";
        return $"{place}{severity}{field}{Message}{hint}";
    }
}
