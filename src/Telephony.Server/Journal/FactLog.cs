using Telephony.Core;

namespace Telephony.Server.Journal;

/// <summary>Every fact, one JSON line each, in <c>facts/facts-N.jsonl</c> where N is the first fact's number.
/// Facts gather and are written together a few times a second, off the way to a phone. After a restart the log goes on behind the last fact
/// written; facts that a crash kept from being written come from the replay. For one thread.</summary>
public sealed class FactLog : IDisposable
{
    private const long BytesPerFile = 64 << 20;
    private const int MostGathered = 1_000;
    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly List<AcdFact> _gathered = [];
    private LineFile? _file;
    private long _last;
    private bool _refused;

    /// <summary>Opens the log; created when missing.</summary>
    public FactLog(string directory, ILogger logger)
    {
        (_directory, _logger) = (directory, logger);
        Directory.CreateDirectory(directory);
        var newest = Directory.EnumerateFiles(directory, "facts-*.jsonl").Order(StringComparer.Ordinal).LastOrDefault();
        if (newest is null) return;
        _file = LineFile.Open(newest);
        // By its last line: a start does not wait for a day's facts to be read.
        _last = (_file.Last<AcdFact>() ?? LineFile.Read<AcdFact>(newest).LastOrDefault())?.Sequence ?? 0;
    }

    /// <summary>Takes the facts that are new; they are written with the next <see cref="Flush"/>, or when many have gathered.
    /// Never throws: the journal can make them again.</summary>
    public void Append(IReadOnlyList<AcdFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var fact in facts)
        {
            if (fact.Sequence <= _last) continue;
            _gathered.Add(fact);
            _last = fact.Sequence;
        }

        if (_gathered.Count >= MostGathered) Flush();
    }

    /// <summary>Writes what has gathered. Must be called before the journal makes a snapshot: a replay begins there, and makes no fact from before it.</summary>
    public void Flush()
    {
        if (_gathered.Count == 0) return;
        try
        {
            if (!_refused)
            {
                if (_file is null || _file.Length > BytesPerFile) Begin(_gathered[0].Sequence);
                _file!.AppendAll(_gathered);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _refused = true; // a gap would be worse than an end: the next start fills it from the journal
            _logger.FactLogRefused(_directory, fault.Message);
        }

        _gathered.Clear();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Flush();
        _file?.Dispose();
    }

    private void Begin(long first)
    {
        _file?.Dispose();
        _file = LineFile.Open(Path.Combine(_directory, $"facts-{first:D12}.jsonl"));
    }
}
