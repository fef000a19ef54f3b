using System.Security.Cryptography;
using Telephony.Server.Asterisk;

namespace Telephony.Server.Recordings;

/// <summary>A recording as it was kept.</summary>
/// <param name="Path">Where, below the recordings folder.</param>
/// <param name="Checksum">SHA-256 of the WAV file.</param>
/// <param name="Key">Names the key its own key is encrypted with; null when it is not encrypted.</param>
public sealed record KeptRecording(string Path, string Checksum, string? Key);

/// <summary>The files of finished recordings: kept, encrypted where there is a key, and opened again. Beside each lie its waveform and, where it
/// must not be erased, a mark that says so.</summary>
public sealed class RecordingStore(RecorderFolders folders, RecordingKeys keys)
{
    private const string Sealed = ".sealed";
    private const string Peaks = ".peaks";
    private const string Held = ".hold";

    /// <summary>Keeps a WAV file under its path; the file given is gone then.</summary>
    /// <param name="wav">The file.</param>
    /// <param name="relative">Where it is to lie below the recordings folder.</param>
    /// <param name="recording">The recording's id.</param>
    /// <exception cref="IOException">The disk is full or fails; the file given is still there.</exception>
    public KeptRecording Keep(string wav, string relative, string recording)
    {
        var path = Path.Combine(folders.Recordings, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string checksum;
        using (var audio = File.OpenRead(wav))
        {
            checksum = Convert.ToHexStringLower(SHA256.HashData(audio));
            audio.Position = 0;
            KeepPeaks(Waveform.Of(audio, recording), path, recording);
            if (keys.Newest is { } key)
            {
                audio.Position = 0;
                SealedFile.Write(audio, path + Sealed, recording, key);
            }
        }

        if (keys.Newest is null) File.Move(wav, path, overwrite: true);
        else File.Delete(wav);
        return new KeptRecording(keys.Newest is null ? relative : relative + Sealed, checksum, keys.Newest?.Id);
    }

    /// <summary>Opens the WAV file of a recording at any place; null when it is gone.</summary>
    /// <exception cref="InvalidDataException">It was changed, or its key is not there.</exception>
    public Stream? Open(string relative, string recording)
    {
        ArgumentNullException.ThrowIfNull(relative);
        if (RecordingPaths.Resolve(folders.Recordings, relative) is not { } path || !File.Exists(path)) return null;
        return path.EndsWith(Sealed, StringComparison.Ordinal)
            ? new SealedStream(path, recording, keys)
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }

    /// <summary>The waveform of a recording; null when it is gone. One that was kept without is drawn anew.</summary>
    /// <exception cref="InvalidDataException">It was changed, or its key is not there.</exception>
    public Waveform? Draw(string relative, string recording)
    {
        if (RecordingPaths.Resolve(folders.Recordings, PlainOf(relative) + Peaks) is not { } path) return null;
        if (File.Exists(path)) return Waveform.FromBytes(File.ReadAllBytes(path));
        if (File.Exists(path + Sealed))
        {
            using var peaks = new SealedStream(path + Sealed, recording + Peaks, keys);
            using var all = new MemoryStream();
            peaks.CopyTo(all);
            return Waveform.FromBytes(all.ToArray());
        }

        using var audio = Open(relative, recording);
        return audio is null ? null : Waveform.Of(audio, recording);
    }

    /// <summary>Whether a recording must not be erased.</summary>
    public bool IsHeld(string relative) => RecordingPaths.Resolve(folders.Recordings, PlainOf(relative) + Held) is { } path && File.Exists(path);

    /// <summary>Forbids to erase a recording, or allows it again.</summary>
    public void Hold(string relative, bool held)
    {
        if (RecordingPaths.Resolve(folders.Recordings, PlainOf(relative) + Held) is not { } path) return;
        if (held) File.WriteAllText(path, "");
        else File.Delete(path);
    }

    /// <summary>Erases a recording and all that belongs to it. Encrypted ones lose their key with it.</summary>
    public void Erase(string relative)
    {
        if (RecordingPaths.Resolve(folders.Recordings, PlainOf(relative)) is not { } path) return;
        foreach (var file in new[] { path, path + Sealed, path + Peaks, path + Peaks + Sealed }) File.Delete(file);
    }

    /// <summary>All recordings of days before one, oldest first: their paths below the recordings folder.</summary>
    public IEnumerable<string> Before(DateOnly day)
    {
        if (!Directory.Exists(folders.Recordings)) yield break;
        var days = Directory.EnumerateDirectories(folders.Recordings).SelectMany(Directory.EnumerateDirectories).SelectMany(Directory.EnumerateDirectories)
            .Where(folder => RecordingPaths.DayOf(Relative(folder)) < day).Order(StringComparer.Ordinal);
        foreach (var file in days.SelectMany(d => Directory.EnumerateFiles(d, "*.wav*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)))
        {
            if (file.EndsWith(".wav", StringComparison.Ordinal) || file.EndsWith(".wav" + Sealed, StringComparison.Ordinal)) yield return Relative(file);
        }
    }

    private string Relative(string path) => Path.GetRelativePath(folders.Recordings, path).Replace(Path.DirectorySeparatorChar, '/');

    private void KeepPeaks(Waveform waveform, string path, string recording)
    {
        if (keys.Newest is not { } key)
        {
            File.WriteAllBytes(path + Peaks, waveform.ToBytes());
            return;
        }

        using var bytes = new MemoryStream(waveform.ToBytes());
        SealedFile.Write(bytes, path + Peaks + Sealed, recording + Peaks, key);
    }

    private static string PlainOf(string relative) => relative.EndsWith(Sealed, StringComparison.Ordinal) ? relative[..^Sealed.Length] : relative;
}
