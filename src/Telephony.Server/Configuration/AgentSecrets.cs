using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Telephony.Server.Hosting;

namespace Telephony.Server.Configuration;

/// <summary>The SIP passwords of the agents' phones: <c>secrets/agents.csv</c> below the data folder, readable by its owner only.
/// First line <c>SEQUENTIAL</c>, then <c>id;password</c> lines (SIPp reads the same form). Made by us, never chosen, never in the configuration.</summary>
public static class AgentSecrets
{
    private const string Header = "SEQUENTIAL";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int PasswordLength = 28;

    /// <summary>Where the file lies below the data folder.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(DataFolders.Secrets(dataDirectory), "agents.csv");

    /// <summary>The passwords of all agents: those already in the file stay, missing ones are made and stored.
    /// Agents no longer configured keep theirs, so that one who comes back needs no new phone setting.</summary>
    /// <param name="dataDirectory">The data folder; created when missing.</param>
    /// <param name="agents">Ids of the agents configured now.</param>
    /// <exception cref="InvalidDataException">The file is not of this form; the message names line and remedy. Nothing is changed then.</exception>
    public static ImmutableSortedDictionary<string, string> Ensure(string dataDirectory, IEnumerable<string> agents)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataDirectory);
        ArgumentNullException.ThrowIfNull(agents);
        var path = PathIn(dataDirectory);
        DataFolders.CreateSecrets(dataDirectory);

        var passwords = Read(path).ToBuilder();
        foreach (var agent in agents.Where(agent => !passwords.ContainsKey(agent)))
        {
            passwords[agent] = RandomNumberGenerator.GetString(Alphabet, PasswordLength);
        }

        var text = new StringBuilder().Append(Header).Append('\n');
        foreach (var (agent, password) in passwords) text.Append(agent).Append(';').Append(password).Append('\n');
        AtomicFile.WriteIfChanged(path, text.ToString(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return passwords.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> Read(string path)
    {
        var passwords = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path)) return passwords.ToImmutable();
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == 0 && lines[i].Trim() == Header) continue;
            if (lines[i].Trim().Length == 0) continue;
            if (i > 0 && lines[i].Split(';') is [var agent, var password]
                && Grammar.Name.IsMatch(agent) && password.Length >= 24 && password.All(char.IsAsciiLetterOrDigit)
                && passwords.TryAdd(agent, password))
            {
                continue;
            }

            throw new InvalidDataException($"{path}:{i + 1}: {Header} first, then one id;password line an agent is wanted; repair the line, or remove the file to make new passwords");
        }

        return passwords.ToImmutable();
    }
}
