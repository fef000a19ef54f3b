namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Where things lie in this checkout.</summary>
public static class Repository
{
    /// <summary>The folder that holds Telephony.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The service's program: for tests as it was built with them, for benchmarks as <c>./telephony</c> starts it.</summary>
    public static string ServiceProgram { get; } = AppContext.BaseDirectory.StartsWith(File("benchmarks"), StringComparison.Ordinal)
        ? File("src", "Telephony.Server", "bin", "Release", "published", "Telephony.Server.dll")
        : File("src", "Telephony.Server", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Telephony.Server.dll");

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
