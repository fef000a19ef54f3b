using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Ari.Transport;

/// <summary>How an HTTP connection becomes a WebSocket (RFC 6455, section 4.1).</summary>
internal static class WebSocketHandshake
{
    private const string Protocol = "ari";
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Asks for the change of protocol.</summary>
    /// <returns>The bytes behind the handshake, to read and to write.</returns>
    /// <exception cref="HttpRequestException">It was refused, with <see cref="HttpRequestException.StatusCode"/>, or there is no server.</exception>
    public static async Task<Stream> UpgradeAsync(HttpMessageInvoker http, Uri address, AuthenticationHeaderValue authorization, CancellationToken cancel)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = authorization;
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", key);
        request.Headers.Add("Sec-WebSocket-Protocol", Protocol);
        var response = await http.SendAsync(request, cancel).ConfigureAwait(false);
        try
        {
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
                throw new HttpRequestException($"HTTP status {(int)response.StatusCode}", null, response.StatusCode);
            if (Only(response, "Sec-WebSocket-Accept") != AcceptFor(key)) throw new HttpRequestException("the server is no WebSocket server: wrong Sec-WebSocket-Accept");
            if (Only(response, "Sec-WebSocket-Protocol") is not (null or Protocol)) throw new HttpRequestException($"the server does not speak '{Protocol}'");
            return await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static string? Only(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

#pragma warning disable CA5350 // RFC 6455 wants SHA-1: a check that the server understood, not a secret.
    private static string AcceptFor(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
}
