using System.CommandLine;

namespace Telephony.Server.Hosting;

/// <summary>Where things lie below the data folder.</summary>
public static class DataFolders
{
    /// <summary>The data folder of commands that work on it, whether the service runs or not.</summary>
    public static Option<DirectoryInfo> Option() => new("--data")
    {
        Description = "the service's data folder (default: TELEPHONY_DATA, else .data)",
        DefaultValueFactory = _ => new DirectoryInfo(Environment.GetEnvironmentVariable("TELEPHONY_DATA") is { Length: > 0 } data ? data : ".data"),
    };

    /// <summary>Inputs and snapshots.</summary>
    public static string Journal(string data) => Path.Combine(data, "journal");

    /// <summary>Facts, one JSON line each.</summary>
    public static string Facts(string data) => Path.Combine(data, "facts");

    /// <summary>queue_log in Asterisk's format.</summary>
    public static string QueueLog(string data) => Path.Combine(data, "queue_log");

    /// <summary>The history database.</summary>
    public static string History(string data) => Path.Combine(data, "history.db");

    /// <summary>Finished recordings.</summary>
    public static string Recordings(string data) => Path.Combine(data, "recordings");

    /// <summary>Recordings on their way from Asterisk.</summary>
    public static string Incoming(string data) => Path.Combine(data, "recordings", ".incoming");

    /// <summary>Secrets that flows send to servers, one file each.</summary>
    public static string ServerSecrets(string data) => Path.Combine(data, "secrets", "servers");

    /// <summary>Secrets that webhooks check signatures with, one file each.</summary>
    public static string WebhookSecrets(string data) => Path.Combine(data, "secrets", "webhooks");

    /// <summary>Alerts, and what has still to be sent about them.</summary>
    public static string Alerts(string data) => Path.Combine(data, "alerts");

    /// <summary>Versions of the configuration that were in force.</summary>
    public static string ConfigVersions(string data) => Path.Combine(data, "config-versions");

    /// <summary>The highest epoch seen, of a router in a cluster.</summary>
    public static string Cluster(string data) => Path.Combine(data, "cluster");

    /// <summary>Log files.</summary>
    public static string Log(string data) => Path.Combine(data, "log");

    /// <summary>Passwords and tokens.</summary>
    public static string Secrets(string data) => Path.Combine(data, "secrets");

    /// <summary>Makes the folder of secrets, for its owner only, unless it is there.</summary>
    public static void CreateSecrets(string data)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Secrets(data));
        else Directory.CreateDirectory(Secrets(data), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What was done through the API.</summary>
    public static string Actions(string data) => Path.Combine(data, "actions");

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
