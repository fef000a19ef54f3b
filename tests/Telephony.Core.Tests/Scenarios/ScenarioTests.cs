using System.Runtime.CompilerServices;

namespace Telephony.Core.Tests.Scenarios;

public sealed class ScenarioTests
{
    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    internal static IEnumerable<string> Stories() => Directory.EnumerateFiles(Folder(), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Stories))]
    public void Story(string name) => FactsOf(name);

    internal static IReadOnlyList<AcdFact> FactsOf(string story) => Scenario.Run(Path.Combine(Folder(), story + ".txt"));
}
