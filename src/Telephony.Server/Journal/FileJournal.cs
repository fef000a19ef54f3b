using System.Globalization;
using System.Text.Json;
using Telephony.Core;

namespace Telephony.Server.Journal;

/// <summary>The journal on local disk: segments of inputs, one JSON line each, and snapshots that bound a replay.
/// <c>inputs-N.jsonl</c> holds input N and those after it; <c>state-N.json</c> is the core's state before input N.
/// The segment that begins with N is preceded by the snapshot of N, except the very first.</summary>
public sealed class FileJournal : IDisposable
{
    /// <summary>A new segment, and a snapshot, after this many inputs.</summary>
    public const int InputsPerSegment = 50_000;

    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private LineFile? _segment;
    private long _segmentFirst;
    private long _next;
    private DateTime _retryAt;

    private FileJournal(string directory, ILogger logger, FileStream @lock, long next)
    {
        _directory = directory;
        _lock = @lock;
        _logger = logger;
        _next = next;
    }

    /// <summary>Whether the last append was written. False: calls go on, but a restart would not know of them.</summary>
    public bool IsWriting { get; private set; } = true;

    /// <summary>The last input that was there when the journal was opened; null when there was none, or a snapshot came behind it.</summary>
    public AcdInput? LastInput { get; private init; }

    /// <summary>How many inputs there have been.</summary>
    public long Count => _next - 1;

    /// <summary>Whether the next append makes a snapshot first: a replay will begin there, so all that came of the inputs before must be written by then.</summary>
    public bool SnapshotIsNext => _segment is null || _next - _segmentFirst >= InputsPerSegment;

