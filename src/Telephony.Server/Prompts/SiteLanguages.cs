using Telephony.Core;

namespace Telephony.Server.Prompts;

/// <summary>The languages a site speaks.</summary>
public static class SiteLanguages
{
    /// <summary>The languages of its numbers and its agents, as Asterisk names them.</summary>
    public static IEnumerable<string> Of(SiteConfiguration site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return site.Numbers.Values.Select(number => number.Language).Concat(site.Agents.Values.Select(agent => agent.Language)).Distinct(StringComparer.Ordinal);
    }
}
