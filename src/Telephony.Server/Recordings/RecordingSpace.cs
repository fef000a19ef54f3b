using System.Diagnostics.Metrics;

namespace Telephony.Server.Recordings;

/// <summary>Whether there is room for recordings, looked at once a second. A disk that runs full would take the journal with it: no recording
/// begins when less than this is free.</summary>
public sealed class RecordingSpace : IDisposable
{
    /// <summary>Half a gigabyte: nine hours of talk.</summary>
    public const long DefaultLeast = 512L << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly long _least;
    private readonly ILogger _logger;
    private readonly Func<string, long> _free;
    private readonly Timer _timer;
    private volatile string? _whyNot;

    /// <param name="folder">Where recordings lie.</param>
    /// <param name="least">Bytes that must be free.</param>
    /// <param name="logger">Where it is told that there is no room, and that there is again.</param>
    /// <param name="free">Bytes free for a folder; null: as the system says.</param>
    public RecordingSpace(string folder, long least, ILogger logger, Func<string, long>? free = null)
    {
        (_folder, _least, _logger, _free) = (folder, least, logger, free ?? FreeAt);
        Look();
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Why no recording may begin now; null when one may. Known without asking the disk.</summary>
    public string? WhyNot => _whyNot;

    /// <summary>Looks again. Room that cannot be measured does not stop anything.</summary>
    public void Look()
    {
        var before = _whyNot;
        _whyNot = Measured();
        if (_whyNot is { } why && before is null) _logger.NoRoom(why);
        if (_whyNot is null && before is not null) _logger.RoomAgain();
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private string? Measured()
    {
        try
        {
            var bytes = _free(_folder);
            return bytes >= _least ? null : FormattableString.Invariant($"{bytes >> 20} MiB are free for recordings, {_least >> 20} are wanted");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static long FreeAt(string folder)
    {
        Directory.CreateDirectory(folder);
        return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
    }
}

/// <summary>What is counted of recordings, for whoever listens to the meter <c>Telephony.Recordings</c>.</summary>
internal static class RecordingMeter
{
    private static readonly Meter Meter = new("Telephony.Recordings");

    /// <summary>Recordings that could not be begun or stored, by <c>reason</c>: <c>space</c>, <c>disk</c> (each try), <c>store</c>, <c>incomplete</c>.</summary>
    public static Counter<long> Failed { get; } = Meter.CreateCounter<long>("telephony_recording_failed_total");

    /// <summary>Bytes of recordings stored.</summary>
    public static Counter<long> Bytes { get; } = Meter.CreateCounter<long>("telephony_recording_bytes_total");

    public static void Fail(string reason) => Failed.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
