using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

internal sealed partial class Rest
{
    private static readonly Dictionary<string, int> Causes = new(StringComparer.Ordinal)
    {
        ["normal"] = 16, ["busy"] = 17, ["congestion"] = 34, ["no_answer"] = 19, ["timeout"] = 102, ["rejected"] = 21,
        ["unallocated"] = 1, ["normal_unspecified"] = 31, ["number_incomplete"] = 28, ["codec_mismatch"] = 88, ["interworking"] = 127,
        ["failure"] = 38, ["answered_elsewhere"] = 26,
    };

    private FakeReply Channels(FakeRequest request)
    {
        switch (request.Method, request.Segments)
        {
            case ("GET", [_]): return FakeReply.Ok(Json.Array(asterisk.ChannelsById.Values.Select(channel => channel.ToJson())));
            case ("POST", [_]): return Dial(request, created: false);
            case ("POST", [_, "create"]): return Dial(request, created: true);
        }
        if (!asterisk.ChannelsById.TryGetValue(request.Segments[1], out var channel)) return FakeReply.Error(404, "Channel not found");
        switch (request.Method, request.Segments)
        {
            case ("GET", [_, _]): return FakeReply.Ok(channel.ToJson());
            case ("DELETE", [_, _]): return HangUp(channel, request["reason"]);
            case ("POST", [_, _, "snoop"]): return Snoop(channel, request);
            case (_, [_, _, "variable" or "variables"]): return Variable(channel, request);
            case ("GET", [_, _, "rtp_statistics"]): return FakeReply.Ok(RtpStatistics(channel));
        }
        if (channel.App is null) return FakeReply.Error(409, "Channel not in Stasis application");
        return Control(channel, request);
    }

    private FakeReply Control(FakeChannel channel, FakeRequest request)
    {
        var action = request.Segments.Count > 2 ? request.Segments[2] : "";
        var needsUp = action is not ("dial" or "move" or "snoop");
        if (needsUp && channel.State is "Down" or "Ringing" && action is not "dial") return FakeReply.Error(412, "Channel in invalid state");
        switch (request.Method, action)
        {
            case ("POST", "answer"):
                asterisk.AnswerByParty(channel);
                return FakeReply.NoContent;
            case ("POST", "dial"):
                return DialCreated(channel);
            case ("POST", "continue"):
                channel.ContinuedTo = $"{request["context"] ?? channel.Context},{request["extension"] ?? channel.Exten},{request["priority"] ?? "1"}";
                asterisk.LeaveStasis(channel);
                return FakeReply.NoContent;
            case ("POST", "move"):
                return Move(channel, request["app"] ?? "", request["appArgs"] ?? "");
            case ("POST", "moh"):
                channel.Music = request["mohClass"] ?? "default";
                return FakeReply.NoContent;
            case ("DELETE", "moh"):
                channel.Music = null;
                return FakeReply.NoContent;
            case ("POST", "play"):
                return Play(request, $"channel:{channel.Id}");
            case ("POST", "record"):
                return channel.BridgeId is null ? Record(request, $"channel:{channel.Id}") : FakeReply.Error(409, "Channel is in a bridge");
            case ("POST", "redirect" or "dtmf" or "progress" or "transfer_progress"):
            case ("POST" or "DELETE", "ring" or "mute" or "hold" or "silence"):
                return FakeReply.NoContent;
            default:
                return NotFound;
        }
    }

    private FakeReply Dial(FakeRequest request, bool created)
    {
        if (request["endpoint"] is not { Length: > 0 } dialString) return FakeReply.Error(400, "Endpoint must be specified");
        if (request["app"] is not { Length: > 0 } app && (created || request["extension"] is null)) return FakeReply.Error(400, "Application or extension must be specified");
        app = request["app"];
        var id = request["channelId"] ?? $"{asterisk.Now.ToUnixTimeSeconds()}.{Guid.NewGuid():n}";
        if (id.Length > 149) return FakeReply.Error(400, "Uniqueid length exceeds maximum");
        if (asterisk.ChannelsById.ContainsKey(id)) return FakeReply.Error(409, "Channel with given unique ID already exists");
        // PJSIP/ann/sip:ann@host dials one contact of PJSIP/ann.
        var name = string.Join('/', dialString.Split('/').Take(2));
        if (!asterisk.Endpoints.TryGetValue(name, out var endpoint) || endpoint.State == "offline") return FakeReply.AllocationFailed;

        var leg = new FakeChannel(asterisk, id, asterisk.NextName(name), "Down", asterisk.Now)
        {
            DialString = dialString,
            IsCreated = created,
            AppOnAnswer = created ? null : app,
            ContinuedTo = app is null ? $"{request["context"]},{request["extension"]},{request["priority"]}" : null,
            AppArgs = request["appArgs"] ?? "",
            CallerNumber = request["callerId"] ?? "",
        };
        SetVariables(leg, Variables(request));
        asterisk.ChannelsById[id] = leg;
        if (app is not null) leg.Watchers.Add(app);
        if (created && app is not null) asterisk.EnterStasis(leg, app, leg.AppArgs);
        var reply = FakeReply.Ok(leg.ToJson());
        if (leg.IsAlive)
        {
            if (!created) asterisk.SendDial(leg, "");
            asterisk.LegMade(leg);
        }
        if (!created && endpoint.AnswersAtOnce) Pick(leg);
        return reply;
    }

