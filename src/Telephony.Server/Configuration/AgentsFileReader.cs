using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>agents.yaml</c>.</summary>
internal static class AgentsFileReader
{
    public const string FileName = "agents.yaml";

    public static ImmutableSortedDictionary<string, AgentProfile>? Read(ConfigFile file, YamlNode root)
    {
        if (Section.Of(file, "", root, "agents") is not { } top) return null;
        if (top.Require("agents", "agents: {\"1001\": {name: Ann, queues: [NAME]}}") is not { } node) return null;
        if (Section.OfNames(file, "agents", node) is not { } all) return null;

        var agents = ImmutableSortedDictionary.CreateBuilder<string, AgentProfile>(StringComparer.Ordinal);
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) file.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            if (Section.Of(file, field, entry.Value, "name", "skills", "queues", "language", "dial") is { } agent)
            {
                agents[entry.Key] = Profile(agent, entry.Key);
            }
        }

        return agents.ToImmutable();
    }

    private static AgentProfile Profile(Section agent, string id)
    {
        agent.Require("name", "name: Ann");
        return new AgentProfile
        {
            Name = agent.Text(
                "name", "", text => text.Trim().Length > 0 && Grammar.IsLabel(text),
                $"a name for people (1 to {Grammar.MaxLabel} characters, none of ; \" < > [ ] \\)"),
            DialTarget = agent.Text("dial", $"PJSIP/{id}", Grammar.DialTarget.IsMatch, "a dial target like PJSIP/1001"),
            Skills = Skills(agent),
            Queues = Queues(agent),
            Language = SiteFileReader.Language(agent),
        };
    }

    private static ImmutableSortedDictionary<string, int> Skills(Section agent)
    {
        var skills = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        if (agent.Find("skills") is not { } node) return skills.ToImmutable();
        if (Section.OfNames(agent.File, agent.Field("skills"), node) is not { } all) return skills.ToImmutable();
        foreach (var entry in all.Entries)
        {
            agent.File.References.Add(ReferenceKind.Skill, entry.Key, agent.File, entry.KeyAt, agent.Field("skills"));
            skills[entry.Key] = Section.Integer(agent.File, entry.Value, all.Field(entry.Key), 1, 1, 10);
        }

        return skills.ToImmutable();
    }

    private static ImmutableArray<string> Queues(Section agent)
    {
        var field = agent.Field("queues");
        if (agent.Find("queues") is not { } node) return [];
        var queues = ImmutableArray.CreateBuilder<string>();
        foreach (var item in agent.Items(node, field, 1_000))
        {
            if (agent.ScalarOf(item, field, "a queue") is not { } name) continue;
            agent.File.References.Add(ReferenceKind.Queue, name, agent.File, item.At, field);
            if (queues.Contains(name)) agent.File.Error(item.At, field, $"queue '{Grammar.Shown(name)}' is here twice", "keep one");
            queues.Add(name);
        }

        return queues.ToImmutable();
    }
}
