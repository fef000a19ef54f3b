namespace Telephony.Server.Hosting;

/// <summary>Where things lie below the data folder.</summary>
public static class DataFolders
{
    /// <summary>Inputs and snapshots.</summary>
    public static string Journal(string data) => Path.Combine(data, "journal");

    /// <summary>Facts, one JSON line each.</summary>
    public static string Facts(string data) => Path.Combine(data, "facts");

    /// <summary>The history database.</summary>
    public static string History(string data) => Path.Combine(data, "history.db");

    /// <summary>Finished recordings.</summary>
    public static string Recordings(string data) => Path.Combine(data, "recordings");

    /// <summary>Recordings on their way from Asterisk.</summary>
    public static string Incoming(string data) => Path.Combine(data, "recordings", ".incoming");

    /// <summary>Secrets that flows send to servers, one file each.</summary>
    public static string ServerSecrets(string data) => Path.Combine(data, "secrets", "servers");

    /// <summary>Versions of the configuration that were in force.</summary>
    public static string ConfigVersions(string data) => Path.Combine(data, "config-versions");

    /// <summary>Log files.</summary>
    public static string Log(string data) => Path.Combine(data, "log");

    /// <summary>Names the journal: a new journal numbers its facts from 1 again, and the history must know.</summary>
    public static string JournalName(string data)
    {
        var file = Path.Combine(Journal(data), "name");
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        Directory.CreateDirectory(Journal(data));
        var name = Guid.NewGuid().ToString("N");
        File.WriteAllText(file, name + "\n");
        return name;
    }
}
