using System.Globalization;
using System.Text;
using System.Text.Json;
using Telephony.Server.Journal;

namespace Telephony.Server.Access;

/// <summary>Reads the log of actions, also while it is written.</summary>
internal static class ActionReader
{
    private const int ChainLength = 64;
    private const string Head = "{\"chain\":\"";
    private const string Middle = "\",\"entry\":";

    /// <summary>The files, oldest first.</summary>
    public static List<string> Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "actions-*.jsonl").Order(StringComparer.Ordinal)] : [];

    /// <summary>Entries behind a sequence, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line cannot be read.</exception>
    public static IEnumerable<ActionEntry> After(string folder, long sequence)
    {
        var files = Files(folder);
        var from = files.FindLastIndex(f => FirstIn(f) <= sequence + 1);
        return files.Skip(Math.Max(0, from)).SelectMany(LineFile.Read<ActionLine>).Select(l => l.Entry).Where(e => e.Sequence > sequence);
    }

    /// <summary>The last line; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static ActionLine? Last(string folder) => Files(folder).AsEnumerable().Reverse().Select(f => LineFile.Read<ActionLine>(f).LastOrDefault()).FirstOrDefault(l => l is not null);

    /// <summary>Checks the chain of the whole log, from the oldest file that is still kept.</summary>
    /// <returns>How many lines hold, and where it breaks: <c>FILE:LINE</c>; null when it does not.</returns>
    public static (long Lines, string? BreaksAt) Verify(string folder)
    {
        var (chain, last, count) = ((string?)null, 0L, 0L);
        foreach (var file in Files(folder))
        {
            var number = 0;
            if (count == 0) (chain, last) = (FirstIn(file) == 1 ? ActionLog.NoChain : null, FirstIn(file) - 1);
            foreach (var line in File.ReadLines(file))
            {
                number++;
                if (Split(line) is not ({ } written, { } entry) || !Follows(chain, written, entry) || SequenceOf(entry) != last + 1) return (count, $"{file}:{number}");
                (chain, last, count) = (written, last + 1, count + 1);
            }
        }

        return (count, null);
    }

    /// <summary>What came before the first file that is kept is not known any more.</summary>
    private static bool Follows(string? before, string written, string entry) => before is null || ActionLog.ChainOf(before, Encoding.UTF8.GetBytes(entry)) == written;

    private static long FirstIn(string file) => long.Parse(Path.GetFileNameWithoutExtension(file)["actions-".Length..], CultureInfo.InvariantCulture);

    private static (string Chain, string Entry)? Split(string line)
    {
        var entry = Head.Length + ChainLength + Middle.Length;
        return line.Length > entry && line.StartsWith(Head, StringComparison.Ordinal) && line.EndsWith('}')
            && line.AsSpan(Head.Length + ChainLength, Middle.Length).SequenceEqual(Middle)
            ? (line.Substring(Head.Length, ChainLength), line[entry..^1])
            : null;
    }

    private static long SequenceOf(string entry)
    {
        try
        {
            return JsonSerializer.Deserialize<ActionEntry>(entry, CoreJson.Options)?.Sequence ?? 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
