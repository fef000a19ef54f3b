using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>A leg, and the party at its far end, whom the test plays.</summary>
public sealed class FakeChannel
{
    private readonly FakeAsteriskServer _asterisk;

    internal FakeChannel(FakeAsteriskServer asterisk, string id, string name, string state, DateTimeOffset created)
    {
        _asterisk = asterisk;
        Id = id;
        Name = name;
        State = state;
        Created = created;
    }

    public string Id { get; }

    public string Name { get; }

    /// <summary><c>Down</c>, <c>Ring</c>, <c>Ringing</c> or <c>Up</c>.</summary>
    public string State { get; internal set; }

    public string CallerNumber { get; internal set; } = "";

    public string CallerName { get; internal set; } = "";

    public string Exten { get; internal set; } = "s";

    public string Context { get; internal set; } = "acd-in";

    /// <summary>The application that it is in, or null.</summary>
    public string? App { get; internal set; }

    /// <summary>The bridge that it is in, or null.</summary>
    public string? BridgeId { get; internal set; }

    /// <summary>Where it went after it left the application: <c>context,exten,priority</c>, or null.</summary>
    public string? ContinuedTo { get; internal set; }

    /// <summary>Class of the music that it hears, or null.</summary>
    public string? Music { get; internal set; }

    /// <summary>Whether it still exists.</summary>
    public bool IsAlive { get; internal set; } = true;

    /// <summary>The application it has left; lists show it there until the dialplan has come to its next step.</summary>
    internal string? Left { get; set; }

    private string? Shown => App ?? Left;

    /// <summary>Variables set by the dialplan or through ARI; functions under their full name, <c>TIMEOUT(absolute)</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables => _asterisk.VariablesOf(this);

    /// <summary>The phone rings.</summary>
    public void Ring() => _asterisk.Ring(this);

    /// <summary>The party answers.</summary>
    public void Answer() => _asterisk.AnswerByParty(this);

    /// <summary>The party hangs up, rejects or is busy, or the ring timeout is over.</summary>
    /// <param name="cause">Q.850: 16 normal, 17 busy, 19 no answer, 21 rejected.</param>
    /// <param name="techCause">SIP status, for those that have one.</param>
    public void HangUp(int cause = 16, int? techCause = null) => _asterisk.HangUp(this, cause, techCause, byParty: true);

    /// <summary>The party presses keys.</summary>
    public void SendDtmf(string digits)
    {
        foreach (var digit in digits) _asterisk.SendChannelEvent(this, "ChannelDtmfReceived", ("digit", digit.ToString()), ("duration_ms", 120));
    }

    /// <summary>The party puts us on hold.</summary>
    public void Hold() => _asterisk.SendChannelEvent(this, "ChannelHold", ("musicclass", "default"));

    public void Unhold() => _asterisk.SendChannelEvent(this, "ChannelUnhold");

    internal DateTimeOffset Created { get; }

    internal string AppArgs { get; set; } = "";

    /// <summary>Came from outside: no ChannelDestroyed after StasisEnd.</summary>
    internal bool IsInbound { get; init; }

    /// <summary>Made by <c>/channels/create</c>: in the application from the start.</summary>
    internal bool IsCreated { get; init; }

    /// <summary>Enters this application when it is answered.</summary>
    internal string? AppOnAnswer { get; init; }

    /// <summary>The channel that a snoop listens to.</summary>
    internal FakeChannel? Snooped { get; init; }

    internal bool WasDialled { get; set; }

    internal string DialString { get; init; } = "";

    internal Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    internal HashSet<string> Reported { get; } = new(StringComparer.Ordinal);

    /// <summary>Applications that get its events.</summary>
    internal HashSet<string> Watchers { get; } = new(StringComparer.Ordinal);

    /// <summary>As it stands in lists and events.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["name"] = Name,
            ["state"] = State,
            ["protocol_id"] = "",
            ["caller"] = new JsonObject { ["name"] = CallerName, ["number"] = CallerNumber },
            ["connected"] = new JsonObject { ["name"] = "", ["number"] = "" },
            ["accountcode"] = "",
            ["dialplan"] = new JsonObject
            {
                ["context"] = Context,
                ["exten"] = Exten,
                ["priority"] = 3,
                ["app_name"] = Shown is null ? "" : "Stasis",
                ["app_data"] = Shown is null ? "" : AppArgs.Length == 0 ? Shown : $"{Shown},{AppArgs}",
            },
            ["creationtime"] = Json.Time(Created),
            ["language"] = "en",
        };
        if (Reported.Count > 0) json["channelvars"] = Json.Map(Values.Where(value => Reported.Contains(value.Key)));
        return json;
    }
}

internal sealed class FakeBridge(string id, string type, string name, DateTimeOffset created)
{
    public string Id => id;

    /// <summary>In order of entry.</summary>
    public List<FakeChannel> Channels { get; } = [];

    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Watchers { get; } = new(StringComparer.Ordinal);

    public string? Music { get; set; }

    public JsonObject ToJson() => new()
    {
        ["id"] = id,
        ["technology"] = type.StartsWith("holding", StringComparison.Ordinal) ? "holding_bridge" : "simple_bridge",
        ["bridge_type"] = type.Split(',')[0],
        ["bridge_class"] = "stasis",
        ["creator"] = "Stasis",
        ["name"] = name,
        ["channels"] = Json.Array(Channels.Select(channel => channel.Id)),
        ["creationtime"] = Json.Time(created),
        ["video_mode"] = "none",
    };
}

internal sealed class FakePlayback(string id, string media, string target, string language)
{
    public string Id => id;

    public string Target => target;

    public JsonObject ToJson(string state) => new()
    {
        ["id"] = id,
        ["media_uri"] = media.Split(',')[0],
        ["target_uri"] = target,
        ["language"] = language,
        ["state"] = state,
    };
}

internal sealed class FakeRecording(string name, string format, string target, DateTimeOffset started)
{
    public string Name => name;

    public string Format => format;

    public string Target => target;

    public DateTimeOffset Started => started;

    public string State { get; set; } = "recording";

    public JsonObject ToJson(int? seconds = null)
    {
        var json = new JsonObject { ["name"] = name, ["format"] = format, ["target_uri"] = target, ["state"] = State };
        if (seconds is not null) json["duration"] = seconds;
        return json;
    }
}
