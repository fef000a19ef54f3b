using System.Text;
using System.Text.Json;

namespace Telephony.Ari.Transport;

/// <summary>Status and JSON body of a reply, from either transport.</summary>
internal readonly record struct RestReply(int Status, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The exception that says what went wrong, and what that means.</summary>
    public AriException ToException(RestRequest request)
    {
        var said = AsteriskMessage();
        var line = $"{request}: {Status}{(said is null ? "" : $" {said}")}";
        var (method, path, status) = (request.Method.Method, request.Path, Status);
        return Status switch
        {
            401 => new AriAuthenticationException(line) { Method = method, Path = path, Status = status, AsteriskMessage = said },
            404 => new AriNotFoundException(line) { Method = method, Path = path, Status = status, AsteriskMessage = said },
            409 or 412 => new AriConflictException(line) { Method = method, Path = path, Status = status, AsteriskMessage = said },
            >= 400 and < 500 => new AriInvalidException(line) { Method = method, Path = path, Status = status, AsteriskMessage = said },
            _ => new AriServerException(line) { Method = method, Path = path, Status = status, AsteriskMessage = said },
        };
    }

    /// <summary>Errors carry <c>{"message":"…"}</c>, or <c>{"error":"…"}</c> when Asterisk could not allocate something.</summary>
    private string? AsteriskMessage()
    {
        if (Body.IsEmpty) return null;
        try
        {
            using var json = JsonDocument.Parse(Body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            foreach (var name in (ReadOnlySpan<string>)["message", "error"])
                if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String) return value.GetString();
            return null;
        }
        catch (JsonException)
        {
            // Asterisk's web server answers some errors with a page of HTML: the start of it is better than nothing.
            var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, 200)]);
            return text.ReplaceLineEndings(" ");
        }
    }
}
