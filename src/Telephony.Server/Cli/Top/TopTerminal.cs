using System.Globalization;
using System.Text;

namespace Telephony.Server.Cli.Top;

/// <summary>A terminal that is drawn on as a whole: only lines that changed are sent (ECMA-48 control sequences).</summary>
/// <param name="to">The terminal.</param>
/// <param name="hasColour">Whether colours are wanted; without them what is chosen or alarming shows by its mark.</param>
internal sealed class TopTerminal(TextWriter to, bool hasColour)
{
    private const string Enter = "\e[?1049h\e[?25l\e[2J"; // the other screen, no cursor, cleared
    private const string Leave = "\e[?25h\e[?1049l";

    private IReadOnlyList<TopLine> _shown = [];
    private int _width;

    /// <summary>Takes the terminal over.</summary>
    public void Begin() => Send(Enter);

    /// <summary>Gives the terminal back as it was.</summary>
    public void End() => Send(Leave);

    /// <summary>Shows these lines.</summary>
    public void Show(IReadOnlyList<TopLine> lines, int width)
    {
        var text = new StringBuilder();
        if (lines.Count != _shown.Count || width != _width)
        {
            text.Append("\e[2J");
            _shown = [];
        }

        for (var i = 0; i < lines.Count; i++)
        {
            if (i < _shown.Count && lines[i] == _shown[i]) continue;
            text.Append(CultureInfo.InvariantCulture, $"\e[{i + 1};1H{Styled(lines[i])}\e[K");
        }

        (_shown, _width) = (lines, width);
        if (text.Length > 0) Send(text.ToString());
    }

    private string Styled(TopLine line) => line.Style switch
    {
        LineStyle.Bold => $"\e[1m{line.Text}\e[0m", // not a colour
        LineStyle.Chosen => $"\e[7m{line.Text}\e[0m",
        LineStyle.Alarm when hasColour => $"\e[31m{line.Text}\e[0m",
        LineStyle.Alarm => $"\e[1m{line.Text}\e[0m",
        _ => line.Text,
    };

    private void Send(string text)
    {
        to.Write(text);
        to.Flush();
    }
}
