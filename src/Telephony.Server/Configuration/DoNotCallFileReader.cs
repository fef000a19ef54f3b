using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>do_not_call.yaml</c>: the numbers that nobody is called at. The file may be missing.</summary>
internal static class DoNotCallFileReader
{
    public const string FileName = "do_not_call.yaml";

    private const int NumbersMost = 50_000;

    /// <summary>The numbers in ordinal order, each once, without what only people read; null when the file does not say.</summary>
    public static ImmutableSortedSet<string>? Read(ConfigFile file, YamlNode root)
    {
        if (Section.Of(file, "", root, "numbers") is not { } top) return null;
        if (top.Require("numbers", "numbers: [\"01000\"]") is not { } node) return null;
        var numbers = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var item in top.Items(node, "numbers", NumbersMost))
        {
            if (top.ScalarOf(item, "numbers", "a number") is not { } text) continue;
            if (Grammar.WrittenNumber.IsMatch(text)) numbers.Add(string.Concat(text.Where(c => char.IsAsciiDigit(c) || c == '+')));
            else file.Error(item.At, "numbers", $"'{Grammar.Shown(text)}' is not a number", "write it as it is dialled: 3 to 20 digits, perhaps with + before them, and spaces, - or / between them");
        }

        return numbers.ToImmutable();
    }

    /// <summary>The way customers are dialled, without those who are not to be.</summary>
    public static CallbackLine? Without(CallbackLine? line, ImmutableSortedSet<string>? numbers) =>
        line is null || numbers is null ? line : line with { DoNotCall = [.. numbers] };
}
