using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads the phones of agents: <c>dial: PJSIP/1001</c>, or a list of those that all ring.</summary>
internal sealed class AgentPhonesReader(ConfigFile file)
{
    private const string Form = "a dial target like PJSIP/1001";
    private const string OtherForm = "a dial target like PJSIP/1001-mobile, or PJSIP/02155550100@trunk";

    private readonly List<(string Agent, string Target, TextPosition At, string Field)> _shared = [];

    /// <summary>What is dialled to ring an agent: one phone at least.</summary>
    public ImmutableArray<string> Read(Section agent, string id)
    {
        var (own, field) = ($"PJSIP/{id}", agent.Field("dial"));
        if (agent.Find("dial") is not YamlNode.Sequence list) return [agent.Text("dial", own, Grammar.DialTarget.IsMatch, Form)];
        var targets = new List<string>();
        foreach (var item in agent.Items(list, field, AgentProfile.PhonesMost))
        {
            if (agent.ScalarOf(item, field, targets.Count == 0 ? Form : OtherForm) is not { } target) continue;
            if (!Fits(target, isFirst: targets.Count == 0)) file.Error(item.At, field, $"'{Grammar.Shown(target)}' is not {(targets.Count == 0 ? Form : OtherForm)}");
            else if (targets.Contains(target)) file.Error(item.At, field, $"phone '{Grammar.Shown(target)}' is here twice", "keep one");
            targets.Add(target);
            _shared.Add((id, target, item.At, field));
        }

        if (list.Items.IsEmpty) file.Error(list.At, field, "an agent has at least one phone", $"write {own}, or leave dial away");
        return targets.Count == 0 ? [own] : [.. targets];
    }

    /// <summary>A phone that rings with others belongs to one agent: it could not be told who has answered.</summary>
    public void CheckOwners(IEnumerable<KeyValuePair<string, AgentProfile>> agents)
    {
        if (_shared.Count == 0) return;
        var owners = agents.SelectMany(a => (a.Value.AlsoDials ?? []).Prepend(a.Value.DialTarget), (a, target) => (Agent: a.Key, Target: target)).ToLookup(p => p.Target, p => p.Agent);
        foreach (var (agent, target, at, field) in _shared)
        {
            if (owners[target].FirstOrDefault(owner => owner != agent) is { } other)
                file.Error(at, field, $"'{Grammar.Shown(target)}' is a phone of agent {other} too", "a phone in a list belongs to one agent");
        }
    }

    private static bool Fits(string target, bool isFirst) => Grammar.DialTarget.IsMatch(target) || (!isFirst && Grammar.TrunkTarget.IsMatch(target));
}
