using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Telephony.Core.Tests;

/// <summary>Rules of style that a compiler does not know.</summary>
public sealed partial class CodeStyleTests
{
    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    private static IEnumerable<string> Sources() =>
        new[] { "src", "tests", "benchmarks" }
            .Select(folder => Path.Combine(Root(), folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [Test]
    public void No_source_file_is_longer_than_450_lines()
    {
        var files = Sources().ToArray();
        Assert.That(files, Is.Not.Empty);
        Assert.That(files.Where(f => File.ReadLines(f).Count() > 450).Select(Short), Is.Empty);
    }

    [Test]
    public void Nothing_is_left_to_do_later() =>
        Assert.That(Sources().Where(f => !f.EndsWith("CodeStyleTests.cs", StringComparison.Ordinal) && Unfinished().IsMatch(File.ReadAllText(f))).Select(Short), Is.Empty);

    private static string Short(string file) => Path.GetRelativePath(Root(), file);

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b")]
    private static partial Regex Unfinished();
}
