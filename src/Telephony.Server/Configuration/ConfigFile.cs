namespace Telephony.Server.Configuration;

/// <summary>One file being read: names it in every problem, and notes its references to be checked when all files are known.</summary>
internal sealed class ConfigFile(string name, ProblemList problems, SiteReferences references)
{
    public string Name { get; } = name;

    public SiteReferences References { get; } = references;

    public void Error(TextPosition at, string field, string message, string hint = "") =>
        problems.Add(new ConfigProblem(ConfigSeverity.Error, Name, at.Line, at.Column, field, message, hint));

    public void Warn(TextPosition at, string field, string message, string hint = "") =>
        problems.Add(new ConfigProblem(ConfigSeverity.Warning, Name, at.Line, at.Column, field, message, hint));
}
