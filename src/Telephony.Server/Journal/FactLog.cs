using Telephony.Core;

namespace Telephony.Server.Journal;

/// <summary>Every fact, one JSON line each, in <c>facts/facts-N.jsonl</c> where N is the first fact's number.
/// After a restart it goes on behind the last fact written; facts that a crash kept from being written come from the replay.</summary>
public sealed class FactLog : IDisposable
{
    private const long BytesPerFile = 64 << 20;
    private readonly string _directory;
    private readonly ILogger _logger;
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
        _last = LineFile.Read<AcdFact>(newest).LastOrDefault()?.Sequence ?? 0;
    }

    /// <summary>Appends the facts that are new. Never throws: the journal can make them again.</summary>
    public void Append(IReadOnlyList<AcdFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var first = 0;
        while (first < facts.Count && facts[first].Sequence <= _last) first++;
        if (first == facts.Count || _refused) return;
        try
        {
            if (_file is null || _file.Length > BytesPerFile) Begin(facts[first].Sequence);
            _file!.Append(facts, first);
            _last = facts[^1].Sequence;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _refused = true; // a gap would be worse than an end: the next start fills it from the journal
            _logger.FactLogRefused(_directory, fault.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file?.Dispose();

    private void Begin(long first)
    {
        _file?.Dispose();
        _file = LineFile.Open(Path.Combine(_directory, $"facts-{first:D12}.jsonl"));
    }
}
