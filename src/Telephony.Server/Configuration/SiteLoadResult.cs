using System.Collections.Immutable;
using Telephony.Core;
using Telephony.Server.Prompts;

namespace Telephony.Server.Configuration;

/// <summary>What reading a configuration folder gave: a whole site, or the reasons why not.</summary>
/// <param name="Site">The site; null when any problem is an error. Never a part of one.</param>
/// <param name="Problems">Errors first, then warnings, each in the order of file and line; at most <see cref="SiteLoader.MaxProblems"/>.</param>
/// <param name="Omitted">How many more problems there were.</param>
/// <param name="Version">Names the content read, good or bad: the first 12 hexadecimal digits of a SHA-256 over file names and contents.</param>
public sealed record SiteLoadResult(SiteConfiguration? Site, ImmutableArray<ConfigProblem> Problems, int Omitted, string Version)
{
    /// <summary>All prompts: the product's own and the site's.</summary>
    public PromptLibrary Prompts { get; init; } = PromptLibrary.Own;

    /// <summary>Whether the folder can be used.</summary>
    public bool IsUsable => Site is not null;
}
