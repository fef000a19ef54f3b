namespace Telephony.Server.Cli;

/// <summary>Finds the token that says who asks.</summary>
internal static class Tokens
{
    /// <summary>The variable that may hold a token.</summary>
    public const string Variable = "TELEPHONY_TOKEN";

    /// <summary>The file named, else the variable, else the first token of the data folder; null when there is none.</summary>
    /// <exception cref="CommandLineException">The file named cannot be read or is empty.</exception>
    public static string? Find(FileInfo? file, string data)
    {
        if (file is not null) return Read(file.FullName) ?? throw new CommandLineException($"--token-file {file}: the file is empty");
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } token) return token.Trim();
        var local = Path.Combine(data, "secrets", "admin_token");
        try
        {
            return File.Exists(local) ? Read(local) : null;
        }
        catch (CommandLineException)
        {
            return null; // the data folder of somebody else: the service says what is missing
        }
    }

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"--token-file {file}: {fault.Message}");
        }
    }
}
