using Telephony.Server.Configuration;

namespace Telephony.Server.Prompts;

/// <summary>What is wrong with the prompts of a site: missing texts, recordings that are too loud, too quiet, too long, or of nothing.</summary>
public static class PromptInspection
{
    /// <summary>Longest prompt: a caller who must listen longer has forgotten the beginning.</summary>
    public static readonly TimeSpan LongestPrompt = TimeSpan.FromSeconds(30);

    /// <summary>Longest word of a composed phrase (numbers, units): several are played after each other.</summary>
    public static readonly TimeSpan LongestWord = TimeSpan.FromSeconds(3);

    private static readonly string[] WordPrefixes = ["number-", "digit-", "unit-", "time-", "month-", "day-", "weekday-"];

    /// <summary>Every problem, in the order of files.</summary>
    /// <param name="library">The prompts.</param>
    public static IEnumerable<ConfigProblem> Of(PromptLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        return Missing(library).Concat(library.Studio.SelectMany(recording => Recording(library, recording.Key.Language, recording.Key.Id, recording.Value)));
    }

    /// <summary>Whether a prompt is a word of composed phrases.</summary>
    public static bool IsWord(string id) => WordPrefixes.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Texts that one language has and another lacks.</summary>
    private static IEnumerable<ConfigProblem> Missing(PromptLibrary library) =>
        from language in library.Languages
        from id in library.Ids
        where !language.Value.ContainsKey(id)
        let known = library.Languages.Values.Select(texts => texts.GetValueOrDefault(id)).First(text => text is not null)!
        select new ConfigProblem(
            ConfigSeverity.Error, known.File, known.At.Line, known.At.Column, id, $"missing in {language.Key}",
            $"add '{id}' to {PromptCatalogReader.Folder}/{language.Key}/{PromptCatalogReader.FileName}");

    private static IEnumerable<ConfigProblem> Recording(PromptLibrary library, string language, string id, string path)
    {
        var name = $"{PromptCatalogReader.Folder}/{language}/{id}.wav";
        if (library.InLanguage(id, language) is null)
        {
            yield return Problem("a recording of a prompt that is in no catalog", $"add '{id}' to {PromptCatalogReader.Folder}/{language}/{PromptCatalogReader.FileName}");
            yield break;
        }

        WavSound? sound = null;
        var fault = "";
        try
        {
            sound = WavSound.Parse(File.ReadAllBytes(path));
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            fault = wrong.Message;
        }

        if (sound is null)
        {
            yield return Problem(fault, "");
            yield break;
        }

        var (peak, speech) = (Loudness.Peak(sound.Samples), Loudness.Speech(sound.Samples, sound.Rate));
        var longest = IsWord(id) ? LongestWord : LongestPrompt;
        if (peak > Loudness.ClippedFrom) yield return Problem($"too loud: peaks of {peak:0.0;-0.0;0.0} dB are probably clipped", $"record it with peaks below {Loudness.PeakMost:0} dB");
        if (speech < Loudness.QuietBelow) yield return Problem($"too quiet: speech at {speech:0} dB", $"record it at about {Loudness.Target:0} dB");
        if (sound.Length > longest) yield return Problem($"too long: {sound.Length.TotalSeconds:0.0} s, at most {longest.TotalSeconds:0} s", "shorten it, or split it into two prompts");

        ConfigProblem Problem(string message, string hint) => new(ConfigSeverity.Error, name, 1, 1, id, message, hint);
    }
}
