using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>What a file of the IVR says: a flow, or its short form, a menu of one level.</summary>
internal sealed record IvrFile(Flow? Flow, MenuRule? Menu);

/// <summary>Reads <c>ivr/NAME.yaml</c>: a flow when it has <c>nodes</c>, otherwise a menu of one level.</summary>
internal static class IvrFileReader
{
    public const string Folder = "ivr";

    private const int NodesMost = 500;

    public static IvrFile? Read(ConfigFile file, string name, YamlNode root)
    {
        if (root is YamlNode.Mapping mapping && mapping.Entries.Any(entry => entry.Key == "nodes"))
            return ReadFlow(file, name, root) is { } flow ? new IvrFile(flow, null) : null;
        return MenuFileReader.Read(file, name, root) is { } menu ? new IvrFile(null, menu) : null;
    }

    private static Flow? ReadFlow(ConfigFile file, string name, YamlNode root)
    {
        if (Section.Of(file, "", root, "start", "limit", "otherwise", "time_zone", "nodes") is not { } top) return null;
        if (Section.OfNames(file, "nodes", top.Find("nodes")!) is not { } all) return null;
        var reader = new FlowNodeReader(file);
        var nodes = ImmutableSortedDictionary.CreateBuilder<string, FlowNode>(StringComparer.Ordinal);
        foreach (var entry in all.Entries.Take(NodesMost + 1))
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key) || entry.Key is Flow.Return or Flow.End)
                file.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}", $"'{Flow.Return}' and '{Flow.End}' are taken");
            if (reader.Read(field, entry) is { } node)
            {
                nodes[entry.Key] = node;
                file.References.Mark(node, file, entry.KeyAt, field);
            }
        }

        var names = all.Entries.Select(entry => entry.Key).ToList();
        if (names.Count == 0) file.Error(top.PositionOf("nodes"), "nodes", "a flow without nodes leads nowhere", "add a node");
        if (names.Count > NodesMost) file.Error(top.PositionOf("nodes"), "nodes", $"{names.Count} nodes are too many", $"at most {NodesMost}; split the flow");
        reader.CheckDestinations(names);
        var flow = new Flow
        {
            Start = Start(top, names),
            Nodes = nodes.ToImmutable(),
            Limit = top.Duration("limit", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), Flow.LimitMost),
            Otherwise = Otherwise(top, name),
            Zone = Zone(top),
        };
        file.References.Mark(flow, file, top.PositionOf("nodes"), "nodes");
        return flow;
    }

    private static string Start(Section top, List<string> names)
    {
        if (top.Find("start") is not { } node) return names.FirstOrDefault() ?? "";
        var start = top.ScalarOf(node, "start", "a node's name") ?? "";
        if (!names.Contains(start)) top.File.Error(node.At, "start", $"unknown node '{Grammar.Shown(start)}'", Suggestion.For(start, names));
        return start;
    }

    private static CallTarget Otherwise(Section top, string name)
    {
        if (top.Require("otherwise", "otherwise: {queue: NAME}, or hangup: where a caller goes whose time here is over") is not { } node) return CallTarget.HangUp;
        top.File.References.Define(ReferenceKind.Menu, name, new SiteReferences.Place(top.File, node.At, "otherwise"));
        var target = Section.Target(top.File, "otherwise", node) ?? CallTarget.HangUp;
        if (target.Menu is not null) top.File.Error(node.At, "otherwise", "a flow ends in a queue, or hangs up", "name a queue, or write hangup");
        return target;
    }

    private static ZoneClock Zone(Section top)
    {
        if (top.Find("time_zone") is not { } node || top.ScalarOf(node, "time_zone", "a time zone") is not { } text) return ZoneClock.Utc;
        if (ZoneClocks.Find(text) is { } zone) return zone;
        top.File.Error(node.At, "time_zone", $"unknown time zone '{Grammar.Shown(text)}'", "write it like Asia/Shanghai");
        return ZoneClock.Utc;
    }
}
