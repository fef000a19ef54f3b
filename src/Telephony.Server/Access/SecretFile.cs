using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Server.Access;

/// <summary>A file of records among the data folder's secrets (JSON, mode 0600), changed by one program at a time.</summary>
/// <param name="data">The data folder.</param>
/// <param name="name">The file's name.</param>
/// <param name="longest">A file longer than this is not ours, MiB.</param>
/// <param name="time">How long a turn is waited for.</param>
internal sealed class SecretFile<T>(string data, string name, int longest, TimeProvider time) where T : class
{
    /// <summary>The mode of every secret.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Where it is.</summary>
    public string Path => System.IO.Path.Combine(DataFolders.Secrets(data), name);

    /// <summary>What is in it; null when there is no file.</summary>
    /// <param name="check">Throws <see cref="JsonException"/> with what is wrong.</param>
    /// <exception cref="InvalidDataException">The file is not of our form.</exception>
    public T? Read(Action<T> check)
    {
        var file = new FileInfo(Path);
        if (!file.Exists) return null;
        if (file.Length > (long)longest << 20) throw new InvalidDataException($"{Path}: larger than {longest} MiB");
        try
        {
            var content = JsonSerializer.Deserialize<T>(File.ReadAllText(Path), Json) ?? throw new JsonException("nothing is in it");
            check(content);
            return content;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{Path}: not readable: {fault.Message}", fault);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(T content) => AtomicFile.WriteIfChanged(Path, JsonSerializer.Serialize(content, Json) + "\n", OwnerOnly);

    /// <summary>Waits for the turn to change it; dispose of it afterwards.</summary>
    /// <exception cref="IOException">The turn did not come.</exception>
    public FileStream Lock()
    {
        DataFolders.CreateSecrets(data);
        return FileLock.Take(Path, time);
    }
}
