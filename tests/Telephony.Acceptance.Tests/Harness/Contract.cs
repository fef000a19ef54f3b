using System.Text.RegularExpressions;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>The public API, as its files declare it.</summary>
public static partial class Contract
{
    /// <summary>All methods that only ask and have one answer, as <c>SERVICE/METHOD</c>.</summary>
    public static IReadOnlyList<string> Questions() =>
    [
        .. from file in Directory.EnumerateFiles(Repository.File("protos", "telephony", "v1"), "*.proto").Order(StringComparer.Ordinal)
           let text = File.ReadAllText(file)
           let service = Service.Match(text)
           where service.Success
           from method in Question.Matches(text)
           select $"{service.Groups[1].Value}/{method.Groups[1].Value}",
    ];

    [GeneratedRegex(@"^service (\w+)", RegexOptions.Multiline)]
    private static partial Regex Service { get; }

    [GeneratedRegex(@"rpc ((?:Get|List|Query|Explain|Why|Estimate|DryRun)\w*)\(\w+\) returns \(\w+\)")]
    private static partial Regex Question { get; }
}
