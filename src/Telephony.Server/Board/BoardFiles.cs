using System.Collections.Frozen;

namespace Telephony.Server.Board;

/// <summary>The built board, read once: what is served is what lay there at the start, whole.</summary>
internal sealed class BoardFiles
{
    private const string Index = "/index.html";

    /// <summary>Addresses of pages, by their first part: the page itself decides what is shown.</summary>
    private static readonly FrozenSet<string> Pages = new[] { "", "queues", "agents", "calls", "reports", "menus", "tv", "account" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, BoardFile> _files;

    private BoardFiles(FrozenDictionary<string, BoardFile> files) => _files = files;

    /// <summary>Whether there is a board.</summary>
    public bool AreBuilt => _files.ContainsKey(Index);

    /// <summary>Beside the program.</summary>
    public static BoardFiles BesideTheProgram() => In(Path.Combine(AppContext.BaseDirectory, "board"));

    /// <summary>The files of a folder; none when there is no such folder.</summary>
    public static BoardFiles In(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];
        return new BoardFiles(files
            .Select(path => (Path: path, Address: $"/{Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')}"))
            .ToFrozenDictionary(f => f.Address, f => BoardFile.Read(f.Path, f.Address), StringComparer.Ordinal));
    }

    /// <summary>What is at an address; null when there is nothing.</summary>
    public BoardFile? At(string address) => _files.GetValueOrDefault(IsPage(address) ? Index : address);

    /// <summary>Whether the address is that of a page.</summary>
    public static bool IsPage(string address)
    {
        var parts = address.Split('/'); // the first is empty
        return parts.Length is 2 or 3 && Pages.Contains(parts[1]) && (parts.Length == 2 || parts[1].Length > 0);
    }
}
