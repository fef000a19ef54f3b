using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Telephony.FakeAsterisk;

/// <summary>One client on <c>/ari/events</c>: events out, requests in, these one after the other as Asterisk does it.</summary>
internal sealed class EventSocket(HttpContext http, WebSocket socket, FreezableStream stream, IReadOnlyList<string> apps)
{
    private readonly Channel<string> _outgoing = Channel.CreateUnbounded<string>();
    private readonly Lock _gate = new();
    private bool _isOver;

    public IReadOnlyList<string> Apps => apps;

    public CancellationToken Ended { get; } = http.RequestAborted;

    public void Send(string json) => _outgoing.Writer.TryWrite(json);

    /// <summary>The TCP connection breaks.</summary>
    public void Cut()
    {
        lock (_gate)
            if (!_isOver) http.Abort();
    }

    /// <summary>A close frame, after what is queued.</summary>
    public void CloseCleanly() => _outgoing.Writer.TryComplete();

    /// <summary>Neither reads nor writes any more, not even PONGs, and stays open.</summary>
    public void Freeze() => stream.Freeze();

    public async Task RunAsync(Func<string, CancellationToken, Task> onMessage)
    {
        var writing = WriteAsync();
        try
        {
            await ReadAsync(onMessage);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The client went away, or the test cut the connection.
        }
        _outgoing.Writer.TryComplete();
        await writing;
        lock (_gate) _isOver = true;
    }

    private async Task ReadAsync(Func<string, CancellationToken, Task> onMessage)
    {
        var buffer = new byte[65_535];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), Ended);
                if (received.MessageType == WebSocketMessageType.Close) return;
                length += received.Count;
            }
            while (!received.EndOfMessage);
            await onMessage(Encoding.UTF8.GetString(buffer, 0, length), Ended);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var json in _outgoing.Reader.ReadAllAsync(Ended))
                await socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, Ended);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Ended);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody is there to send to.
        }
    }

    /// <summary>Reads one message of the client as a request.</summary>
    internal static (string? RequestId, string? TransactionId, FakeRequest Request) ParseRequest(int number, string message)
    {
        var json = JsonNode.Parse(message) as JsonObject ?? throw new FormatException("the message is not a JSON object");
        if ((string?)json["type"] != "RESTRequest") throw new FormatException("the message is not a RESTRequest");
        var query = (json["query_strings"] as JsonArray ?? []).Select(pair => ((string)pair!["name"]!, (string)pair["value"]!));
        var body = (string?)json["message_body"];
        if (body is not null && (string?)json["content_type"] != "application/json") throw new FormatException("the body has no content_type");
        var request = FakeRequest.Parse(
            number, Wire.WebSocket, (string)json["method"]!, (string)json["uri"]!, query, body is null ? null : JsonNode.Parse(body));
        return ((string?)json["request_id"], (string?)json["transaction_id"], request);
    }
}
