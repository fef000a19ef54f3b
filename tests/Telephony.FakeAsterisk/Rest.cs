using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>The REST interface. Runs under the server's lock; refuses what Asterisk refuses, with the same status.</summary>
internal sealed partial class Rest(FakeAsteriskServer asterisk)
{
    private static readonly FakeReply NotFound = FakeReply.Error(404, "Resource not found");

    public FakeReply Do(FakeRequest request) => request.Segments switch
    {
        ["channels", ..] => Channels(request),
        ["bridges", ..] => Bridges(request),
        ["playbacks", ..] => Playbacks(request),
        ["recordings", ..] => Recordings(request),
        ["applications", ..] => Applications(request),
        ["endpoints", ..] => Endpoints(request),
        ["deviceStates", ..] => DeviceStates(request),
        ["asterisk", ..] => Asterisk(request),
        ["events", "claim"] when request.Method == "POST" => Claim(request["channelId"] ?? "", request["application"] ?? ""),
        _ => NotFound,
    };

    private FakeReply Claim(string channelId, string application)
    {
        if (!asterisk.Broadcasts.TryGetValue(channelId, out var winner) || !asterisk.ChannelsById.TryGetValue(channelId, out var channel))
            return FakeReply.Error(404, "Channel not found or not broadcasting");
        if (winner is not null) return FakeReply.Error(409, "Channel has already been claimed");
        asterisk.Broadcasts[channelId] = application;
        foreach (var app in asterisk.Apps.Keys.Where(app => app != application).ToArray())
            asterisk.Send(app, Json.Event("CallClaimed", ("channel", channel.ToJson()), ("winner_app", application)));
        asterisk.EnterStasis(channel, application, channel.AppArgs);
        return FakeReply.NoContent;
    }

    private FakeReply Applications(FakeRequest request)
    {
        if (request is { Method: "GET", Segments: ["applications"] })
            return FakeReply.Ok(Json.Array(asterisk.Apps.Values.Select(ToJson)));
        if (!asterisk.Apps.TryGetValue(request.Segments[1], out var app)) return FakeReply.Error(404, "Application not found");
        var sources = (request["eventSource"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        switch (request.Method, request.Segments)
        {
            case ("GET", [_, _]):
                return FakeReply.Ok(ToJson(app));
            case ("POST", [_, _, "subscription"]):
                if (sources.Any(source => !source.Contains(':', StringComparison.Ordinal))) return FakeReply.Error(400, "Invalid parameter");
                foreach (var source in sources) app.Subscriptions.Add(source);
                return FakeReply.Ok(ToJson(app));
            case ("DELETE", [_, _, "subscription"]):
                if (sources.Any(source => !app.Subscriptions.Contains(source))) return FakeReply.Error(409, "Application not subscribed");
                foreach (var source in sources) app.Subscriptions.Remove(source);
                return FakeReply.Ok(ToJson(app));
            case ("PUT", [_, _, "eventFilter"]):
                app.Allowed = Types(request.Body?["allowed"]);
                app.Disallowed = Types(request.Body?["disallowed"]);
                return FakeReply.Ok(ToJson(app));
            default:
                return NotFound;
        }

        JsonObject ToJson(FakeApp one) => one.ToJson(asterisk.ChannelsById.Values);
        static List<string> Types(JsonNode? filter) => [.. (filter as JsonArray ?? []).Select(type => (string)type!["type"]!)];
    }

    private FakeReply Endpoints(FakeRequest request)
    {
        if (request.Method != "GET") return NotFound;
        var all = asterisk.Endpoints.Values;
        var channels = asterisk.ChannelsById.Values;
        return request.Segments switch
        {
            [_] => FakeReply.Ok(Json.Array(all.Select(endpoint => endpoint.ToJson(channels)))),
            [_, var tech] => FakeReply.Ok(Json.Array(all.Where(endpoint => endpoint.Technology == tech).Select(endpoint => endpoint.ToJson(channels)))),
            [_, var tech, var resource] when asterisk.Endpoints.TryGetValue($"{tech}/{resource}", out var endpoint) => FakeReply.Ok(endpoint.ToJson(channels)),
            _ => FakeReply.Error(404, "Endpoint not found"),
        };
    }

    private FakeReply DeviceStates(FakeRequest request)
    {
        static JsonObject ToJson(string name, string state) => new() { ["name"] = name, ["state"] = state };
        switch (request.Method, request.Segments)
        {
            case ("GET", [_]):
                return FakeReply.Ok(Json.Array(asterisk.Devices.Select(device => ToJson(device.Key, device.Value))));
            case ("GET", [_, var name]):
                return FakeReply.Ok(ToJson(name, asterisk.Devices.GetValueOrDefault(name, "UNKNOWN")));
            case ("PUT", [_, var name]):
                if (!name.StartsWith("Stasis:", StringComparison.Ordinal)) return FakeReply.Error(409, "Uncontrolled device specified");
                asterisk.Devices[name] = request["deviceState"] ?? "";
                return FakeReply.NoContent;
            case ("DELETE", [_, var name]):
                return asterisk.Devices.Remove(name) ? FakeReply.NoContent : FakeReply.Error(404, "Device name is missing");
            default:
                return NotFound;
        }
    }

    private FakeReply SetGlobal(string name, string value)
    {
        asterisk.Globals[name] = value;
        return FakeReply.NoContent;
    }

    private FakeReply Asterisk(FakeRequest request) => (request.Method, request.Segments) switch
    {
        ("GET", [_, "variable"]) => FakeReply.Ok(new JsonObject { ["value"] = asterisk.Globals.GetValueOrDefault(request["variable"] ?? "", "") }),
        ("POST", [_, "variable"]) => SetGlobal(request["variable"] ?? "", request["value"] ?? ""),
        ("GET", [_, "info"]) => FakeReply.Ok(Info()),
        ("GET", [_, "ping"]) => FakeReply.Ok(new JsonObject
        {
            ["asterisk_id"] = asterisk.Options.EntityId,
            ["ping"] = "pong",
            ["timestamp"] = Json.Time(asterisk.Now),
        }),
        ("GET", [_, "modules"]) => FakeReply.Ok(Json.Array(new[] { Module("res_ari.so") })),
        ("PUT", [_, "modules", var name]) => name.EndsWith(".so", StringComparison.Ordinal) ? FakeReply.NoContent : FakeReply.Error(404, "Module not found"),
        _ => NotFound,
    };

    private static JsonObject Module(string name) => new()
    {
        ["name"] = name,
        ["description"] = "Asterisk RESTful Interface",
        ["use_count"] = 1,
        ["status"] = "Running",
        ["support_level"] = "core",
    };

    private JsonObject Info() => new()
    {
        ["build"] = new JsonObject { ["os"] = "Linux", ["kernel"] = "6", ["options"] = "", ["machine"] = "x86_64", ["date"] = "", ["user"] = "" },
        ["system"] = new JsonObject { ["version"] = asterisk.Version, ["entity_id"] = asterisk.Options.EntityId },
        ["config"] = new JsonObject
        {
            ["name"] = "fake",
            ["default_language"] = "en",
            ["setid"] = new JsonObject { ["user"] = "", ["group"] = "" },
        },
        ["status"] = new JsonObject
        {
            ["startup_time"] = Json.Time(asterisk.StartupTime),
            ["last_reload_time"] = Json.Time(asterisk.StartupTime),
        },
    };
}
