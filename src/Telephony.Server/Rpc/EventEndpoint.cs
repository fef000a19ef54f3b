using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <summary><c>GET /v1/events</c>: the stream of <c>EventService</c> as server-sent events, for what has an EventSource and nothing else. The id of each is its
/// sequence, so that a browser resumes by itself (<c>Last-Event-ID</c>); its data is an <c>Event</c> of the contract as JSON.</summary>
internal static class EventEndpoint
{
    /// <summary>Maps it. Query: <c>after</c>, <c>kind</c> (any number), <c>call</c>, <c>agent</c>, <c>queue</c>.</summary>
    public static void MapEvents(this WebApplication app) => app.MapGet("/v1/events", ServeAsync);

    private static async Task ServeAsync(HttpContext context, EventLog log, WatchStreams streams)
    {
        try
        {
            var after = AfterOf(context.Request);
            var filter = FilterOf(context.Request.Query, Sight.Of(context)).Checked();
            using var place = streams.Enter();
            var follower = await log.FollowAsync(after, filter, context.RequestAborted);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await streams.ServeAsync(context, follower);
        }
        catch (RpcException refusal) when (!context.Response.HasStarted)
        {
            await Results.Problem(refusal.Status.Detail, statusCode: StatusOf(refusal.StatusCode)).ExecuteAsync(context);
        }
        catch (Exception end) when (end is OperationCanceledException or RpcException or IOException)
        {
            context.Abort(); // the client comes back with the id it has
        }
    }

    /// <summary>One event as text.</summary>
    public static string TextOf(V1.Event happened) =>
        $"id: {happened.Sequence.ToString(CultureInfo.InvariantCulture)}\nevent: {happened.Kind}\ndata: {JsonFormatter.Default.Format(happened)}\n\n";

    private static long? AfterOf(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].FirstOrDefault() ?? request.Query["after"].FirstOrDefault();
        if (string.IsNullOrEmpty(text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : throw Refusals.Field("after", "the sequence of an event is wanted");
    }

    private static EventFilter FilterOf(IQueryCollection query, Sight sight) => new(
        [.. query["kind"].Where(k => !string.IsNullOrEmpty(k)).Select(k => k!)], $"{query["call"]}", $"{query["agent"]}", $"{query["queue"]}", sight);

    private static int StatusOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
        StatusCode.OutOfRange => StatusCodes.Status410Gone,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}

/// <content>Streams that are plain text.</content>
internal sealed partial class WatchStreams
{
    /// <summary>Writes events and signs of life until the client or the server ends.</summary>
    public async Task ServeAsync(HttpContext context, EventLog.EventFollower follower)
    {
        var sight = Sight.Of(context);
        var stopping = lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var timer = new PeriodicTimer(options.FrameInterval, time);
        var lastWrite = time.GetTimestamp();
        await WriteAsync(context, $"retry: {ComeBackAfter.Seconds}000\n\n");
        try
        {
            while (Caller.Of(context).StillHolds)
            {
                while (follower.Next() is { Count: > 0 } events)
                {
                    var text = new StringBuilder();
                    foreach (var happened in events) text.Append(EventEndpoint.TextOf(sight.SeesNumbers ? happened : NumberMask.Of(happened)));
                    await WriteAsync(context, text.ToString());
                    lastWrite = time.GetTimestamp();
                }

                if (time.GetElapsedTime(lastWrite) >= options.HeartbeatInterval)
                {
                    lastWrite = time.GetTimestamp();
                    // An id without data is not an event, but a browser resumes after it: what a filter left out is not looked at again.
                    await WriteAsync(context, $": {time.GetUtcNow():O}\nid: {follower.After.ToString(CultureInfo.InvariantCulture)}\n\n");
                }

                await timer.WaitForNextTickAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await WriteAsync(context, "event: goodbye\ndata: {}\n\n");
        }
    }

    private async Task WriteAsync(HttpContext context, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(options.WritePatience);
        using var hurry = lifetime.ApplicationStopping.UnsafeRegister(static p => ((CancellationTokenSource)p!).CancelAfter(LastWrite), patience);
        await context.Response.WriteAsync(text, patience.Token);
        await context.Response.Body.FlushAsync(patience.Token);
    }
}
