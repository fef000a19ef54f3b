using System.Globalization;
using System.Security;
using System.Text;
using Telephony.Core;

namespace Telephony.Server.Ivr;

/// <summary>Draws a flow: as Mermaid text, which many editors and sites show, or as a picture (SVG) by itself.</summary>
public static class FlowDrawing
{
    private const int Width = 190;
    private const int Height = 54;
    private const int GapX = 30;
    private const int GapY = 46;

    /// <summary>Mermaid text. Deterministic.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="counts">Callers by node, or null.</param>
    public static string Mermaid(Flow flow, Func<string, NodeFigures?>? counts = null)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var text = new StringBuilder("flowchart TD\n");
        var ids = flow.Nodes.Keys.Select((name, index) => (name, id: $"n{index}")).ToDictionary(n => n.name, n => n.id);
        foreach (var (name, node) in flow.Nodes)
        {
            var (open, close) = node switch { MenuNode or CollectNode or SurveyNode => ("{{\"", "\"}}"), SwitchNode or HoursNode => ("{\"", "\"}"), QueueNode or TransferNode or HangUpNode => ("([\"", "\"])"), _ => ("[\"", "\"]") };
            text.Append($"  {ids[name]}{open}{Escaped(string.Join("<br/>", LinesOf(name, node, counts?.Invoke(name))))}{close}\n");
        }

        text.Append($"  start((start)) --> {ids.GetValueOrDefault(flow.Start, "hangup")}\n");
        foreach (var (name, node) in flow.Nodes)
        {
            foreach (var branch in BranchesOf(node))
                text.Append($"  {ids[name]} -->{(branch.Why.Length > 0 ? $"|\"{Escaped(branch.Why)}\"|" : "")} {ids.GetValueOrDefault(branch.To, branch.To == Flow.Return ? "return((return))" : "hangup((hang up))")}\n");
        }

        return text.ToString();

        static string Escaped(string words) => words.Replace("\"", "#quot;", StringComparison.Ordinal).Replace("<", "#lt;", StringComparison.Ordinal).Replace("#lt;br/>", "<br/>", StringComparison.Ordinal);
    }

    /// <summary>A picture: nodes in rows by their distance from the start, arrows with what leads there.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="counts">Callers by node, or null.</param>
    public static string Svg(Flow flow, Func<string, NodeFigures?>? counts = null)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var places = PlacesOf(flow);
        var (width, height) = (places.Values.Max(p => p.X) + Width + GapX, places.Values.Max(p => p.Y) + Height + GapY);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
        foreach (var (name, node) in flow.Nodes)
        {
            foreach (var branch in BranchesOf(node)) Arrow(svg, places[name], places[branch.To], branch.Why);
        }

        foreach (var (name, place) in places) Box(svg, place, flow.Nodes.GetValueOrDefault(name), name, counts?.Invoke(name), name == flow.Start);
        return svg.Append("</svg>\n").ToString();
    }

    private static IEnumerable<FlowBranch> BranchesOf(FlowNode node) =>
        node.Branches().GroupBy(b => b.To).Select(g => new FlowBranch(string.Join(", ", g.Select(b => b.Why).Where(w => w.Length > 0)), g.Key));

    private static IEnumerable<string> LinesOf(string name, FlowNode? node, NodeFigures? figures)
    {
        yield return name;
        yield return node switch
        {
            null => "",
            QueueNode n => $"queue {n.Target.Queue}",
            SubflowNode n => $"flow {n.Flow}",
            TransferNode n => $"transfer to {n.To}",
            VoicemailNode n => $"voicemail {n.Box}",
            _ => node.Kind.ToString().ToLowerInvariant(),
        };
        if (figures is not null) yield return $"{figures.Entered} came, {figures.HungUp} hung up";
    }

    private static Dictionary<string, (int X, int Y)> PlacesOf(Flow flow)
    {
        var (rows, row, seen) = (new List<List<string>>(), new List<string> { flow.Start }, new HashSet<string> { flow.Start });
        while (row.Count > 0)
        {
            rows.Add(row);
            row = [.. row.Where(flow.Nodes.ContainsKey).SelectMany(n => flow.Nodes[n].Branches()).Select(b => b.To).Where(seen.Add)];
        }

        rows.Add([.. flow.Nodes.Keys.Where(seen.Add)]);
        return rows.SelectMany((names, y) => names.Select((name, x) => (name, X: GapX + (x * (Width + GapX)), Y: GapY + (y * (Height + GapY))))).ToDictionary(p => p.name, p => (p.X, p.Y));
    }

    private static void Arrow(StringBuilder svg, (int X, int Y) from, (int X, int Y) to, string why)
    {
        var (x1, y1, x2, y2) = (from.X + (Width / 2), from.Y + Height, to.X + (Width / 2), to.Y);
        if (to.Y <= from.Y) (x1, y1, x2, y2) = (from.X + Width, from.Y + (Height / 2), to.X + Width, to.Y + (Height / 2));
        var bend = to.Y <= from.Y ? GapX * 2 : 0;
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x1} {y1}C{x1 + bend} {(y1 + y2) / 2} {x2 + bend} {(y1 + y2) / 2} {x2} {y2}\" fill=\"none\" stroke=\"#666\" marker-end=\"url(#tip)\"/>\n");
        if (why.Length > 0) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(x1 + x2) / 2 + bend}\" y=\"{(y1 + y2) / 2}\" fill=\"#444\" font-size=\"10\">{SecurityElement.Escape(why)}</text>\n");
    }

    private static void Box(StringBuilder svg, (int X, int Y) at, FlowNode? node, string name, NodeFigures? figures, bool isStart)
    {
        var fill = node switch { null => "#eee", QueueNode or TransferNode => "#d8f0d8", MenuNode or CollectNode or SurveyNode => "#dbe7fb", HttpNode => "#fbeed0", HangUpNode => "#f4d9d9", _ => "#fff" };
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{at.X}\" y=\"{at.Y}\" width=\"{Width}\" height=\"{Height}\" rx=\"8\" fill=\"{fill}\" stroke=\"#333\" stroke-width=\"{(isStart ? 2.5 : 1)}\"/>\n");
        var y = at.Y + 17;
        foreach (var line in LinesOf(name, node, figures))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{at.X + 8}\" y=\"{y}\"{(y == at.Y + 17 ? " font-weight=\"bold\"" : "")}>{SecurityElement.Escape(line.Length > 28 ? line[..27] + "…" : line)}</text>\n");
            y += 15;
        }
    }
}
