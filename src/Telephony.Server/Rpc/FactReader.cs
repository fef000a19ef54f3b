using System.Globalization;
using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Rpc;

/// <summary>Reads the fact log forward from any sequence, also while it is written. Keeps its place; holds no file open in between.</summary>
/// <param name="directory">The log's folder.</param>
/// <param name="after">The last fact not wanted; 0 for all.</param>
internal sealed class FactReader(string directory, long after)
{
    private const int ChunkBytes = 256 << 10;
    private const int LinearBytes = 64 << 10;

    private string? _file;
    private long _offset;

    /// <summary>The last fact read.</summary>
    public long After { get; private set; } = after;

    /// <summary>The first fact the log still has; null when it is empty.</summary>
    public static long? Oldest(string directory) => Files(directory) is [var first, ..] ? FirstIn(first) : null;

    /// <summary>A fact before which none is as new as <paramref name="time"/>: where to begin to have all from then on. 0 for the very beginning.</summary>
    public static long LastBefore(string directory, DateTimeOffset time)
    {
        var files = Files(directory);
        files.Reverse();
        foreach (var file in files)
        {
            if (new FactReader(directory, FirstIn(file) - 1).Read(1) is not [var first] || first.At.Utc < time) return FirstIn(file) - 1;
        }

        return 0;
    }

    /// <summary>The next facts, in order; none at the end of the log.</summary>
    /// <param name="most">How many at most.</param>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public List<AcdFact> Read(int most)
    {
        var facts = new List<AcdFact>();
        while (facts.Count < most)
        {
            // Asked before the file is read: when there is a next file, this one gets no more lines.
            var files = Files(directory);
            if (_file is null && !Begin(files)) break;
            var next = files.FirstOrDefault(f => string.CompareOrdinal(f, _file) > 0);
            if (ReadChunk(facts, most)) continue;
            if (next is null) break;
            (_file, _offset) = (next, 0);
        }

        return facts;
    }

    private static List<string> Files(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "facts-*.jsonl").Order(StringComparer.Ordinal)] : [];

    private static long FirstIn(string file) => long.Parse(Path.GetFileNameWithoutExtension(file)["facts-".Length..], CultureInfo.InvariantCulture);

    private bool Begin(List<string> files)
    {
        if (files.Count == 0) return false;
        _file = files.LastOrDefault(f => FirstIn(f) <= After + 1) ?? files[0];
        _offset = Seek(_file);
        return true;
    }

    /// <summary>A line start at, or some way before, the first fact wanted: facts are in order, so it is found by halving.</summary>
    private long Seek(string file)
    {
        using var stream = Open(file);
        var (low, high) = (0L, stream.Length);
        var buffer = new byte[LinearBytes];
        while (high - low > LinearBytes)
        {
            var middle = low + ((high - low) / 2);
            var read = ReadAt(stream, middle, buffer);
            var start = Array.IndexOf(buffer, (byte)'\n', 0, read) + 1;
            var end = start == 0 ? -1 : Array.IndexOf(buffer, (byte)'\n', start, read - start);
            if (end < 0) break;
            if (Parse(buffer.AsSpan(start..end), file).Sequence <= After) low = middle + start;
            else high = middle;
        }

        return low;
    }

    /// <summary>Takes the whole lines of the next chunk; false when there is none.</summary>
    private bool ReadChunk(List<AcdFact> facts, int most)
    {
        using var stream = Open(_file!);
        var buffer = new byte[(int)Math.Min(ChunkBytes, Math.Max(0, stream.Length - _offset))];
        var read = ReadAt(stream, _offset, buffer);
        var from = 0;
        while (facts.Count < most && Array.IndexOf(buffer, (byte)'\n', from, read - from) is >= 0 and var end)
        {
            var fact = Parse(buffer.AsSpan(from..end), _file!);
            from = end + 1;
            if (fact.Sequence <= After) continue;
            facts.Add(fact);
            After = fact.Sequence;
        }

        if (from == 0 && read == ChunkBytes) throw new InvalidDataException($"{_file}: a line longer than {ChunkBytes} bytes");
        _offset += from;
        return from > 0;
    }

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static int ReadAt(FileStream stream, long offset, byte[] buffer)
    {
        stream.Position = offset;
        return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
    }

    private static AcdFact Parse(ReadOnlySpan<byte> line, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<AcdFact>(line, CoreJson.Options)!;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{file}: not readable: {fault.Message}", fault);
        }
    }
}
