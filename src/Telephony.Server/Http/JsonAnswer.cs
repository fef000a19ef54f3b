using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Telephony.Core;

namespace Telephony.Server.Http;

/// <summary>Picks values out of a server's answer.</summary>
internal static class JsonAnswer
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>The values of a mapping; null when the answer is too large, or has none of the form wanted at one of the places. Without a mapping any answer will do.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static async Task<ImmutableSortedDictionary<string, string>?> ReadAsync(Stream answer, int most, ImmutableSortedDictionary<string, string> mapping, CancellationToken cancel)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (mapping.IsEmpty) return values.ToImmutable();
        var buffer = new byte[most + 1];
        var length = await answer.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        if (length > most) return null;
        using var document = JsonDocument.Parse(buffer.AsMemory(0, length), Options);
        foreach (var (name, path) in mapping)
        {
            if (TextAt(document.RootElement, path) is not { } text) return null;
            values[name] = text.Length > FlowRun.ValueMost ? text[..FlowRun.ValueMost] : text;
        }

        return values.ToImmutable();
    }

    private static string? TextAt(JsonElement at, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out var inner)) at = inner;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength()) at = at[index];
            else return null;
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => Clean(at.GetString()!),
            JsonValueKind.Number => at.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Null => "",
            _ => null,
        };
    }

    private static string Clean(string text) => text.Any(char.IsControl) ? new string([.. text.Where(c => !char.IsControl(c))]) : text;
}
