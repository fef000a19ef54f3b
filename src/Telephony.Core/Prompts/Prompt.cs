namespace Telephony.Core;

/// <summary>A prompt of the catalogs (<c>prompts/LANGUAGE/catalog.yaml</c>), by its id. Asterisk finds it as a sound in a folder of ours,
/// below the folder of the language it is asked for.</summary>
public static class Prompt
{
    /// <summary>The folder of our prompts below a language's folder of Asterisk's sounds.</summary>
    public const string Folder = "acd";

    private const string Scheme = $"sound:{Folder}/";

    /// <summary>The media URI of a prompt: <c>sound:acd/queue-next</c>. A sound, because a key cannot stop Asterisk's <c>number:</c> and <c>digits:</c>.</summary>
    public static string Media(string id) => Scheme + id;

    /// <summary>The id of a prompt of the catalogs; null for any other media URI.</summary>
    public static string? IdOf(string media)
    {
        ArgumentNullException.ThrowIfNull(media);
        return media.StartsWith(Scheme, StringComparison.Ordinal) ? media[Scheme.Length..] : null;
    }
}
