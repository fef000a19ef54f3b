using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>Signing in with a name and a password: slow for who guesses, written into the log of actions either way.</summary>
internal sealed class SignIn(UserStore users, SessionStore sessions, SignInDelays delays, ActionLog log) : IDisposable
{
    /// <summary>The address, as in the log of actions.</summary>
    public const string Method = "POST /v1/session";

    private const int LongestBrowser = 160;
    private const int MostAtOnce = 50;

    private static readonly TimeSpan Crowded = TimeSpan.FromSeconds(5);

    /// <summary>Hashing takes a core for a while, and calls come first: one at a time, and not many in the row.</summary>
    private readonly SemaphoreSlim _one = new(1);

    private int _inRow;

    /// <summary>Begins a session.</summary>
    /// <exception cref="Grpc.Core.RpcException">The password is wrong or there is no such user (both are refused alike), or it is too early to try again.</exception>
    public async Task<(Session Session, string Cookie)> BeginAsync(HttpContext http, string name, string password)
    {
        var user = users.Find(name, atOnce: true);
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        var entry = EntryOf(http, user);
        if (await RefusalOfAsync(name, address, password, user) is var (reason, wait)) throw Refused(entry, reason, wait);
        delays.Succeeded(name);
        var known = entry with { Who = $"user:{user!.Name}", Name = user.Name, Role = user.Role };
        var begun = log.Begin(known);
        var session = sessions.Begin(user, address, Short(http.Request.Headers.UserAgent.ToString()));
        log.End(known, begun, null);
        return session;
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <summary>Why not; null when the password is right.</summary>
    private async Task<(Reason Reason, TimeSpan Wait)?> RefusalOfAsync(string name, string address, string password, UserRecord? user)
    {
        if (Interlocked.Increment(ref _inRow) > MostAtOnce)
        {
            Interlocked.Decrement(ref _inRow);
            return (Reason.TooManyRequests, Crowded);
        }

        await _one.WaitAsync();
        try
        {
            // Asked when it is one's turn: attempts that are made at once count like those made one after another.
            if (delays.WaitOf(name, address) is { } wait) return (Reason.TooManyRequests, wait);
            if (await Task.Run(() => PasswordHash.Matches(password, user?.Password ?? PasswordHash.OfNobody)) && user is not null) return null;
            delays.Failed(name, address);
            return (Reason.SignInFailed, default);
        }
        finally
        {
            _one.Release();
            Interlocked.Decrement(ref _inRow);
        }
    }

    private Grpc.Core.RpcException Refused(ActionEntry entry, Reason reason, TimeSpan wait)
    {
        log.Refuse(entry, reason.Name);
        var seconds = Math.Ceiling(wait.TotalSeconds);
        return wait == default
            ? Refusals.Because(reason, [])
            : Refusals.Because(reason, new() { ["seconds"] = seconds.ToString(CultureInfo.InvariantCulture) }, new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) });
    }

    /// <summary>What nobody is called is not written: it may be a password in the wrong field.</summary>
    private static ActionEntry EntryOf(HttpContext http, UserRecord? user) => new()
    {
        Method = Method,
        Targets = user is null ? [] : [$"users/{user.Name}"],
        From = http.Connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, http.Connection.RemotePort).ToString() : "",
    };

    private static string Short(string text) => new([.. text.Where(c => !char.IsControl(c)).Take(LongestBrowser)]);
}
