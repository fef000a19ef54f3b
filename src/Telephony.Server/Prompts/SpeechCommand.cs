using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Telephony.Server.Hosting;

namespace Telephony.Server.Prompts;

/// <summary>The program that speaks. Its arguments hold <c>{text}</c>, <c>{lang}</c> (<c>zh-CN</c>), <c>{voice}</c> (espeak-ng's name of a voice)
/// and <c>{out}</c> (a WAV file to write); no shell is between, so a text can do no harm.</summary>
public sealed record SpeechCommand
{
    /// <summary>espeak-ng at a calm pace.</summary>
    public const string Default = "espeak-ng -v {voice} -s 160 -w {out} -- {text}";

    /// <summary>What <c>TELEPHONY_TTS</c> names, or the default.</summary>
    public static string Configured => Environment.GetEnvironmentVariable("TELEPHONY_TTS") is { Length: > 0 } named ? named : Default;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ImmutableArray<string> _words;

    private SpeechCommand(ImmutableArray<string> words) => _words = words;

    /// <summary>The command as it was given: another one speaks otherwise, so it names what it rendered.</summary>
    public string Name => string.Join(' ', _words);

    /// <summary>Reads a command: a program and its arguments, parted by spaces.</summary>
    /// <exception cref="UsageException">It does not name a program, or neither text nor file.</exception>
    public static SpeechCommand Parse(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length > 1 && words[1..].Any(w => w.Contains("{text}", StringComparison.Ordinal)) && words[1..].Any(w => w.Contains("{out}", StringComparison.Ordinal))) return new SpeechCommand([.. words]);
        throw new UsageException($"--tts '{command}': expected a program with {{text}} and {{out}}, as in \"{Default}\"");
    }

    /// <summary>Renders a prompt.</summary>
    /// <exception cref="InvalidDataException">The program failed, or wrote no sound; says why in one line.</exception>
    public async Task<WavSound> SpeakAsync(PromptText prompt, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var file = Path.Combine(Path.GetTempPath(), $"prompt-{Guid.NewGuid():N}.wav");
        try
        {
            await RunAsync(prompt, file, cancel);
            return File.Exists(file)
                ? WavSound.Parse(await File.ReadAllBytesAsync(file, cancel))
                : throw new InvalidDataException($"{_words[0]} wrote no file");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task RunAsync(PromptText prompt, string file, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(_words[0]) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var word in _words[1..]) start.ArgumentList.Add(Filled(word, prompt, file));
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Limit);
            try
            {
                var said = await Task.WhenAll(process.StandardError.ReadToEndAsync(limit.Token), process.StandardOutput.ReadToEndAsync(limit.Token));
                await process.WaitForExitAsync(limit.Token);
                if (process.ExitCode != 0) throw new InvalidDataException($"{_words[0]} ended with {process.ExitCode}: {said[0].Split('\n')[0].Trim()}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancel.ThrowIfCancellationRequested();
                throw new InvalidDataException($"{_words[0]} did not end within {Limit.TotalSeconds:0} s");
            }
        }
        catch (Win32Exception fault)
        {
            throw new InvalidDataException($"{_words[0]} cannot be run: {fault.Message}; install it, or name another program with --tts");
        }
    }

    private static string Filled(string word, PromptText prompt, string file) => word switch
    {
        "{text}" => prompt.Say,
        _ => word.Replace("{lang}", prompt.Language, StringComparison.Ordinal).Replace("{voice}", VoiceOf(prompt.Language), StringComparison.Ordinal)
            .Replace("{out}", file, StringComparison.Ordinal).Replace("{text}", prompt.Say, StringComparison.Ordinal),
    };

    /// <summary>espeak-ng's voice of a language. Its default for Mandarin spells characters in English (1.51); the one for pinyin reads them.</summary>
    public static string VoiceOf(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        if (language.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return "cmn-latn-pinyin";
        return language == "en" ? "en-us" : language.ToLowerInvariant();
    }
}
