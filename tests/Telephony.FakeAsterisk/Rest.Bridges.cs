using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

internal sealed partial class Rest
{
    private FakeReply Bridges(FakeRequest request)
    {
        switch (request.Method, request.Segments)
        {
            case ("GET", [_]): return FakeReply.Ok(Json.Array(asterisk.BridgesById.Values.Select(bridge => bridge.ToJson())));
            case ("POST", [_]): return CreateBridge(request, request["bridgeId"] ?? Guid.NewGuid().ToString());
            case ("POST", [_, var id]): return CreateBridge(request, id);
        }
        if (!asterisk.BridgesById.TryGetValue(request.Segments[1], out var bridge)) return FakeReply.Error(404, "Bridge not found");
        switch (request.Method, request.Segments)
        {
            case ("GET", [_, _]):
                return FakeReply.Ok(bridge.ToJson());
            case ("DELETE", [_, _]):
                asterisk.DestroyBridge(bridge);
                return FakeReply.NoContent;
            case ("POST", [_, _, "addChannel"]):
                return AddToBridge(bridge, request);
            case ("POST", [_, _, "removeChannel"]):
                return RemoveFromBridge(bridge, request);
            case ("POST", [_, _, "moh"]):
                bridge.Music = request["mohClass"] ?? "default";
                return FakeReply.NoContent;
            case ("DELETE", [_, _, "moh"]):
                bridge.Music = null;
                return FakeReply.NoContent;
            case ("POST", [_, _, "play"]):
                return Play(request, $"bridge:{bridge.Id}");
            case ("GET", [_, _, "variable"]):
                return bridge.Values.TryGetValue(request["variable"] ?? "", out var value)
                    ? FakeReply.Ok(new JsonObject { ["value"] = value })
                    : FakeReply.Error(404, "Provided variable was not found");
            case ("POST", [_, _, "variable"]):
                bridge.Values[request["variable"] ?? ""] = request["value"] ?? "";
                return FakeReply.NoContent;
            default:
                return NotFound;
        }
    }

    private FakeReply CreateBridge(FakeRequest request, string id)
    {
        // 22.10 without an id in the path takes the body itself for the variables.
        if (request.Segments.Count == 1 && Variables(request) is not null)
            return FakeReply.Error(400, "Each object value in 'variables' must include string field 'value'");
        if (asterisk.BridgesById.ContainsKey(id)) return FakeReply.Error(409, $"Bridge with id '{id}' already exists");
        var bridge = new FakeBridge(id, request["type"] ?? "mixing", request["name"] ?? "", asterisk.Now);
        asterisk.BridgesById[id] = bridge;
        foreach (var (name, value) in Variables(request) ?? [])
            bridge.Values[name] = value is JsonObject both ? (string)both["value"]! : (string)value!;
        return FakeReply.Ok(bridge.ToJson());
    }

    private FakeReply AddToBridge(FakeBridge bridge, FakeRequest request)
    {
        if (Named(request, out var channels) is { } refused) return refused;
        if (channels.Any(channel => asterisk.LiveRecordings.Values.Any(recording => recording.Target == $"channel:{channel.Id}")))
            return FakeReply.Error(409, "Channel is currently recording");
        if (asterisk.BridgeAddsThatSilentlyFail > 0)
        {
            asterisk.BridgeAddsThatSilentlyFail--;
            return FakeReply.NoContent;
        }
        foreach (var channel in channels) asterisk.EnterBridge(bridge, channel);
        return FakeReply.NoContent;
    }

    private FakeReply RemoveFromBridge(FakeBridge bridge, FakeRequest request)
    {
        if (Named(request, out var channels) is { } refused) return refused;
        if (channels.Any(channel => channel.BridgeId != bridge.Id)) return FakeReply.Error(422, "Channel not in this bridge");
        foreach (var channel in channels) asterisk.LeaveBridge(channel);
        return FakeReply.NoContent;
    }

    /// <summary>The channels of a request, or why they are refused.</summary>
    private FakeReply? Named(FakeRequest request, out List<FakeChannel> channels)
    {
        channels = [];
        foreach (var id in (request["channel"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!asterisk.ChannelsById.TryGetValue(id, out var channel)) return FakeReply.Error(400, "Channel not found");
            if (channel.App is null) return FakeReply.Error(422, "Channel not in Stasis application");
            channels.Add(channel);
        }
        return channels.Count == 0 ? FakeReply.Error(400, "Missing parameter channel") : null;
    }
}
