using System.Globalization;
using System.Text;

namespace Telephony.Core.Benchmarks;

/// <summary>Draws growth as SVG: both axes logarithmic, one panel for each dimension, dots for what was measured, lines through the medians.</summary>
internal static class GrowthChart
{
    private const double PanelWidth = 400;
    private const double PanelHeight = 300;
    private const double Left = 64;
    private const double Top = 40;
    private const double Gap = 50;
    private const double LegendLine = 18;
    private const int LeastPower = -2;
    private const int MostPower = 6;
    private const double BarMicroseconds = 0.5;

    private static readonly string[] Colours = ["#0a7d55", "#1565c0", "#7b1fa2", "#c77700", "#b3261e"];

    public static string Draw(IReadOnlyList<GrowthAxis> axes)
    {
        var curves = axes[0].Curves;
        var width = Left + (axes.Count * PanelWidth) + ((axes.Count - 1) * Gap) + 20;
        var height = Top + PanelHeight + 56 + (curves.Count * LegendLine);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<title>Time of a routing decision against the size of the centre</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (var i = 0; i < axes.Count; i++) Panel(svg, axes[i], Left + (i * (PanelWidth + Gap)));
        Legend(svg, axes);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, GrowthAxis axis, double left)
    {
        var sizes = axis.Curves.SelectMany(c => c.Points.Select(p => p.Size)).Distinct().Order().ToArray();
        double X(double size) => left + (PanelWidth * Math.Log(size / sizes[0]) / Math.Log(sizes[^1] / sizes[0]));
        Text(svg, left + (PanelWidth / 2), Top - 14, $"µs against {axis.Name}", "middle");
        for (var power = LeastPower; power <= MostPower; power++)
        {
            var y = Y(Math.Pow(10, power));
            Line(svg, left, y, left + PanelWidth, y, "#dddddd");
            Text(svg, left - 6, y + 4, Math.Pow(10, power).ToString("#,0.##", CultureInfo.InvariantCulture), "end");
        }

        foreach (var size in sizes)
        {
            Line(svg, X(size), Top, X(size), Top + PanelHeight, "#eeeeee");
            Text(svg, X(size), Top + PanelHeight + 16, size.ToString("N0", CultureInfo.InvariantCulture), "middle");
        }

        Line(svg, left, Y(BarMicroseconds), left + PanelWidth, Y(BarMicroseconds), "#555555", "4 4");
        for (var i = 0; i < axis.Curves.Count; i++) Curve(svg, axis.Curves[i], Colours[i], X);
    }

    private static void Curve(StringBuilder svg, GrowthCurve curve, string colour, Func<double, double> x)
    {
        foreach (var (size, time) in curve.Points)
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x(size):0.0}\" cy=\"{Y(time):0.0}\" r=\"2\" fill=\"{colour}\" fill-opacity=\"0.6\"/>\n");
        var medians = curve.Points.GroupBy(p => p.Size).OrderBy(g => g.Key).Select(g => (Size: g.Key, Time: g.Select(p => p.Time).Order().ElementAt(g.Count() / 2)));
        var path = string.Join(' ', medians.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x(p.Size):0.0},{Y(p.Time):0.0}")));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"/>\n");
    }

    private static void Legend(StringBuilder svg, IReadOnlyList<GrowthAxis> axes)
    {
        var y = Top + PanelHeight + 42;
        for (var i = 0; i < axes[0].Curves.Count; i++, y += LegendLine)
        {
            Line(svg, Left, y - 4, Left + 24, y - 4, Colours[i]);
            var exponents = axes.Select(a => $"{a.Name}: exponent {a.Curves[i].Fit}");
            Text(svg, Left + 32, y, $"{axes[0].Curves[i].Name}; {string.Join("; ", exponents)}", "start");
        }

        Line(svg, Left, y - 4, Left + 24, y - 4, "#555555", "4 4");
        Text(svg, Left + 32, y, "bar of the decision alone, p50: 0.5 µs", "start");
    }

    private static double Y(double microseconds)
    {
        var power = Math.Clamp(Math.Log10(microseconds), LeastPower, MostPower);
        return Top + (PanelHeight * (MostPower - power) / (MostPower - LeastPower));
    }

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string colour, string dashes = "none") => svg.Append(
        CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.0}\" y1=\"{y1:0.0}\" x2=\"{x2:0.0}\" y2=\"{y2:0.0}\" stroke=\"{colour}\" stroke-dasharray=\"{dashes}\"/>\n");

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.0}\" y=\"{y:0.0}\" text-anchor=\"{anchor}\" fill=\"#222222\">{text}</text>\n");
}
