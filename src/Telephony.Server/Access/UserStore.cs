using System.Collections.Frozen;

namespace Telephony.Server.Access;

/// <summary>The users as a running service knows them. Follows the file within a second; a file that cannot be read changes nothing.</summary>
internal sealed class UserStore
{
    private readonly FollowedFile<FrozenDictionary<string, UserRecord>> _file;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not of our form.</exception>
    public UserStore(UserVault vault, TimeProvider time, ILogger<UserStore> logger) => _file = new FollowedFile<FrozenDictionary<string, UserRecord>>(
        vault.File, () => vault.Read().DistinctBy(u => u.Name, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(u => u.Name, StringComparer.OrdinalIgnoreCase), time, logger);

    /// <summary>Whether people sign in here.</summary>
    public bool Any => _file.Latest().Count > 0;

    /// <summary>A user; null when there is none of this name.</summary>
    /// <param name="name">The name, in capitals or not.</param>
    /// <param name="atOnce">Whether to look into the file even when that was done a moment ago.</param>
    public UserRecord? Find(string name, bool atOnce = false) => _file.Latest(atOnce).GetValueOrDefault(name);
}
