namespace Telephony.Server.Cli.Top;

/// <summary>What the full-screen board knows: the latest of every stream, and how the streams are.</summary>
/// <param name="server">Whose board it is, for the title.</param>
internal sealed class TopBoard(string server)
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(7); // a sign of life comes every 5 s

    private readonly Dictionary<string, string> _lost = new(StringComparer.Ordinal);
    private DateTimeOffset? _heardAt;
    private TimeSpan _clockDifference;

    /// <summary>Whose board it is.</summary>
    public string Server => server;

    public LiveList<V1.Queue> Queues { get; } = new(q => q.Name);

    public LiveList<V1.Agent> Agents { get; } = new(a => a.Name);

    public LiveList<V1.Call> Calls { get; } = new(c => c.Name);

    /// <summary>A frame came.</summary>
    /// <param name="stream">Of which stream.</param>
    /// <param name="list">Its things.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="now">This machine's clock.</param>
    public void Take<T>(string stream, LiveList<T> list, ListFrame<T> frame, DateTimeOffset now)
    {
        list.Apply(frame);
        _lost.Remove(stream);
        _heardAt = now;
        if (frame.Heartbeat?.ServerTime is { } time) _clockDifference = time.ToDateTimeOffset() - now;
    }

    /// <summary>A stream was cut.</summary>
    public void Lose(string stream, string why) => _lost[stream] = why;

    /// <summary>The service's clock.</summary>
    public DateTimeOffset ServerTime(DateTimeOffset now) => now + _clockDifference;

    /// <summary>What is wrong with the connection; empty when nothing is.</summary>
    public string Trouble(DateTimeOffset now)
    {
        if (_lost.Count > 0) return $"{_lost.Values.First()}; trying again";
        if (_heardAt is null) return "connecting";
        return now - _heardAt > Stale ? $"data {(int)(now - _heardAt.Value).TotalSeconds} s old" : "";
    }
}
