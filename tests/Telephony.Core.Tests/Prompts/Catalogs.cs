using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Telephony.Core.Tests.Prompts;

/// <summary>The texts of the catalogs, read line by line: enough for their simple form. The strict reader has tests of its own.</summary>
internal static partial class Catalogs
{
    public static Dictionary<string, string> English { get; } = Read("en");

    public static Dictionary<string, string> Mandarin { get; } = Read("zh-CN");

    public static Dictionary<string, string> Of(string language) => language == "en" ? English : Mandarin;

    /// <summary>A phrase as it is heard; throws for a prompt that the catalog does not have.</summary>
    public static string Heard(IEnumerable<string> media, string language) =>
        string.Join(language == "en" ? " " : "", media.Select(m => Of(language)[Prompt.IdOf(m) ?? throw new ArgumentException($"{m} is no prompt of ours")]));

    private static Dictionary<string, string> Read(string language, [CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "prompts", language, "catalog.yaml"))
            .Select(line => Entry().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups["id"].Value, match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["plain"].Value);

    [GeneratedRegex("""^  (?<id>[a-z0-9-]+): (\{text: )?("(?<quoted>[^"]+)"|(?<plain>[^,}]+))""")]
    private static partial Regex Entry();
}
