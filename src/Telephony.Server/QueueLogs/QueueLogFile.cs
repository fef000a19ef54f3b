using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Telephony.Core;

namespace Telephony.Server.QueueLogs;

/// <summary>Asterisk's <c>queue_log</c>, written by us: the newest lines in <c>queue_log</c>, older ones in <c>queue_log.1</c>, <c>.2</c> …, the highest
/// number the newest. Each line is written once, over crashes too: beside the file lies how far it reaches and which fact that was, and lines behind
/// that are cut off and made again from the facts the journal replays. Never throws once it is open: reports do not stop calls. For one thread.</summary>
public sealed class QueueLogFile : IDisposable
{
    /// <summary>How many bytes a file has at most, and how many older files are kept.</summary>
    public sealed record Limits(long Bytes = 64L << 20, int Files = 30);

    private const int MostGathered = 1_000;
    private const int MostUnwritten = 16 << 20;
    private static readonly TimeSpan StateAtMostEvery = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly Limits _limits;
    private readonly ILogger _logger;
    private readonly QueueLog _log = new();
    private readonly QueueLogKeeper _keeper;
    private readonly List<AcdFact> _gathered = [];
    private readonly StringBuilder _unwritten = new();
    private SafeFileHandle _file;
    private QueueLogPosition _position;
    private long _lastGathered;
    private long _stateOf;
    private DateTime _stateSaved;
    private bool _refused;

    /// <summary>Opens the log where it ended; the folder is created when missing.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="journal">Names the journal the facts come from: another one counts them from 1 again.</param>
    /// <param name="logger">Where to report.</param>
    /// <param name="limits">When to begin a new file.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public QueueLogFile(string folder, string journal, ILogger logger, Limits? limits = null)
    {
        (_folder, _logger, _limits) = (folder, logger, limits ?? new Limits());
        Directory.CreateDirectory(folder);
        _keeper = new QueueLogKeeper(folder, journal);
        _position = _keeper.ReadPosition() ?? Begun(new QueueLogPosition(LastRotation(), LengthOf(Current), 0));
        if (LastRotation() > _position.Rotation) _position = _position with { Rotation = LastRotation(), Length = 0 }; // it died while it began a new file
        _file = Open();
        if (_keeper.ReadState() is { } state) _log.Restore(state);
        (_lastGathered, _stateOf) = (_log.FactSequence, _log.FactSequence);
    }

    /// <summary>The file that is written.</summary>
    public string Current => Path.Combine(_folder, "queue_log");

    /// <summary>Takes facts; their lines are written with the next <see cref="Flush"/>. Those known already have no effect.</summary>
    public void Append(IReadOnlyList<AcdFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var fact in facts)
        {
            if (fact.Sequence <= _lastGathered) continue;
            _gathered.Add(fact);
            _lastGathered = fact.Sequence;
        }

        if (_gathered.Count >= MostGathered) Flush();
    }

    /// <summary>Writes what has gathered.</summary>
    public void Flush()
    {
        if (_gathered.Count == 0 && _unwritten.Length == 0) return;
        foreach (var fact in _gathered) Add(fact);
        _gathered.Clear();
        if (_unwritten.Length == 0) return;
        try
        {
            Write();
            if (_refused) _logger.QueueLogWritesAgain(Current);
            _refused = false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (!_refused) _logger.QueueLogRefused(Current, fault.Message);
            _refused = true;
            if (_unwritten.Length > MostUnwritten) _unwritten.Clear(); // the fact log still has them
        }
    }

    /// <summary>Writes what has gathered, and what must be known to go on from here. To be called before the journal makes a snapshot:
    /// a replay begins there.</summary>
    public void FlushForSnapshot()
    {
        Flush();
        if (_stateOf == _log.FactSequence || DateTime.UtcNow - _stateSaved < StateAtMostEvery) return;
        try
        {
            _keeper.WriteState(_log.Capture());
            (_stateOf, _stateSaved) = (_log.FactSequence, DateTime.UtcNow);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _logger.QueueLogRefused(_folder, fault.Message);
            _stateSaved = DateTime.UtcNow;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Flush();
        _file.Dispose();
        _keeper.Dispose();
    }

    /// <summary>Written before the first line is, so that half of that is known for what it is.</summary>
    private QueueLogPosition Begun(QueueLogPosition position)
    {
        _keeper.WritePosition(position);
        return position;
    }

    private void Add(AcdFact fact)
    {
        var lines = _log.Apply(fact);
        if (fact.Sequence <= _position.Sequence) return; // written before this process was
        foreach (var line in lines) _unwritten.Append(line).Append('\n');
    }

    private void Write()
    {
        var bytes = Encoding.UTF8.GetBytes(_unwritten.ToString());
        RandomAccess.Write(_file, bytes, _position.Length);
        var written = _position with { Length = _position.Length + bytes.Length, Sequence = _log.FactSequence };
        _keeper.WritePosition(written);
        _position = written;
        _unwritten.Clear();
        if (_position.Length >= _limits.Bytes) BeginAnother();
    }

    private void BeginAnother()
    {
        var next = _position.Rotation + 1;
        File.Move(Current, Older(next));
        _file.Dispose();
        _position = _position with { Rotation = next, Length = 0 };
        _file = Open();
        _keeper.WritePosition(_position);
        File.Delete(Older(next - _limits.Files));
    }

    private SafeFileHandle Open()
    {
        var file = File.OpenHandle(Current, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (RandomAccess.GetLength(file) > _position.Length) RandomAccess.SetLength(file, _position.Length); // lines of facts that are replayed
        else _position = _position with { Length = RandomAccess.GetLength(file) }; // cut short by somebody: nothing is put behind a hole
        return file;
    }

    private long LastRotation() => Directory.EnumerateFiles(_folder)
        .Select(p => Path.GetFileName(p).Split('.') is ["queue_log", var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
        .DefaultIfEmpty().Max();

    private string Older(long rotation) => Path.Combine(_folder, FormattableString.Invariant($"queue_log.{rotation}"));

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
