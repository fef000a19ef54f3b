namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Where screenshots go: to the build folder, or to docs/screenshots when they are to be made anew (TELEPHONY_SCREENSHOTS=docs).</summary>
public static class Screenshots
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("TELEPHONY_SCREENSHOTS") == "docs"
        ? Repository.File("docs", "screenshots") : Repository.File(".build", "screenshots");

    /// <summary>The path of a screenshot.</summary>
    public static string Path(string name)
    {
        Directory.CreateDirectory(Folder);
        return System.IO.Path.Combine(Folder, name);
    }
}
