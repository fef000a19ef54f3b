using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Telephony.Benchmarks;

/// <summary>
/// The least that routes calls over ARI: no journal, no skills, no recording, no lease, no recovery. A caller waits in line; an
/// agent's leg is gone, the next caller's leg is originated. It shows how much of a time is Asterisk's own.
/// </summary>
public sealed class BareLoop(Uri ari, string password, IEnumerable<string> agents) : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<string> _idle = new(agents);
    private readonly Queue<(string Channel, string Number)> _callers = new();
    private readonly Dictionary<string, (string Agent, string Caller)> _legs = [];
    private int _next;

    /// <summary>Runs until the connection ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _socket.Options.AddSubProtocol("ari");
        _socket.Options.SetRequestHeader("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("telephony:" + password)));
        await _socket.ConnectAsync(new Uri($"ws://{ari.Authority}/ari/events?app=bare"), stop);
        Console.WriteLine("ready");
        var buffer = new byte[1 << 20];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult got;
            do
            {
                got = await _socket.ReceiveAsync(buffer.AsMemory(length), stop);
                length += got.Count;
            }
            while (!got.EndOfMessage);
            if (got.MessageType == WebSocketMessageType.Close)
                return;
            using var message = JsonDocument.Parse(buffer.AsMemory(0, length));
            await HandleAsync(message.RootElement);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task HandleAsync(JsonElement message)
    {
        if (!message.TryGetProperty("channel", out var channel))
            return;
        var id = channel.GetProperty("id").GetString()!;
        switch (message.GetProperty("type").GetString())
        {
            case "StasisStart" when _legs.TryGetValue(id, out var leg):
                await SendAsync("POST", $"bridges/{id}");
                await SendAsync("POST", $"bridges/{id}/addChannel?channel={leg.Caller},{id}");
                break;
            case "StasisStart":
                _callers.Enqueue((id, channel.GetProperty("caller").GetProperty("number").GetString()!));
                await MatchAsync();
                break;
            case "ChannelDestroyed" when _legs.Remove(id, out var leg):
                _idle.Enqueue(leg.Agent);
                await MatchAsync();
                await SendAsync("DELETE", $"channels/{leg.Caller}");
                await SendAsync("DELETE", $"bridges/{id}");
                break;
        }
    }

    private async Task MatchAsync()
    {
        while (_idle.Count > 0 && _callers.Count > 0)
        {
            var (agent, (caller, number)) = (_idle.Dequeue(), _callers.Dequeue());
            var leg = $"agent-{++_next}";
            _legs[leg] = (agent, caller);
            await SendAsync("POST", $"channels?endpoint=PJSIP/{agent}&app=bare&channelId={leg}&callerId={number}&timeout=30");
        }
    }

    private ValueTask SendAsync(string method, string uri) => _socket.SendAsync(
        Encoding.UTF8.GetBytes($$"""{"type":"RESTRequest","request_id":"{{++_next}}","method":"{{method}}","uri":"{{uri}}"}"""),
        WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
}
