using System.Text;

namespace Telephony.Server.Configuration;

/// <summary>Writes small files whole or not at all, so that a reader never sees half of one, not even after a power failure.</summary>
internal static class AtomicFile
{
    /// <summary>Writes the text when the file holds another one. Returns whether it did.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">The content, stored as UTF-8 without a byte-order mark.</param>
    /// <param name="mode">Who may read it. Set before the first byte is written.</param>
    public static bool WriteIfChanged(string path, string text, UnixFileMode mode)
    {
        var bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text);
        if (Holds(path, bytes))
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
            return false;
        }

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                // The mode above is narrowed by the umask; here it becomes exactly what was asked for.
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, mode);
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool Holds(string path, byte[] bytes)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
    }
}
