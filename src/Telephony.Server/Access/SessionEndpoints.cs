using System.Text.Json;
using Grpc.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>
/// Signing in and out, over HTTP because it is about cookies: <c>POST</c>, <c>GET</c> and <c>DELETE /v1/session</c>; <c>GET /v1/sessions</c> and
/// <c>DELETE /v1/sessions/{session}</c> for the own sessions, for those of all for an admin.
/// </summary>
internal static class SessionEndpoints
{
    private const int LongestRequest = 4 << 10;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Adds the addresses.</summary>
    public static void MapSessions(this WebApplication app)
    {
        app.MapPost("/v1/session", BeginAsync);
        app.MapGet("/v1/session", WhoAsync);
        app.MapDelete("/v1/session", (HttpContext http, SessionStore sessions) =>
        {
            if (SessionOf(http) is { } id) sessions.End(id, null);
            SessionCookie.Clear(http);
            return Results.NoContent();
        });
        app.MapGet("/v1/sessions", (HttpContext http, SessionStore sessions) => Results.Json(
            new Sessions([.. sessions.List(OnlyOf(http)).Select(s => new ShownSession(s.Id, s.User, s.Begun, s.Seen, sessions.EndOf(s), s.From, s.Browser, s.Id == SessionOf(http)))]), Json));
        app.MapDelete("/v1/sessions/{session}", (string session, HttpContext http, SessionStore sessions) =>
            sessions.End(session, OnlyOf(http)) ? Results.NoContent() : Results.Problem("there is no such session", statusCode: StatusCodes.Status404NotFound));
    }

    private static async Task<IResult> BeginAsync(HttpContext http, SignIn signIn, SessionStore sessions)
    {
        if (!OwnPage.Sent(http)) return Refused(Refusals.Because(Reason.CrossSite, []));
        if (!OwnPage.IsEncrypted(http) && !OwnPage.IsLoopback(http)) return Refused(Refusals.Because(Reason.SignInWantsTls, []));
        if (!http.Request.HasJsonContentType() || http.Request.ContentLength is null or > LongestRequest) return Results.Problem("a name and a password in JSON are wanted", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            var asked = await http.Request.ReadFromJsonAsync<Asked>(Json, http.RequestAborted);
            if (asked is not { Name: { Length: > 0 and <= 100 } name, Password: { Length: > 0 and <= 1_000 } password }) return Refused(Refusals.Because(Reason.SignInFailed, []));
            var (session, cookie) = await signIn.BeginAsync(http, name.Trim(), password);
            SessionCookie.Set(http, session, cookie, sessions.EndOf(session));
            return Results.NoContent();
        }
        catch (RpcException refusal)
        {
            return Refused(refusal);
        }
        catch (JsonException)
        {
            return Results.Problem("a name and a password in JSON are wanted", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>Answered to everybody: who the service takes the caller for, and whether people sign in here at all.</summary>
    private static async Task<IResult> WhoAsync(HttpContext http, Authenticator authenticator, UserStore users)
    {
        http.Response.Headers.CacheControl = "no-store";
        var known = (await authenticator.WhoAsync(http)).Principal;
        return Results.Json(new Known(users.Any, known?.Name, known?.Role.Word(), known?.Scope.Agent, known?.Session is not null, known?.Until), Json);
    }

    private static string? SessionOf(HttpContext http) => Caller.Of(http).Principal?.Session;

    /// <summary>Whose sessions are shown and ended: everybody's for an admin.</summary>
    private static string? OnlyOf(HttpContext http) => Caller.Of(http).Principal is { } known && known.Role != Role.Admin ? known.Proof == Proof.User ? known.Name : "" : null;

    private static IResult Refused(RpcException refusal) => new RefusedResult(refusal);

    private sealed record Asked(string? Name, string? Password);

    private sealed record Known(bool HasUsers, string? Name, string? Role, string? Agent, bool IsSession, DateTimeOffset? Until);

    private sealed record Sessions(IReadOnlyList<ShownSession> All);

    private sealed record ShownSession(string Id, string User, DateTimeOffset Begun, DateTimeOffset Seen, DateTimeOffset Until, string From, string Browser, bool IsThis);

    private sealed class RefusedResult(RpcException refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => AccessMiddleware.AnswerAsync(httpContext, refusal);
    }
}
