using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Prompts;

/// <summary>Rendered prompts, kept by content: what is said, by whom, and how it is brought to level. Shared by all checkouts of a user.</summary>
/// <param name="folder">Where; made when it is not there.</param>
/// <param name="speech">The program that speaks.</param>
public sealed class PromptCache(string folder, SpeechCommand speech)
{
    /// <summary>Counts up when the same speech would be rendered differently by this program.</summary>
    private const string Version = "1";

    /// <summary>What has not been rendered for so long is deleted; it is rendered again when somebody needs it.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromDays(180);

    /// <summary>The cache of this user: <c>$TELEPHONY_CACHE/prompts</c>, else that of the desktop's conventions.</summary>
    public static string DefaultFolder()
    {
        var cache = Environment.GetEnvironmentVariable("TELEPHONY_CACHE");
        if (!string.IsNullOrEmpty(cache)) return Path.Combine(Path.GetFullPath(cache), "prompts");
        var user = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(user)) user = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(user, "telephony", "prompts");
    }

    /// <summary>Names the rendering of a text.</summary>
    public string KeyOf(PromptText prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Hash(Encoding.UTF8.GetBytes($"{Version}\n{speech.Name}\n{prompt.Language}\n{prompt.Text}\n{prompt.Say}"));
    }

    /// <summary>Names a recording.</summary>
    public static string KeyOf(byte[] recording, PromptText prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Hash([.. Encoding.UTF8.GetBytes($"{Version}\nstudio\n{prompt.Text}\n"), .. recording]);
    }

    /// <summary>Where a form of a rendering lies.</summary>
    public string PathOf(string key, string format) => Path.Combine(folder, key + format);

    /// <summary>Whether all forms of a rendering are there.</summary>
    public bool Has(string key) => PromptAudio.Formats.All(format => File.Exists(PathOf(key, format)));

    /// <summary>Speaks a text.</summary>
    /// <exception cref="InvalidDataException">It could not be spoken.</exception>
    public async Task RenderAsync(string key, PromptText prompt, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        Store(key, PromptAudio.Encode(await speech.SpeakAsync(prompt, cancel), prompt.Text));
    }

    /// <summary>Takes in a recording.</summary>
    /// <exception cref="InvalidDataException">It is no sound that can be used.</exception>
    public void TakeIn(string key, byte[] recording, PromptText prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        Store(key, PromptAudio.Encode(WavSound.Parse(recording), prompt.Text));
    }

    /// <summary>Deletes what is old, so that the cache does not grow for ever.</summary>
    public void Prune()
    {
        if (!Directory.Exists(folder)) return;
        var before = DateTime.UtcNow - Keep;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before)) file.Delete();
    }

    private void Store(string key, byte[][] forms)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < forms.Length; i++) WholeFile.Write(PathOf(key, PromptAudio.Formats[i]), forms[i]);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..32];
}