    private FakeReply DialCreated(FakeChannel channel)
    {
        if (!channel.IsCreated || channel.WasDialled) return FakeReply.Error(409, "Channel was not created, or is dialled already");
        channel.WasDialled = true;
        asterisk.SendDial(channel, "");
        var name = string.Join('/', channel.DialString.Split('/').Take(2));
        if (asterisk.Endpoints.TryGetValue(name, out var endpoint) && endpoint.AnswersAtOnce) Pick(channel);
        return FakeReply.NoContent;
    }

    private void Pick(FakeChannel leg)
    {
        asterisk.Ring(leg);
        asterisk.AnswerByParty(leg);
    }

    private FakeReply HangUp(FakeChannel channel, string? reason)
    {
        if (!Causes.TryGetValue(reason ?? "normal", out var cause)) return FakeReply.Error(400, "Invalid Reason");
        asterisk.HangUp(channel, cause, null, byParty: false);
        return FakeReply.NoContent;
    }

    private FakeReply Move(FakeChannel channel, string app, string args)
    {
        if (!asterisk.Apps.TryGetValue(app, out var target) || target.Socket is null)
        {
            asterisk.SendChannelEvent(
                channel, "ApplicationMoveFailed", ("destination", app), ("args", Json.Array(args.Length == 0 ? [] : args.Split(','))));
            return FakeReply.NoContent;
        }
        var bridge = channel.BridgeId;
        channel.BridgeId = null;
        asterisk.LeaveStasis(channel);
        // Moving keeps the channel in its bridge.
        channel.BridgeId = bridge;
        asterisk.EnterStasis(channel, app, args);
        return FakeReply.NoContent;
    }

    private FakeReply Snoop(FakeChannel channel, FakeRequest request)
    {
        if (request["app"] is not { Length: > 0 } app) return FakeReply.Error(400, "Application name is required");
        var id = request["snoopId"] ?? Guid.NewGuid().ToString("n");
        if (asterisk.ChannelsById.ContainsKey(id)) return FakeReply.Error(409, "Channel with given unique ID already exists");
        var snoop = new FakeChannel(asterisk, id, asterisk.NextName($"Snoop/{channel.Id}"), "Up", asterisk.Now) { Snooped = channel };
        asterisk.ChannelsById[id] = snoop;
        var reply = FakeReply.Ok(snoop.ToJson());
        asterisk.EnterStasis(snoop, app, request["appArgs"] ?? "");
        return reply;
    }

    private static FakeReply Variable(FakeChannel channel, FakeRequest request)
    {
        switch (request.Method, request.Segments[2])
        {
            case ("GET", "variable"):
                return channel.Values.TryGetValue(request["variable"] ?? "", out var value)
                    ? FakeReply.Ok(new JsonObject { ["value"] = value })
                    : FakeReply.Error(404, "Provided variable was not found");
            case ("GET", "variables"):
                var names = (request["variables"] ?? "").Split(',');
                return names.All(channel.Values.ContainsKey)
                    ? FakeReply.Ok(new JsonObject { ["variables"] = Json.Map(names.Select(name => KeyValuePair.Create(name, channel.Values[name]))) })
                    : FakeReply.Error(404, "Provided variable was not found");
        }
        if (channel.App is null) return FakeReply.Error(409, "Channel not in Stasis application");
        switch (request.Method, request.Segments[2])
        {
            case ("POST", "variable") when request["variable"] is { Length: > 0 } name:
                channel.Values[name] = request["value"] ?? "";
                if (request["report_events"] == "true") channel.Reported.Add(name);
                return FakeReply.NoContent;
            case ("POST", "variables") when Variables(request) is { } variables:
                SetVariables(channel, variables);
                return FakeReply.NoContent;
            default:
                return FakeReply.Error(400, "Variable name is required");
        }
    }

    private static JsonObject? Variables(FakeRequest request) => request.Body?["variables"] as JsonObject;

    private static void SetVariables(FakeChannel channel, JsonObject? variables)
    {
        if (variables is null) return;
        foreach (var (name, value) in variables)
        {
            var both = value as JsonObject;
            var text = both is null ? value : both["value"];
            channel.Values[name] = (string?)text ?? "";
            if (both is not null && (bool?)both["report_events"] == true) channel.Reported.Add(name);
        }
    }

    private static JsonObject RtpStatistics(FakeChannel channel) => new()
    {
        ["txcount"] = 500, ["rxcount"] = 490, ["txjitter"] = 0.001, ["rxjitter"] = 0.002, ["txploss"] = 1, ["rxploss"] = 2,
        ["rtt"] = 0.01, ["maxrtt"] = 0.02, ["minrtt"] = 0.005, ["local_ssrc"] = 123, ["remote_ssrc"] = 4_000_000_000L,
        ["txoctetcount"] = 80_000, ["rxoctetcount"] = 78_400, ["channel_uniqueid"] = channel.Id,
    };
}
