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
        var phones = new AgentPhonesReader(file);
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) file.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            if (Section.Of(file, field, entry.Value, "name", "skills", "queues", "language", "dial", "wrap_up", "auto_answer") is { } agent)
            {
                agents[entry.Key] = Profile(agent, phones.Read(agent, entry.Key));
            }
        }

        phones.CheckOwners(agents);
        return agents.ToImmutable();
    }

    private static AgentProfile Profile(Section agent, ImmutableArray<string> dials)
    {
        agent.Require("name", "name: Ann");
        var (queues, profiles) = Queues(agent);
        return new AgentProfile
        {
            Name = agent.Text(
                "name", "", text => text.Trim().Length > 0 && Grammar.IsLabel(text),
                $"a name for people (1 to {Grammar.MaxLabel} characters, none of ; \" < > [ ] \\)"),
            DialTarget = dials[0],
            AlsoDials = dials.Length > 1 ? dials[1..] : null,
            Skills = Skills(agent),
            Queues = queues,
            Profiles = profiles,
            Language = SiteFileReader.Language(agent),
            AutoAnswer = agent.Flag("auto_answer", false),
            WrapUp = agent.Find("wrap_up") is null ? null : agent.Duration("wrap_up", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)),
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

    /// <summary>Names of queues, or <c>{queue: NAME, order: 2, priority: 5, delay: 20s, share: 3}</c>.</summary>
    private static (ImmutableArray<string> Queues, ImmutableSortedDictionary<string, QueueProfile> Profiles) Queues(Section agent)
    {
        var field = agent.Field("queues");
        var queues = ImmutableArray.CreateBuilder<string>();
        var profiles = ImmutableSortedDictionary.CreateBuilder<string, QueueProfile>(StringComparer.Ordinal);
        if (agent.Find("queues") is not { } node) return ([], profiles.ToImmutable());
        foreach (var item in agent.Items(node, field, 1_000))
        {
            var profile = item is YamlNode.Mapping ? Section.Of(agent.File, field, item, "queue", "order", "priority", "delay", "share") : null;
            if (item is YamlNode.Mapping && profile is null) continue;
            var place = profile is null ? item : profile.Require("queue", "queue: NAME");
            if (place is null || agent.ScalarOf(place, field, "a queue") is not { } name) continue;
            agent.File.References.Add(ReferenceKind.Queue, name, agent.File, place.At, field);
            if (queues.Contains(name)) agent.File.Error(place.At, field, $"queue '{Grammar.Shown(name)}' is here twice", "keep one");
            queues.Add(name);
            if (profile is null) continue;
            profiles[name] = Profile(profile);
            agent.File.References.Mark(profiles[name], agent.File, profile.At, field);
        }

        return (queues.ToImmutable(), profiles.ToImmutable());
    }

    private static QueueProfile Profile(Section queue) => new(
        queue.Integer("order", 1, 1, 10),
        queue.Integer("priority", 0, 0, CallOrder.PriorityMost),
        queue.Duration("delay", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)),
        queue.Integer("share", 1, 1, 100));
}
