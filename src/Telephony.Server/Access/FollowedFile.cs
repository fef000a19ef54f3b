namespace Telephony.Server.Access;

/// <summary>What a file says, followed within a second. What cannot be read later changes nothing: what was known before holds on.</summary>
internal sealed class FollowedFile<T>
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Func<T> _read;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private T _known;
    private (DateTime Written, long Length) _stamp;
    private long _looked;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not of the form.</exception>
    public FollowedFile(string path, Func<T> read, TimeProvider time, ILogger logger)
    {
        (_path, _read, _time, _logger) = (path, read, time, logger);
        (_stamp, _known, _looked) = (Stamp(), read(), time.GetTimestamp());
    }

    /// <summary>What it says now.</summary>
    /// <param name="atOnce">Whether to look even when that was done a moment ago.</param>
    public T Latest(bool atOnce = false)
    {
        lock (_lock)
        {
            if (!atOnce && _time.GetElapsedTime(_looked) < LookInterval) return _known;
            _looked = _time.GetTimestamp();
            try
            {
                if (Stamp() is var stamp && stamp != _stamp) (_stamp, _known) = (stamp, _read());
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                _logger.FileUnreadable(_path, fault.Message);
            }

            return _known;
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
