namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Where things lie in this checkout.</summary>
public static class Repository
{
    /// <summary>The folder that holds Telephony.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A new short-lived folder; its path is short because Asterisk's control socket must fit into 107 bytes.</summary>
    public static string TemporaryFolder(string name) => Directory.CreateTempSubdirectory($"tel-{name}-").FullName;

    private static string Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Telephony.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {from} holds Telephony.sln.");
    }
}
