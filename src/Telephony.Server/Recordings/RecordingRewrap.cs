namespace Telephony.Server.Recordings;

/// <summary>What became of encrypting the keys of all recordings with the newest key.</summary>
/// <param name="Changed">Files whose key was encrypted anew.</param>
/// <param name="Same">Files that were encrypted with the newest key already.</param>
/// <param name="Failures">Files that could not be, each with the reason.</param>
public sealed record RewrapResult(int Changed, int Same, IReadOnlyList<string> Failures);

/// <summary>When the key that encrypts the recordings' keys changes, theirs are encrypted with the new one, so that the old key can be thrown away. Recordings
/// can be heard and kept meanwhile; after a crash it is simply done again.</summary>
public static class RecordingRewrap
{
    private const string Sealed = ".sealed";

    /// <summary>Encrypts the keys of all recordings of a folder with the newest key.</summary>
    /// <param name="recordings">The folder.</param>
    /// <param name="keys">The keys, the newest first, and all that old recordings need.</param>
    public static RewrapResult Run(string recordings, RecordingKeys keys)
    {
        var (changed, same, failures) = (0, 0, new List<string>());
        foreach (var path in Directory.EnumerateFiles(recordings, "*" + Sealed, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                if (SealedFile.Rewrap(path, NameOf(path), keys)) changed++;
                else same++;
            }
            catch (FileNotFoundException)
            {
                // Erased meanwhile: its days were over.
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                failures.Add($"{Path.GetRelativePath(recordings, path)}: {fault.Message}");
            }
        }

        return new RewrapResult(changed, same, failures);
    }

    /// <summary>What a file is bound to: the id of the recording; of its waveform, with that ending.</summary>
    private static string NameOf(string path) => Path.GetFileName(path)[..^Sealed.Length].Replace(".wav", "", StringComparison.Ordinal);
}
