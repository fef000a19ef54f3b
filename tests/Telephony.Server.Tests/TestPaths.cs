using System.Runtime.CompilerServices;

namespace Telephony.Server.Tests;

/// <summary>Where this checkout is.</summary>
internal static class TestPaths
{
    public static string Root => Find();

    public static string SampleSite => Path.Combine(Root, "config");

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
