using Telephony.Server.Recordings;

namespace Telephony.Server.Hosting;

/// <summary>Commands for the files of recordings, beside a running service or without one.</summary>
internal static class RecordingCommands
{
    /// <summary>Encrypts the keys of all recordings with the newest key, and says how many there were.</summary>
    public static int Rewrap(string data, string? keyFile, string? keyCommand)
    {
        if (keyFile is null == keyCommand is null) return Fail("--recording-key-file or --recording-key-command is wanted: all keys, the newest on the first line");
        var folder = DataFolders.Recordings(data);
        if (!Directory.Exists(folder)) return Fail($"{folder}: there is no such folder");
        try
        {
            var result = RecordingRewrap.Run(folder, keyFile is not null ? RecordingKeys.OfFile(keyFile) : RecordingKeys.OfCommand(keyCommand!));
            foreach (var failure in result.Failures) Fail(failure);
            Console.WriteLine($"{result.Changed} files changed, {result.Same} had the newest key already, {result.Failures.Count} failed");
            return result.Failures.Count == 0 ? 0 : 1;
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            return Fail(fault.Message);
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"telephony: {message}");
        return 1;
    }
}
