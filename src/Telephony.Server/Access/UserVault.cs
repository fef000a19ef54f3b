using System.Collections.Immutable;
using System.Text.Json;
using Telephony.Server.Hosting;

namespace Telephony.Server.Access;

/// <summary>The users in the data folder: <c>secrets/users.json</c> (hashes, mode 0600). Changed by the command line; a running service follows (<see cref="UserStore"/>).</summary>
internal sealed class UserVault(string data, TimeProvider time)
{
    private const int Most = 2_000;

    private readonly SecretFile<UserFile> _file = new(data, "users.json", 4, time);

    /// <summary>The file.</summary>
    public string File => _file.Path;

    /// <summary>All users.</summary>
    /// <exception cref="InvalidDataException">The file is not of our form.</exception>
    public ImmutableArray<UserRecord> Read() => _file.Read(Check)?.Users ?? [];

    /// <summary>Makes a user.</summary>
    /// <exception cref="UsageException">The name is taken.</exception>
    public void Add(UserRecord user)
    {
        using var alone = _file.Lock();
        var all = Read();
        if (all.Any(u => IsNamed(u, user.Name))) throw new UsageException($"{user.Name}: there is such a user; 'user passwd' changes the password, 'user remove' removes the user");
        if (all.Length >= Most) throw new UsageException($"{File}: holds {Most} users; remove some");
        Write(all.Add(user with { Created = time.GetUtcNow(), SessionsFrom = time.GetUtcNow() }));
    }

    /// <summary>Gives a user another password, and ends the user's sessions.</summary>
    /// <exception cref="UsageException">There is no such user.</exception>
    public void SetPassword(string name, string hash) => Change(name, user => user with { Password = hash, SessionsFrom = time.GetUtcNow() });

    /// <summary>Ends a user's sessions.</summary>
    /// <exception cref="UsageException">There is no such user.</exception>
    public void EndSessions(string name) => Change(name, user => user with { SessionsFrom = time.GetUtcNow() });

    /// <summary>Removes a user; the sessions end with that.</summary>
    /// <exception cref="UsageException">There is no such user.</exception>
    public void Remove(string name) => Change(name, _ => null);

    private static void Check(UserFile file)
    {
        if (file.Users.IsDefault) throw new JsonException("'users' is not in it");
        if (file.Users.FirstOrDefault(u => Roles.Find(u.Role) is null) is { } odd) throw new JsonException($"user {odd.Name} has the unknown role '{odd.Role}'");
        if (file.Users.FirstOrDefault(u => !PasswordHash.IsHash(u.Password)) is { } bare) throw new JsonException($"the password of user {bare.Name} is no hash; 'user passwd {bare.Name}' makes one");
    }

    private static bool IsNamed(UserRecord user, string name) => string.Equals(user.Name, name, StringComparison.OrdinalIgnoreCase);

    private void Change(string name, Func<UserRecord, UserRecord?> change)
    {
        using var alone = _file.Lock();
        var all = Read();
        var user = all.FirstOrDefault(u => IsNamed(u, name)) ?? throw new UsageException($"{name}: there is no such user; 'user list' shows them");
        Write([.. all.Select(u => u == user ? change(u) : u).OfType<UserRecord>()]);
    }

    private void Write(ImmutableArray<UserRecord> users) => _file.Write(new UserFile(users));
}
