using System.Diagnostics;
using Telephony.Server.Prompts;

namespace Telephony.Server.Tests.Prompts;

/// <summary>Whether the speech program reads the Mandarin catalog as Mandarin, told by its phonemes, without ears. After a change of the catalog the
/// new list is written beside the program; read through what changed (tones are the digits: 55, 35, 214 or 21, 51; no digit pair 11, 22, 33
/// where a full tone is wanted), then copy it over mandarin-phonemes.txt.</summary>
public sealed class MandarinSpeechTests
{
    private const string GoldenVersion = "1.51";
    private static readonly string Golden = Path.Combine(TestPaths.Root, "tests", "Telephony.Server.Tests", "Prompts", "mandarin-phonemes.txt");

    [Test]
    public void The_mandarin_catalog_is_read_as_written()
    {
        var read = Phonemes();
        Assert.That(read.Where(line => line.Contains("(en)", StringComparison.Ordinal)), Is.Empty, "hanzi read as English: the wrong voice, or a character it does not know");
        if (!Run("--version").Contains(GoldenVersion, StringComparison.Ordinal)) Assert.Ignore($"the list of phonemes is that of espeak-ng {GoldenVersion}");
        var actual = Path.Combine(AppContext.BaseDirectory, "mandarin-phonemes.txt");
        File.WriteAllLines(actual, read);
        Assert.That(read, Is.EqualTo(File.ReadAllLines(Golden)), $"see {actual}");
    }

    /// <summary>One line a prompt: its id, what is said, and the phonemes.</summary>
    private static string[] Phonemes()
    {
        var prompts = PromptLibrary.Own.Languages["zh-CN"].Values.DistinctBy(text => text.Say).ToArray();
        var read = new string[prompts.Length];
        Parallel.For(0, prompts.Length, i => read[i] =
            $"{prompts[i].Id}: {prompts[i].Say} {string.Join(" / ", Run("-v", SpeechCommand.VoiceOf("zh-CN"), "-q", "-x", "--", prompts[i].Say).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))}");
        return read;
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("espeak-ng", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
