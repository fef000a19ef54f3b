using System.Security.Cryptography;
using Telephony.Server.Configuration;

namespace Telephony.Server.Alerts;

/// <summary>
/// What webhooks check signatures with: <c>secrets/webhooks/NAME</c>, mode 0600, in the form of Standard Webhooks (<c>whsec_</c> and 32 random bytes in Base64).
/// Made when a webhook is first told something; may be written beforehand.
/// </summary>
internal sealed class WebhookSecrets(string folder, ILogger<WebhookSecrets> logger)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;
    private const int Least = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The secret of a webhook.</summary>
    /// <exception cref="InvalidDataException">The file is not of the form.</exception>
    public byte[] Of(string webhook)
    {
        var file = Path.Combine(folder, webhook);
        if (!File.Exists(file))
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            AtomicFile.WriteIfChanged(file, Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)) + "\n", OwnerOnly);
            logger.WebhookSecretMade(webhook, file);
        }

        try
        {
            var text = File.ReadAllText(file).Trim();
            if (text.StartsWith(Prefix, StringComparison.Ordinal) && Convert.FromBase64String(text[Prefix.Length..]) is { Length: >= Least } secret) return secret;
        }
        catch (FormatException)
        {
            // Told below.
        }

        throw new InvalidDataException($"{file}: {Prefix} and {Least} bytes or more in Base64 are wanted");
    }
}
