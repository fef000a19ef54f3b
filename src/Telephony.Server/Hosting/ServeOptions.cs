using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Telephony.Server.Prompts;

namespace Telephony.Server.Hosting;

/// <summary>A mistake of whoever started this program: told in one line, exit code 1.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>How the service is wired, from the command line.</summary>
public sealed partial record ServeOptions
{
    /// <summary>The site's YAML folder.</summary>
    public required string Config { get; init; }

    /// <summary>Journal, recordings, history, logs, secrets.</summary>
    public required string Data { get; init; }

    /// <summary>Asterisk's HTTP server, without <c>/ari</c>.</summary>
    public required Uri AriUrl { get; init; }

    /// <summary>User in ari.conf.</summary>
    public required string AriUser { get; init; }

    /// <summary>File that holds the password.</summary>
    public required string AriPasswordFile { get; init; }

    /// <summary>ADDRESS:PORT for HTTP/1.1.</summary>
    public required string Http { get; init; }

    /// <summary>ADDRESS:PORT for HTTP/2 without TLS.</summary>
    public required string Grpc { get; init; }

    /// <summary>This router's name.</summary>
    public required string Node { get; init; }

    /// <summary>Whether tools may ask the gRPC port for the services' definitions.</summary>
    public bool GrpcReflection { get; init; }

    /// <summary>More names under which browsers and clients may reach this service.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Asterisk's sounds folder, or null.</summary>
    public string? Sounds { get; init; }

    /// <summary>The program that speaks prompts which are added or changed while the service runs.</summary>
    public string Tts { get; init; } = SpeechCommand.Configured;

    /// <summary>Asterisk's configuration folder, or null.</summary>
    public string? AsteriskEtc { get; init; }

    /// <summary>The Stasis application.</summary>
    public string Application => $"acd-{Node}";

    /// <summary>The Host headers that are served. On loopback a page of another site that points its own name here (DNS rebinding) must not reach
    /// the service with the visitor's browser; elsewhere the operator knows the names, and any will do when none is given.</summary>
    public IReadOnlyList<string> HostsServed()
    {
        var addresses = new[] { EndPointOf("--http", Http).Address, EndPointOf("--grpc", Grpc).Address };
        if (AllowedHosts.Count == 0 && !addresses.All(IPAddress.IsLoopback)) return ["*"];
        return [.. AllowedHosts.Concat(["localhost", "127.0.0.1", "[::1]"]).Concat(addresses.Select(NameOf)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string NameOf(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

    /// <summary>Checks every value.</summary>
    /// <exception cref="UsageException">Says which is wrong and what to do.</exception>
    public void Validate()
    {
        if (!NodeName.IsMatch(Node)) throw new UsageException($"--node {Node}: 1 to 40 letters, digits, '-' or '_'");
        if (!AriUrl.IsAbsoluteUri || AriUrl.Scheme is not ("http" or "https")) throw new UsageException($"--ari-url {AriUrl}: expected http://HOST:PORT");
        EndPointOf("--http", Http);
        EndPointOf("--grpc", Grpc);
    }

    /// <summary>The password of the ARI user.</summary>
    /// <exception cref="UsageException">The file cannot be read or is empty.</exception>
    public string ReadAriPassword()
    {
        try
        {
            var password = File.ReadAllText(AriPasswordFile).Trim();
            return password.Length > 0 ? password : throw new UsageException($"--ari-password-file {AriPasswordFile}: the file is empty");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--ari-password-file {AriPasswordFile}: {fault.Message}");
        }
    }

    /// <summary>Reads ADDRESS:PORT.</summary>
    /// <exception cref="UsageException">It is not of that form.</exception>
    public static IPEndPoint EndPointOf(string option, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        if (colon > 0
            && IPAddress.TryParse(text[..colon], out var address)
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65535)
        {
            return new IPEndPoint(address, port);
        }

        throw new UsageException($"{option} {text}: expected ADDRESS:PORT, as in 127.0.0.1:8080");
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex NodeName { get; }
}
