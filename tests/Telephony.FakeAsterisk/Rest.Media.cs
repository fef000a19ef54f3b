namespace Telephony.FakeAsterisk;

internal sealed partial class Rest
{
    private FakeReply Play(FakeRequest request, string target)
    {
        if (request["media"] is not { Length: > 0 } media) return FakeReply.Error(400, "Missing parameter media");
        var id = request["playbackId"] ?? Guid.NewGuid().ToString();
        var playback = new FakePlayback(id, media, target, request["lang"] ?? "en");
        asterisk.PlaybacksById[id] = playback;
        var reply = FakeReply.Ok(playback.ToJson("queued")) with { Status = 201 };
        asterisk.SendPlayback(playback, "PlaybackStarted", "playing");
        if (asterisk.PlaybacksEndAtOnce) asterisk.FinishPlayback(id);
        return reply;
    }

    private FakeReply Playbacks(FakeRequest request)
    {
        if (request.Segments.Count < 2 || !asterisk.PlaybacksById.TryGetValue(request.Segments[1], out var playback))
            return FakeReply.Error(404, "Playback not found");
        switch (request.Method, request.Segments)
        {
            case ("GET", [_, _]):
                return FakeReply.Ok(playback.ToJson("playing"));
            case ("DELETE", [_, _]):
                asterisk.FinishPlayback(playback.Id);
                return FakeReply.NoContent;
            case ("POST", [_, _, "control"]):
                return FakeReply.NoContent;
            default:
                return NotFound;
        }
    }

    private FakeReply Record(FakeRequest request, string target)
    {
        if (request["name"] is not { Length: > 0 } name || request["format"] is not { Length: > 0 } format)
            return FakeReply.Error(400, "Recording name is required");
        if (asterisk.LiveRecordings.ContainsKey(name) || (asterisk.Stored.ContainsKey(name) && request["ifExists"] is null or "fail"))
            return FakeReply.Error(409, "Recording already exists");
        var recording = new FakeRecording(name, format, target, asterisk.Now);
        asterisk.LiveRecordings[name] = recording;
        asterisk.SendRecording(recording, "RecordingStarted", null);
        return FakeReply.Ok(recording.ToJson()) with { Status = 201 };
    }

    private FakeReply Recordings(FakeRequest request) => request.Segments switch
    {
        [_, "live", var name, ..] when asterisk.LiveRecordings.TryGetValue(name, out var recording) => Live(request, recording),
        [_, "stored", var name, ..] when asterisk.Stored.TryGetValue(name, out var stored) => StoredOne(request, name, stored.Format, stored.File),
        _ => FakeReply.Error(404, "Recording not found"),
    };

    private FakeReply Live(FakeRequest request, FakeRecording recording)
    {
        switch (request.Method, request.Segments)
        {
            case ("GET", [_, _, _]):
                return FakeReply.Ok(recording.ToJson());
            case ("DELETE", [_, _, _]):
                recording.State = "canceled";
                asterisk.LiveRecordings.Remove(recording.Name);
                asterisk.SendRecording(recording, "RecordingFinished", 0);
                return FakeReply.NoContent;
            case ("POST", [_, _, _, "stop"]):
                asterisk.FinishRecording(recording.Name);
                return FakeReply.NoContent;
            case ("POST" or "DELETE", [_, _, _, "pause" or "mute"]):
                return FakeReply.NoContent;
            default:
                return NotFound;
        }
    }

    private FakeReply StoredOne(FakeRequest request, string name, string format, byte[] file)
    {
        switch (request.Method, request.Segments)
        {
            case ("GET", [_, _, _]):
                return FakeReply.Ok(new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["format"] = format });
            case ("GET", [_, _, _, "file"]):
                return new FakeReply(200) { File = file };
            case ("DELETE", [_, _, _]):
                asterisk.Stored.Remove(name);
                return FakeReply.NoContent;
            default:
                return NotFound;
        }
    }
}
