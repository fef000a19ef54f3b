using System.Text;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>The files by which agents declared in the site become phones that Asterisk knows, and destinations and numbers extensions. Our Asterisk
/// configuration includes them.</summary>
public static class AsteriskFiles
{
    /// <summary>The SIP endpoints; holds passwords.</summary>
    public const string Endpoints = "pjsip_agents.conf";

    /// <summary>The members of the queue that takes callers over when no router lives.</summary>
    public const string FallbackMembers = "queues_fallback_members.conf";

    /// <summary>The extensions of destinations that flows hand calls to.</summary>
    public const string Destinations = "extensions_destinations.conf";

    /// <summary>The numbers whose callers' language is known, so that a fallback without any router speaks it.</summary>
    public const string Numbers = "extensions_numbers.conf";

    private const string Notice = "; Written by the service from the site. Changes here are lost.\n";

    /// <summary>As in our dialplan.</summary>
    private const string AnyNumber = "_[0-9+].";

    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode Everyone = OwnerAndGroup | UnixFileMode.OtherRead;

    /// <summary>Writes the files where they changed, each whole or not at all. New agents get passwords (see <see cref="AgentSecrets"/>).</summary>
    /// <param name="site">The site.</param>
    /// <param name="dataDirectory">Where the passwords are kept.</param>
    /// <param name="outDirectory">The folder Asterisk reads; created when missing.</param>
    /// <returns>Whether anything changed, so that Asterisk must reload.</returns>
    /// <exception cref="InvalidDataException">The password file is damaged, or a name cannot stand in Asterisk's files.</exception>
    public static bool Write(SiteConfiguration site, string dataDirectory, string outDirectory)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentException.ThrowIfNullOrEmpty(outDirectory);
        foreach (var (id, agent) in site.Agents) Verify(id, agent);

        var passwords = AgentSecrets.Ensure(dataDirectory, site.Agents.SelectMany(a => AccountsOf(site, a.Key, a.Value)));
        Directory.CreateDirectory(outDirectory);
        var endpoints = AtomicFile.WriteIfChanged(
            Path.Combine(outDirectory, Endpoints), EndpointsOf(site, id => passwords[id]), OwnerAndGroup);
        var members = AtomicFile.WriteIfChanged(Path.Combine(outDirectory, FallbackMembers), MembersOf(site), Everyone);
        var destinations = AtomicFile.WriteIfChanged(Path.Combine(outDirectory, Destinations), DestinationsOf(site), Everyone);
        var numbers = AtomicFile.WriteIfChanged(Path.Combine(outDirectory, Numbers), NumbersOf(site), Everyone);
        return endpoints || members || destinations || numbers;
    }

    /// <summary>The loader refuses such texts already; here they would be code.</summary>
    private static void Verify(string id, AgentProfile agent)
    {
        var areOthersGood = (agent.AlsoDials ?? []).All(target => Grammar.DialTarget.IsMatch(target) || Grammar.TrunkTarget.IsMatch(target));
        if (!Grammar.Name.IsMatch(id) || !Grammar.DialTarget.IsMatch(agent.DialTarget) || !areOthersGood || !Grammar.IsLabel(agent.Name))
        {
            throw new InvalidDataException($"agent '{Grammar.Shown(id)}': id, name or dial target cannot stand in Asterisk's files");
        }
    }

    /// <summary>The SIP accounts of an agent: one of the agent's name, and one of each phone of a list that is named after the agent, like <c>1001-mobile</c>.</summary>
    private static IEnumerable<string> AccountsOf(SiteConfiguration site, string id, AgentProfile agent)
    {
        const string Technology = "PJSIP/";
        var named = from target in agent.AlsoDials is { } others ? others.Insert(0, agent.DialTarget) : []
                    let name = target[Technology.Length..]
                    where name.StartsWith($"{id}-", StringComparison.Ordinal) && Grammar.Name.IsMatch(name) && !site.Agents.ContainsKey(name)
                    select name;
        return named.Prepend(id);
    }

    private static string EndpointsOf(SiteConfiguration site, Func<string, string> passwordOf)
    {
        var text = new StringBuilder(Notice);
        foreach (var (id, agent) in site.Agents)
        {
            foreach (var account in AccountsOf(site, id, agent))
            {
                text.Append('\n');
                text.Append($"[{account}](agent-endpoint)\n");
                if (site.PhoneTransfers) text.Append("allow_transfer=yes\n");
                text.Append($"auth={account}\n");
                text.Append($"aors={account}\n");
                text.Append($"language={agent.Language}\n");
                text.Append($"callerid=\"{agent.Name}\" <{id}>\n\n");
                text.Append($"[{account}](agent-auth)\n");
                text.Append($"username={account}\n");
                text.Append($"password={passwordOf(account)}\n\n");
                text.Append($"[{account}](agent-aor)\n");
            }
        }

        return text.ToString();
    }

    private static string DestinationsOf(SiteConfiguration site)
    {
        var text = new StringBuilder(Notice);
        text.Append("[acd-destinations]\n");
        foreach (var (name, dial) in site.Destinations)
        {
            if (!Grammar.Name.IsMatch(name) || !(Grammar.DialTarget.IsMatch(dial) || Grammar.TrunkTarget.IsMatch(dial)))
                throw new InvalidDataException($"destination '{Grammar.Shown(name)}' cannot stand in Asterisk's files");
            text.Append($"exten => {name},1,Set(TIMEOUT(absolute)=0)\n");
            text.Append($" same => n,Dial({dial},60)\n");
            text.Append(" same => n,Hangup()\n");
        }

        return text.ToString();
    }

    private static string NumbersOf(SiteConfiguration site)
    {
        var text = new StringBuilder(Notice);
        text.Append("[acd-numbers](+)\n");
        foreach (var (number, entry) in site.Numbers.Where(number => number.Value.SpeaksItsCallersLanguage))
        {
            // Names are no numbers that a trunk brings.
            var pattern = number == "*" ? AnyNumber : number;
            if (pattern != AnyNumber && !number.All(digit => char.IsAsciiDigit(digit) || digit == '+')) continue;
            if (!Grammar.Language.IsMatch(entry.Language))
                throw new InvalidDataException($"the language '{Grammar.Shown(entry.Language)}' cannot stand in Asterisk's files");
            text.Append($"exten => {pattern},1,Set(ACD_LANGUAGE={entry.Language})\n");
            text.Append(" same => n,Goto(acd-in,${EXTEN},1)\n");
        }

        return text.ToString();
    }

    private static string MembersOf(SiteConfiguration site)
    {
        var text = new StringBuilder(Notice);
        foreach (var agent in site.Agents.Values)
        {
            // A comma separates the parts of a member. The fallback rings the first phone only: app_queue rings one for each member.
            text.Append($"member => {agent.DialTarget},0,{agent.Name.Replace(',', ' ')}\n");
        }

        return text.ToString();
    }
}
