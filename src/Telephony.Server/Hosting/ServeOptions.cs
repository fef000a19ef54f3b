using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Telephony.Server.Access;
using Telephony.Server.Asterisk;
using Telephony.Server.Cluster;
using Telephony.Server.Prompts;
using Telephony.Server.Recordings;

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

    /// <summary>Several Asterisk servers, each as NAME=URL; empty for the one at <see cref="AriUrl"/>.</summary>
    public IReadOnlyList<string> ServerTexts { get; init; } = [];

    /// <summary>All Asterisk servers.</summary>
    public IReadOnlyList<ServerAddress> AsteriskServers => ServerTexts.Count > 0 ? [.. ServerTexts.Select(ServerOf)] : [new ServerAddress(null, AriUrl)];

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

    /// <summary>Whether everybody needs a token, whoever runs as the service's own user on this machine, too.</summary>
    public bool RequireToken { get; init; }

    /// <summary>The certificate of both ports, in PEM, and those between it and its root; null for no TLS.</summary>
    public string? TlsCert { get; init; }

    /// <summary>The certificate's key, in PEM.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Roots of the certificates that clients of the gRPC port may show, in PEM; null when they are not asked.</summary>
    public string? ClientCa { get; init; }

    /// <summary>Who makes JSON Web Tokens that are taken; null for nobody.</summary>
    public string? JwtIssuer { get; init; }

    /// <summary>Whom they must be for.</summary>
    public string? JwtAudience { get; init; }

    /// <summary>File with the issuer's public keys.</summary>
    public string? JwtKeys { get; init; }

    /// <summary>The claim that holds the role.</summary>
    public string JwtRoleClaim { get; init; } = "role";

    /// <summary>Asterisk's sounds folder, or null.</summary>
    public string? Sounds { get; init; }

    /// <summary>The program that speaks prompts which are added or changed while the service runs.</summary>
    public string Tts { get; init; } = SpeechCommand.Configured;

    /// <summary>Asterisk's configuration folder, or null.</summary>
    public string? AsteriskEtc { get; init; }

    /// <summary>Bytes that must be free for a recording to begin.</summary>
    public long RecordingSpace { get; init; } = Telephony.Server.Recordings.RecordingSpace.DefaultLeast;

    /// <summary>File with the keys that recordings' keys are encrypted with; null for none.</summary>
    public string? RecordingKeyFile { get; init; }

    /// <summary>A command that prints them; null for none.</summary>
    public string? RecordingKeyCommand { get; init; }

    /// <summary>The Redis that the routers of this site share, HOST:PORT; null for a router that is alone.</summary>
    public string? Redis { get; init; }

    /// <summary>File with its password; null for none.</summary>
    public string? RedisPasswordFile { get; init; }

    /// <summary>The name that the routers of a site share.</summary>
    public string Cluster { get; init; } = "site";

    /// <summary>The Stasis application: all routers of a cluster have the same, and Asterisk speaks to the one that connected last.</summary>
    public string Application => Redis is null ? $"acd-{Node}" : $"acd-{Cluster}";

    /// <summary>This router's part in a cluster; null when it is alone.</summary>
    internal ClusterOptions? ClusterOptions(string version) => Redis is null ? null : new ClusterOptions
    {
        Redis = Redis, Site = Cluster, Node = Node, Version = version, Folder = DataFolders.Cluster(Data),
        Password = RedisPasswordFile is null ? null : ReadSecret("--redis-password-file", RedisPasswordFile),
        Address = EndPointOf("--http", Http) is var http && (http.Address.Equals(IPAddress.Any) || http.Address.Equals(IPAddress.IPv6Any)) ? null : $"{http}",
    };

    /// <summary>The Host headers that are served. On loopback a page of another site that points its own name here (DNS rebinding) must not reach
    /// the service with the visitor's browser; elsewhere the operator knows the names, and any will do when none is given.</summary>
    public IReadOnlyList<string> HostsServed()
    {
        var addresses = new[] { EndPointOf("--http", Http).Address, EndPointOf("--grpc", Grpc).Address };
        if (AllowedHosts.Count == 0 && !IsLoopback) return ["*"];
        return [.. AllowedHosts.Concat(["localhost", "127.0.0.1", "[::1]"]).Concat(addresses.Select(NameOf)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private bool IsLoopback => IPAddress.IsLoopback(EndPointOf("--http", Http).Address) && IPAddress.IsLoopback(EndPointOf("--grpc", Grpc).Address);

    /// <summary>How callers are known. Without a token only on this machine, and only as long as nothing else is asked for.</summary>
    internal AccessOptions Access() => new() { TrustsLocal = IsLoopback && !RequireToken && ClientCa is null && JwtIssuer is null };

    /// <summary>The identity provider; null for none.</summary>
    internal JwtOptions? Jwt() => JwtIssuer is null ? null : new JwtOptions(JwtIssuer, JwtAudience!, JwtKeys!, JwtRoleClaim);

    /// <summary>The addresses that others can reach, and listen in on.</summary>
    internal IEnumerable<string> InClear() => TlsCert is not null ? [] : new[] { (Option: "--http", Text: Http), (Option: "--grpc", Text: Grpc) }
        .Where(e => !IPAddress.IsLoopback(EndPointOf(e.Option, e.Text).Address)).Select(e => $"{e.Option} {e.Text}");

    private static string NameOf(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

    /// <summary>Checks every value.</summary>
    /// <exception cref="UsageException">Says which is wrong and what to do.</exception>
    public void Validate()
    {
        if (!NodeName.IsMatch(Node)) throw new UsageException($"--node {Node}: 1 to 40 letters, digits, '-' or '_'");
        if (!NodeName.IsMatch(Cluster)) throw new UsageException($"--cluster {Cluster}: 1 to 40 letters, digits, '-' or '_'");
        if (Redis is not null && !RedisAddress.IsMatch(Redis)) throw new UsageException($"--redis {Redis}: expected HOST:PORT, as in 127.0.0.1:6379");
        if (!AriUrl.IsAbsoluteUri || AriUrl.Scheme is not ("http" or "https")) throw new UsageException($"--ari-url {AriUrl}: expected http://HOST:PORT");
        foreach (var server in AsteriskServers.GroupBy(s => s.Name).Where(s => s.Count() > 1)) throw new UsageException($"--asterisk {server.Key}=…: each server has a name of its own");
        EndPointOf("--http", Http);
        EndPointOf("--grpc", Grpc);
        if (RecordingKeyFile is not null && RecordingKeyCommand is not null) throw new UsageException("--recording-key-file or --recording-key-command, not both");
        if (RecordingSpace < 0) throw new UsageException($"--recording-space {RecordingSpace >> 20}: 0 or a positive number of MiB is wanted");
        if ((TlsCert is null) != (TlsKey is null)) throw new UsageException("--tls-cert and --tls-key go together");
        if (ClientCa is not null && TlsCert is null) throw new UsageException("--client-ca: wants --tls-cert and --tls-key, too");
        if (new[] { JwtIssuer, JwtAudience, JwtKeys }.Count(o => o is null) is 1 or 2)
            throw new UsageException("--jwt-issuer, --jwt-audience and --jwt-keys go together");
    }

    /// <summary>The keys that recordings' keys are encrypted with.</summary>
    /// <exception cref="UsageException">They cannot be read.</exception>
    public RecordingKeys ReadRecordingKeys()
    {
        try
        {
            if (RecordingKeyFile is not null) return RecordingKeys.OfFile(RecordingKeyFile);
            return RecordingKeyCommand is null ? RecordingKeys.None : RecordingKeys.OfCommand(RecordingKeyCommand);
        }
        catch (FormatException fault)
        {
            throw new UsageException($"{(RecordingKeyFile is null ? "--recording-key-command" : "--recording-key-file")}: {fault.Message}");
        }
    }

    /// <summary>The password of the ARI user.</summary>
    /// <exception cref="UsageException">The file cannot be read or is empty.</exception>
    public string ReadAriPassword() => ReadSecret("--ari-password-file", AriPasswordFile);

    private static string ReadSecret(string option, string file)
    {
        try
        {
            var secret = File.ReadAllText(file).Trim();
            return secret.Length > 0 ? secret : throw new UsageException($"{option} {file}: the file is empty");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {file}: {fault.Message}");
        }
    }

    /// <summary>Reads NAME=URL.</summary>
    /// <exception cref="UsageException">It is not of that form.</exception>
    public static ServerAddress ServerOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('=', 2);
        if (parts.Length == 2 && ServerName.IsMatch(parts[0]) && Uri.TryCreate(parts[1], UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return new ServerAddress(parts[0], url);
        throw new UsageException($"--asterisk {text}: expected NAME=http://HOST:PORT, with the server's systemname (a letter, then letters and digits, 16 at most)");
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

    [GeneratedRegex("^[A-Za-z0-9_.-]+:[0-9]{1,5}$")]
    private static partial Regex RedisAddress { get; }

    [GeneratedRegex("^(?!first$|callback$)[a-z][a-z0-9]{0,15}$")]
    private static partial Regex ServerName { get; }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex NodeName { get; }
}
