using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.Server.Access;
using Telephony.Server.Recordings;

namespace Telephony.Server.History;

/// <summary>The history over HTTP: <c>GET /v1/history/calls</c>, <c>GET /v1/history/recordings</c> (both newest first, with
/// <c>?limit=</c> and <c>?before=</c>) and <c>GET /v1/recordings/{id}</c> (a WAV file, ranges allowed).</summary>
public static class HistoryEndpoints
{
    private const int DefaultLimit = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new UtcTime() },
    };

    /// <summary>Adds the three addresses.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="history">The history.</param>
    /// <param name="recordings">The files of recordings.</param>
    public static void MapHistory(this IEndpointRouteBuilder routes, HistoryStore history, RecordingStore recordings)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(recordings);
        routes.MapGet("/v1/history/calls", (string? limit, string? before, HttpContext http) => Page(limit, before, (most, cursor) =>
        {
            var rows = history.Calls(most, cursor);
            return new CallPage([.. rows.For(Sight.Of(http))], rows.Count == most ? rows[^1].Cursor : null);
        }));
        routes.MapGet("/v1/history/recordings", (string? limit, string? before, HttpContext http) => Page(limit, before, (most, cursor) =>
        {
            var rows = history.Recordings(most, cursor);
            return new RecordingPage([.. rows.For(Sight.Of(http))], rows.Count == most ? rows[^1].Cursor : null);
        }));
        routes.MapGet("/v1/recordings/{id}", (string id, HttpContext context) => Audio(history, recordings, id, context));
    }

    private static IResult Page<T>(string? limit, string? before, Func<int, long?, T> read)
    {
        var most = DefaultLimit;
        if (limit is not null
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= HistoryQueries.MaxRows))
        {
            return Results.Problem($"limit: a whole number from 1 to {HistoryQueries.MaxRows} is wanted", statusCode: StatusCodes.Status400BadRequest);
        }

        long? cursor = null;
        if (before is not null)
        {
            if (!long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return Results.Problem("before: the next_before of another answer is wanted", statusCode: StatusCodes.Status400BadRequest);
            }

            cursor = value;
        }

        return Guarded(() => Results.Json(read(most, cursor), Json));
    }

    private static IResult Audio(HistoryStore history, RecordingStore recordings, string id, HttpContext context) => Guarded(() =>
    {
        if (history.FindRecording(id) is not { } recording) return NotFound("there is no recording of this id");
        if (recording.Path is null) return NotFound("this recording is not stored yet");
        if (recording.ErasedAt is not null) return NotFound("this recording has been erased");
        if (OpenOrNull(recordings, recording) is not { } audio) return NotFound("the file of this recording is gone");
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(audio, "audio/wav", enableRangeProcessing: true);
    });

    private static Stream? OpenOrNull(RecordingStore recordings, RecordingRow recording)
    {
        try
        {
            return recordings.Open(recording.Path!, recording.Id);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IResult Guarded(Func<IResult> answer)
    {
        try
        {
            return answer();
        }
        catch (HistoryUnavailableException fault)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (InvalidDataException fault)
        {
            return Results.Problem($"this recording cannot be read: {fault.Message}", statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    private static IResult NotFound(string why) => Results.Problem(why, statusCode: StatusCodes.Status404NotFound);

    private sealed record CallPage(IReadOnlyList<CallRow> Calls, long? NextBefore);

    private sealed record RecordingPage(IReadOnlyList<RecordingRow> Recordings, long? NextBefore);

    /// <summary>Times as <c>2026-05-04T03:02:01.000Z</c>.</summary>
    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
