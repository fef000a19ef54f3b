using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Recordings;

/// <summary>Where recordings lie below their folder: <c>yyyy/MM/dd/QUEUE/RECORDING.wav</c>.</summary>
public static class RecordingPaths
{
    private const int MaxName = 120;

    /// <summary>The path of a recording below the recordings folder, with <c>/</c>. Queue and id are made safe for any file system.</summary>
    /// <param name="startedAt">When it began; the date is taken as this value tells it (its own offset from UTC).</param>
    /// <param name="queue">The queue.</param>
    /// <param name="recording">The recording's id.</param>
    public static string Relative(DateTimeOffset startedAt, string queue, string recording)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentException.ThrowIfNullOrEmpty(recording);
        var day = startedAt.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);
        return $"{day}/{Safe(queue)}/{Safe(recording)}.wav";
    }

    /// <summary>The day a path below the recordings folder begins with; null when it begins with none.</summary>
    public static DateOnly? DayOf(string relative)
    {
        ArgumentNullException.ThrowIfNull(relative);
        return relative.Length >= 10 && DateOnly.TryParseExact(relative.AsSpan(0, 10), "yyyy'/'MM'/'dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>The full path of a relative one; null when it would lead out of the folder.</summary>
    public static string? Resolve(string folder, string relative)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(relative);
        if (relative.Length == 0 || relative.Contains('\0', StringComparison.Ordinal)) return null;
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, relative));
        return full.StartsWith(root, StringComparison.Ordinal) && full.Length > root.Length ? full : null;
    }

    /// <summary>A name of letters, digits, dot, dash and underscore that begins with none of the dots.
    /// A name that had to be changed carries a hash of the original, so that two never become one.</summary>
    public static string Safe(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var safe = new string([.. name.Take(MaxName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]);
        if (safe.StartsWith('.') || safe.Length == 0) safe = "_" + safe.TrimStart('.');
        if (safe == name) return safe;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        return $"{safe}-{hash}";
    }
}
