using System.Diagnostics;
using System.Security.Cryptography;

namespace Telephony.Server.Recordings;

/// <summary>A key that encrypts the keys of recordings.</summary>
/// <param name="Id">Names it, in files and facts: a hash of it that tells nothing of it.</param>
/// <param name="Secret">32 bytes.</param>
public sealed record RecordingKey(string Id, byte[] Secret)
{
    /// <summary>How many characters an id has.</summary>
    public const int IdLength = 16;

    /// <summary>A key of these bytes.</summary>
    public static RecordingKey Of(byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new RecordingKey(Convert.ToHexStringLower(SHA256.HashData([.. "telephony recording key\n"u8, .. secret]))[..IdLength], secret);
    }
}

/// <summary>The keys of this site: the first encrypts what is new, all open what is old. One a line, as 64 hexadecimal digits; a line that
/// begins with <c>#</c> says something to people.</summary>
public sealed class RecordingKeys
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(20);
    private readonly RecordingKey[] _keys;

    private RecordingKeys(RecordingKey[] keys) => _keys = keys;

    /// <summary>None: recordings are not encrypted.</summary>
    public static RecordingKeys None { get; } = new([]);

    /// <summary>The key for what is new; null for none.</summary>
    public RecordingKey? Newest => _keys.FirstOrDefault();

    /// <summary>The key of this id; null when it is not there.</summary>
    public RecordingKey? Find(string id) => Array.Find(_keys, k => k.Id == id);

    /// <summary>Reads keys.</summary>
    /// <param name="text">Lines.</param>
    /// <param name="where">Where they come from, for messages.</param>
    /// <exception cref="FormatException">Says what is wrong, without showing it.</exception>
    public static RecordingKeys Parse(string text, string where)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<RecordingKey> keys = [];
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var digits = line.Trim();
            if (digits.Length == 0 || digits[0] == '#') continue;
            if (digits.Length != 64 || !digits.All(char.IsAsciiHexDigit)) throw new FormatException($"{where}:{number}: 64 hexadecimal digits are wanted; make a key with: openssl rand -hex 32");
            keys.Add(RecordingKey.Of(Convert.FromHexString(digits)));
        }

        return keys.Count > 0 ? new RecordingKeys([.. keys]) : throw new FormatException($"{where}: there is no key; make one with: openssl rand -hex 32");
    }

    /// <summary>Reads keys from a file, which nobody else may read.</summary>
    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static RecordingKeys OfFile(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
                throw new FormatException($"{path}: others may read it; chmod 600 {path}");
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(fault.Message, fault);
        }
    }

    /// <summary>Reads keys from what a command prints, e.g. of a key store.</summary>
    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static RecordingKeys OfCommand(string command)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        try
        {
            using var process = Process.Start(start)!;
            var printed = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(CommandLimit))
            {
                process.Kill(entireProcessTree: true);
                throw new FormatException($"'{command}' did not end within {CommandLimit.TotalSeconds:0} s");
            }

            return process.ExitCode == 0 ? Parse(printed.GetAwaiter().GetResult(), $"'{command}'") : throw new FormatException($"'{command}' ended with exit code {process.ExitCode}");
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new FormatException($"'{command}': {fault.Message}", fault);
        }
    }
}
