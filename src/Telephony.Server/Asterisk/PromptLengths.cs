using System.Collections.Concurrent;
using Telephony.Core;
using Telephony.Server.Prompts;

namespace Telephony.Server.Asterisk;

/// <summary>How long prompts are, from the sizes of Asterisk's sound files. A variable cannot be set behind a running playback,
/// so the lease of a call is extended by this before a prompt is played.</summary>
/// <param name="sounds">Asterisk's sounds folder; null when it is on another machine.</param>
public sealed class PromptLengths(string? sounds)
{
    /// <summary>Assumed for a prompt whose file cannot be seen from here.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromSeconds(30);

    private const string SoundScheme = "sound:";

    /// <summary>Bytes a second of the formats that are plain samples.</summary>
    private static readonly (string Extension, double BytesPerSecond, int Header)[] Formats =
        [(".wav", 16_000, 44), (".sln", 16_000, 0), (".sln16", 32_000, 0), (".wav16", 32_000, 44), (".ulaw", 8_000, 0), (".alaw", 8_000, 0), (".gsm", 1_650, 0), (".g722", 8_000, 0)];

    private readonly ConcurrentDictionary<(string Prompt, string Language), TimeSpan> _known = new();

    /// <summary>The length of prompts played one after the other.</summary>
    public TimeSpan Of(IEnumerable<string> prompts, string language)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return prompts.Aggregate(TimeSpan.Zero, (sum, prompt) => sum + _known.GetOrAdd((prompt, language), Measure));
    }

    /// <summary>Prompts were installed anew: their lengths are looked at again.</summary>
    public void Forget() => _known.Clear();

    private TimeSpan Measure((string Prompt, string Language) key)
    {
        if (sounds is null || !key.Prompt.StartsWith(SoundScheme, StringComparison.Ordinal)) return Assumed(key.Prompt);
        var name = key.Prompt[SoundScheme.Length..];
        // Asterisk looks in the language's folder, then in the language without its country, then in English.
        string[] folders = Path.IsPathRooted(name) ? [""] : [Path.Combine(sounds, key.Language), Path.Combine(sounds, key.Language.Split('_')[0]), Path.Combine(sounds, "en"), sounds];
        foreach (var folder in folders)
        {
            foreach (var (extension, bytesPerSecond, header) in Formats)
            {
                if (SizeOf(Path.Combine(folder, name + extension)) is { } bytes) return TimeSpan.FromSeconds(Math.Max(0, bytes - header) / bytesPerSecond);
            }
        }

        return Assumed(key.Prompt);
    }

    /// <summary>Of what Asterisk will play: behind symbolic links, whose own size is the length of a name. Null: nothing that can be seen from here.</summary>
    private static long? SizeOf(string path)
    {
        try
        {
            FileSystemInfo file = new FileInfo(path);
            return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true } sound ? sound.Length : null;
        }
        catch (IOException)
        {
            return null; // links that lead round in a circle, or a part of the path that is no folder
        }
    }

    /// <summary>Many words make a phrase, and each is short.</summary>
    private static TimeSpan Assumed(string prompt) => Prompt.IdOf(prompt) is { } id && PromptInspection.IsWord(id) ? PromptInspection.LongestWord : Unknown;
}
