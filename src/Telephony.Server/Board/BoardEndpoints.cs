using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.Server.Access;
using Telephony.Server.Asterisk;
using Telephony.Server.Cluster;
using Telephony.Server.Hosting;
using Telephony.Server.Journal;
using Telephony.Server.Statistics;

namespace Telephony.Server.Board;

/// <summary>The plain HTTP side: health, the picture, and the board.</summary>
public static class BoardEndpoints
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.Default, // names come from callers: what reads this may be a web page
    };

    /// <summary>Maps <c>/healthz</c>, <c>/readyz</c>, <c>/v1/snapshot</c> and the board's pages.</summary>
    public static void MapBoard(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var cluster = app.Services.GetService<ClusterNode>();
        app.MapGet("/healthz", (AcdLoop loop, AsteriskLinks links) => loop.SinceLastTurn < TimeSpan.FromSeconds(5)
            ? Results.Text("ok\n" + cluster?.Describe() + string.Concat((cluster?.WhyStandby() is null ? links.Missing : []).Select(server => $"not connected: {server}\n")))
            : Results.Text("the loop hangs\n", statusCode: 503));
        app.MapGet("/readyz", (AsteriskLinks link, FileJournal journal, LiveBoard board, Drain drain) =>
            (cluster?.WhyStandby() ?? WhyNotReady(link, journal, board) ?? drain.Describe(board.Latest)) is { } reason
            ? Results.Text(reason + "\n", statusCode: 503)
            : Results.Text("ready\n"));
        app.MapGet("/v1/snapshot", (LiveBoard board, LiveStatistics statistics, HttpContext http) => board.Latest is { } latest
            ? Results.Json(statistics.WithToday(latest).For(Sight.Of(http)), Json)
            : Results.Text("starting\n", statusCode: 503));
        app.UseMiddleware<BoardPages>(BoardFiles.BesideTheProgram());
    }

    private static string? WhyNotReady(AsteriskLinks link, FileJournal journal, LiveBoard board)
    {
        if (link.Fatal is { } reason) return reason;
        if (!link.IsReady) return "not connected to Asterisk";
        if (!journal.IsWriting) return "the journal cannot be written";
        return board.Latest is { Connected: true } ? null : "starting";
    }
}
