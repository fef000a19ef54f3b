namespace Telephony.Server.Cli;

/// <summary>What the place where text goes can do.</summary>
/// <param name="IsTerminal">Whether text may be overwritten.</param>
/// <param name="HasColour">Whether text may be coloured.</param>
internal sealed record Screen(bool IsTerminal, bool HasColour)
{
    /// <summary>A file, a pipe, or a terminal that can do nothing.</summary>
    public static Screen Plain { get; } = new(IsTerminal: false, HasColour: false);

    /// <summary>What this writer can do. Colours are left out where <c>NO_COLOR</c> asks for it (no-color.org).</summary>
    public static Screen For(TextWriter writer)
    {
        if (!ReferenceEquals(writer, Console.Out) || Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "dumb") return Plain;
        return new Screen(IsTerminal: true, HasColour: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    /// <summary>The text in bold, where colours are wanted.</summary>
    public string Bold(string text) => HasColour ? $"\e[1m{text}\e[0m" : text;
}
