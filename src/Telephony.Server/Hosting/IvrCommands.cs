using Telephony.Core;
using Telephony.Server.Configuration;
using Telephony.Server.Ivr;
using Telephony.Server.Journal;

namespace Telephony.Server.Hosting;

/// <summary>What the command line can do with flows of the IVR, without any telephony.</summary>
internal static class IvrCommands
{
    /// <summary>Tells stories to a site's flows; one line for each file, exit code 1 when one does not come as expected.</summary>
    public static int Test(string config, IEnumerable<string> files)
    {
        if (LoadSite(config) is not { } site) return 1;
        var failed = false;
        foreach (var file in files)
        {
            try
            {
                Console.WriteLine($"{file}: {FlowStories.Tell(site, File.ReadAllText(file))} stories as expected");
            }
            catch (Exception fault) when (fault is StoryException or IOException or UnauthorizedAccessException or FormatException)
            {
                failed = true;
                Console.Error.WriteLine($"{file}:{fault.Message}");
            }
        }

        return failed ? 1 : 0;
    }

    /// <summary>Draws one flow, or all.</summary>
    public static int Draw(string config, string? name, string format, string? data)
    {
        if (format is not ("mermaid" or "svg")) return Fail("--format: mermaid or svg");
        if (LoadSite(config) is not { } site) return 1;
        var flows = FlowBook.Of(site).Flows;
        if (name is not null && !flows.ContainsKey(name)) return Fail($"--flow {name}: no such flow; known: {string.Join(", ", flows.Keys)}");
        if (format == "svg" && name is null) return Fail("--flow: a picture is of one flow");
        var figures = data is null ? null : Count(data);
        foreach (var (flow, rule) in flows.Where(f => name is null || f.Key == name))
        {
            Func<string, NodeFigures?>? counts = figures is null ? null : node => figures.Nodes.FirstOrDefault(n => n.Flow == flow && n.Node == node);
            if (name is null) Console.WriteLine($"%% {flow}");
            Console.Write(format == "svg" ? FlowDrawing.Svg(rule, counts) : FlowDrawing.Mermaid(rule, counts));
        }

        return 0;
    }

    /// <summary>Callers by node, from the facts.</summary>
    public static int Counts(string data)
    {
        try
        {
            Console.WriteLine($"{"flow",-20} {"node",-24} {"kind",-10} {"came",8} {"hung up",8} {"overdue",8} {"no answer",10}");
            foreach (var node in Count(data).Nodes)
                Console.WriteLine($"{node.Flow,-20} {node.Node,-24} {node.Kind.ToString().ToLowerInvariant(),-10} {node.Entered,8} {node.HungUp,8} {node.Overdue,8} {node.NotAnswered,10}");
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(fault.Message);
        }
    }

    internal static FlowFigures Count(string data)
    {
        var figures = new FlowFigures();
        foreach (var file in Directory.EnumerateFiles(DataFolders.Facts(data), "facts-*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var fact in LineFile.Read<AcdFact>(file)) figures.Apply(fact);
        }

        return figures;
    }

    private static SiteConfiguration? LoadSite(string folder)
    {
        var result = SiteLoader.Load(folder);
        if (result.Site is null) Console.Error.WriteLine(string.Join(Environment.NewLine, result.Problems.Select(p => p.ToString())));
        return result.Site;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