    /// <summary>Opens the journal and brings the core to where it was: newest snapshot, then the inputs after it.</summary>
    /// <param name="directory">The folder; created when missing.</param>
    /// <param name="acd">A new core.</param>
    /// <param name="logger">Where to report.</param>
    /// <param name="replayed">Called with the facts of every replayed input.</param>
    /// <exception cref="InvalidDataException">A segment or snapshot cannot be read; the message says where.</exception>
    /// <exception cref="IOException">Another process writes this journal, or the folder cannot be written.</exception>
    public static FileJournal Open(string directory, Acd acd, ILogger logger, Action<IReadOnlyList<AcdFact>> replayed)
    {
        Directory.CreateDirectory(directory);
        // Held as long as the process lives: two writers would make a journal of two truths.
        var @lock = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            AcdInput? last = null;
            var next = Replay(directory, acd, fromSnapshot: true, replayed, input => last = input);
            var journal = new FileJournal(directory, logger, @lock, next) { LastInput = last };
            var segments = Segments(directory);
            journal.OpenSegment(segments.Length == 0 ? 1 : segments[^1].First);
            return journal;
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Feeds a journal to a core.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="acd">A new core.</param>
    /// <param name="fromSnapshot">Begin at the newest snapshot; otherwise at the oldest input there is.</param>
    /// <param name="replayed">Called with the facts of every input.</param>
    /// <param name="handled">Called with every input.</param>
    /// <returns>The number of the input that would come next.</returns>
    public static long Replay(string directory, Acd acd, bool fromSnapshot, Action<IReadOnlyList<AcdFact>> replayed, Action<AcdInput>? handled = null)
    {
        ArgumentNullException.ThrowIfNull(acd);
        ArgumentNullException.ThrowIfNull(replayed);
        var segments = Segments(directory);
        if (segments.Length == 0) return 1;
        var first = segments[0].First;
        if (fromSnapshot) first = segments.Select(s => s.First).Where(n => File.Exists(SnapshotPath(directory, n))).DefaultIfEmpty(first).Max();
        var next = first;
        if (File.Exists(SnapshotPath(directory, first))) acd.Restore(ReadSnapshot(SnapshotPath(directory, first)));
        else if (first != 1) throw new InvalidDataException($"{directory}: the journal begins at input {first}, but {SnapshotPath(directory, first)} is missing");
        foreach (var segment in segments.Where(s => s.First >= first))
        {
            if (segment.First != next) throw new InvalidDataException($"{segment.Path}: input {next} expected here; a segment is missing");
            if (segment.First != first) StepOverGap(SnapshotPath(directory, segment.First), acd);
            foreach (var input in LineFile.Read<AcdInput>(segment.Path))
            {
                replayed(acd.Handle(input).Facts);
                handled?.Invoke(input);
                next++;
            }
        }

        return next;
    }

    /// <summary>Appends an input before it is handled. Never throws: when the disk refuses, calls go on and the journal starts anew,
    /// with a snapshot, as soon as it can.</summary>
    public void Append(AcdInput input, Acd acd)
    {
        try
        {
            if (_segment is null && !TryBeginAgain(acd)) return;
            if (_next - _segmentFirst >= InputsPerSegment) BeginSegment(acd);
            _segment!.Append(input);
            _next++;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Refuse(fault);
        }
    }

    private void Refuse(Exception fault)
    {
        _logger.JournalRefused(_directory, fault.Message);
        IsWriting = false;
        _segment?.Dispose();
        _segment = null;
        _retryAt = DateTime.UtcNow.AddSeconds(5);
    }

    /// <summary>The core has been given another state from outside: what led to the old one is moved aside, into <c>before-N</c>.</summary>
    public void BeginAnew(Acd acd)
    {
        try
        {
            _segment?.Dispose();
            _segment = null;
            var aside = Directory.CreateDirectory(Path.Combine(_directory, $"before-{_next:D12}")).FullName;
            foreach (var old in Directory.EnumerateFiles(_directory, "*-*.json*").Where(f => !f.EndsWith(".part", StringComparison.Ordinal)).ToArray())
                File.Move(old, Path.Combine(aside, Path.GetFileName(old)), overwrite: true);
            BeginSegment(acd);
            IsWriting = true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Refuse(fault);
        }
    }

    /// <summary>Makes what was appended survive a power loss. Safe to call from another thread.</summary>
    public void FlushToDisk()
    {
        try
        {
            _segment?.FlushToDisk();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            _logger.JournalRefused(_directory, fault.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        FlushToDisk();
        _segment?.Dispose();
        _lock.Dispose();
    }

    private bool TryBeginAgain(Acd acd)
    {
        if (DateTime.UtcNow < _retryAt) return false;
        BeginSegment(acd);
        IsWriting = true;
        _logger.JournalWritesAgain(_directory, _next);
        return true;
    }

    private void BeginSegment(Acd acd)
    {
        WriteSnapshot(SnapshotPath(_directory, _next), acd.Capture());
        _segment?.FlushToDisk();
        _segment?.Dispose();
        _segment = null;
        OpenSegment(_next);
    }

    private void OpenSegment(long first)
    {
        _segmentFirst = first;
        _segment = LineFile.Open(Path.Combine(_directory, $"inputs-{first:D12}.jsonl"));
    }

    /// <summary>Inputs that the disk refused are missing between two segments; the snapshot behind the gap knows what came of them.</summary>
    private static void StepOverGap(string snapshot, Acd acd)
    {
        if (!File.Exists(snapshot)) return;
        var state = ReadSnapshot(snapshot);
        if (state.FactSequence != acd.FactSequence || state.Now != acd.Now) acd.Restore(state);
    }

    private static void WriteSnapshot(string path, AcdState state)
    {
        var temporary = path + ".part";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, state, CoreJson.Options);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static AcdState ReadSnapshot(string path)
    {
        using var stream = File.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize<AcdState>(stream, CoreJson.Options)!;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: not readable: {fault.Message}", fault);
        }
    }

    private static string SnapshotPath(string directory, long first) => Path.Combine(directory, $"state-{first:D12}.json");

    private static (long First, string Path)[] Segments(string directory) => !Directory.Exists(directory) ? [] :
    [
        .. Directory.EnumerateFiles(directory, "inputs-*.jsonl")
            .Select(p => (First: long.Parse(Path.GetFileNameWithoutExtension(p)["inputs-".Length..], CultureInfo.InvariantCulture), Path: p))
            .OrderBy(s => s.First),
    ];
}
