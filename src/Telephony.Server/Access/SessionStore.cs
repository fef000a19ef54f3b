using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Server.Access;

/// <summary>
/// Who is signed in: <c>secrets/sessions.json</c> (mode 0600), so that nobody is signed out when the service starts anew. Only the service writes it;
/// of routers that share their secrets each has a file of its own, <c>sessions-NODE.json</c>.
/// A session ends by its limits, by signing out, when it is revoked, and with its user.
/// </summary>
internal sealed class SessionStore : IDisposable
{
    private const int MostOfUser = 20;
    private const int Most = 5_000;
    private const int SecretBytes = 32;
    private const int LongestCookie = 200;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _sessions;
    private readonly string _file;
    private readonly UserStore _users;
    private readonly SessionLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionStore> _logger;
    private readonly ITimer _save;
    private bool _isChanged;

    /// <summary>Reads who was signed in.</summary>
    public SessionStore(string data, UserStore users, SessionLimits limits, TimeProvider time, ILogger<SessionStore> logger, string? node = null)
    {
        var name = node is null ? "sessions.json" : $"sessions-{node}.json";
        (_file, _users, _limits, _time, _logger) = (Path.Combine(DataFolders.Secrets(data), name), users, limits, time, logger);
        _sessions = Read().ToDictionary(s => s.Id, StringComparer.Ordinal);
        _save = time.CreateTimer(_ => Save(), null, SeenEvery, SeenEvery);
    }

    /// <summary>Begins a session.</summary>
    /// <returns>The session, and the cookie's value: it is nowhere else.</returns>
    public (Session Session, string Cookie) Begin(UserRecord user, string from, string browser)
    {
        lock (_lock)
        {
            foreach (var over in _sessions.Values.Where(s => !Holds(s)).ToList()) _sessions.Remove(over.Id);
            foreach (var oldest in _sessions.Values.Where(s => s.User == user.Name).OrderByDescending(s => s.Seen).Skip(MostOfUser - 1).ToList()) _sessions.Remove(oldest.Id);
            if (_sessions.Count >= Most) _sessions.Remove(_sessions.Values.MinBy(s => s.Seen)!.Id);
            var (id, secret, now) = (RandomNumberGenerator.GetHexString(12, lowercase: true), Secret(), _time.GetUtcNow());
            var session = new Session { Id = id, Sha256 = TokenText.HashOf(secret), Csrf = Secret(), User = user.Name, Begun = now, Seen = now, From = from, Browser = browser };
            _sessions[id] = session;
            _isChanged = true;
            Save();
            return (session, $"{id}.{secret}");
        }
    }

    /// <summary>The session of a cookie, which is used with that; null when it is none, or over.</summary>
    public Session? Use(string cookie)
    {
        if (cookie.Length > LongestCookie || cookie.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot)) return null;
        lock (_lock)
        {
            return _sessions.GetValueOrDefault(cookie[..dot]) is { } session && TokenText.Matches(cookie[(dot + 1)..], session.Sha256) && Holds(session) ? Touched(session) : null;
        }
    }

    /// <summary>Whether a session goes on; a page that is open uses it.</summary>
    public bool StillHolds(string id)
    {
        lock (_lock)
        {
            if (_sessions.GetValueOrDefault(id) is not { } session || !Holds(session)) return false;
            Touched(session);
            return true;
        }
    }

    /// <summary>When a session ends at the latest.</summary>
    public DateTimeOffset EndOf(Session session) => session.Begun + _limits.Longest;

    /// <summary>Sessions that go on, the last used first.</summary>
    /// <param name="user">Of one user only; null for all.</param>
    public IReadOnlyList<Session> List(string? user)
    {
        lock (_lock) return [.. _sessions.Values.Where(s => (user is null || s.User == user) && Holds(s)).OrderByDescending(s => s.Seen)];
    }

    /// <summary>Ends a session. Returns whether there was one.</summary>
    /// <param name="id">Which.</param>
    /// <param name="user">Only when it is this user's; null for anybody's.</param>
    public bool End(string id, string? user)
    {
        lock (_lock)
        {
            if (_sessions.GetValueOrDefault(id) is not { } session || (user is not null && session.User != user)) return false;
            _sessions.Remove(id);
            _isChanged = true;
            Save();
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _save.Dispose();
        Save();
    }

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private bool Holds(Session session)
    {
        var now = _time.GetUtcNow();
        return now < EndOf(session) && now < session.Seen + _limits.Idle && _users.Find(session.User) is { } user && session.Begun >= user.SessionsFrom;
    }

    private Session Touched(Session session)
    {
        var now = _time.GetUtcNow();
        if (now - session.Seen < SeenEvery) return session;
        _isChanged = true;
        return _sessions[session.Id] = session with { Seen = now };
    }

    private List<Session> Read()
    {
        try
        {
            return File.Exists(_file) && JsonSerializer.Deserialize<SessionFile>(File.ReadAllText(_file), Json) is { Sessions.IsDefault: false } known ? [.. known.Sessions.DistinctBy(s => s.Id)] : [];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            _logger.SessionsForgotten(_file, fault.Message);
            return []; // everybody signs in again
        }
    }

    private void Save()
    {
        lock (_lock)
        {
            if (!_isChanged) return;
            try
            {
                AtomicFile.WriteIfChanged(_file, JsonSerializer.Serialize(new SessionFile([.. _sessions.Values.OrderBy(s => s.Begun)]), Json) + "\n", OwnerOnly);
                _isChanged = false;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _logger.SessionsNotWritten(_file, fault.Message); // tried again with the next timer
            }
        }
    }
}
