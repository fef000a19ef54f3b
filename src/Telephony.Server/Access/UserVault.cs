using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Server.Access;

/// <summary>The users in the data folder: <c>secrets/users.json</c> (hashes, mode 0600). Changed by the command line; a running service follows (<see cref="UserStore"/>).</summary>
internal sealed class UserVault(string data, TimeProvider time)
{
    private const int Most = 2_000;
    private const int LongestFile = 4 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The file.</summary>
    public string File => Path.Combine(DataFolders.Secrets(data), "users.json");

    /// <summary>All users.</summary>
    /// <exception cref="InvalidDataException">The file is not of our form.</exception>
    public ImmutableArray<UserRecord> Read()
    {
        var file = new FileInfo(File);
        if (!file.Exists) return [];
        if (file.Length > LongestFile) throw new InvalidDataException($"{File}: larger than {LongestFile >> 20} MiB");
        try
        {
            var users = JsonSerializer.Deserialize<UserFile>(System.IO.File.ReadAllText(File), Json)?.Users ?? default;
            if (users.IsDefault) throw new JsonException("'users' is not in it");
            if (users.FirstOrDefault(u => Roles.Find(u.Role) is null) is { } odd) throw new JsonException($"user {odd.Name} has the unknown role '{odd.Role}'");
            if (users.FirstOrDefault(u => !PasswordHash.IsHash(u.Password)) is { } bare) throw new JsonException($"the password of user {bare.Name} is no hash; 'user passwd {bare.Name}' makes one");
            return users;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{File}: not readable: {fault.Message}", fault);
        }
    }

    /// <summary>Makes a user.</summary>
    /// <exception cref="UsageException">The name is taken.</exception>
    public void Add(UserRecord user)
    {
        using var alone = Lock();
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

    private static bool IsNamed(UserRecord user, string name) => string.Equals(user.Name, name, StringComparison.OrdinalIgnoreCase);

    private void Change(string name, Func<UserRecord, UserRecord?> change)
    {
        using var alone = Lock();
        var all = Read();
        var user = all.FirstOrDefault(u => IsNamed(u, name)) ?? throw new UsageException($"{name}: there is no such user; 'user list' shows them");
        Write([.. all.Select(u => u == user ? change(u) : u).OfType<UserRecord>()]);
    }

    private void Write(ImmutableArray<UserRecord> users) => AtomicFile.WriteIfChanged(File, JsonSerializer.Serialize(new UserFile(users), Json) + "\n", OwnerOnly);

    private FileStream Lock()
    {
        DataFolders.CreateSecrets(data);
        return FileLock.Take(File, time);
    }
}
