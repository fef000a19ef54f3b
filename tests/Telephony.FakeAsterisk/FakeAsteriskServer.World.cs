using System.Globalization;
using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>What lives in Asterisk, and the events that its changes cause.</summary>
public sealed partial class FakeAsteriskServer
{
    private readonly Dictionary<string, FakeApp> _apps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeChannel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeBridge> _bridges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakePlayback> _playbacks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeRecording> _recordings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Format, byte[] File)> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _broadcasts = new(StringComparer.Ordinal);
    private int _lastName;

    internal Dictionary<string, FakeApp> Apps => _apps;

    internal Dictionary<string, FakeChannel> ChannelsById => _channels;

    internal Dictionary<string, FakeBridge> BridgesById => _bridges;

    internal Dictionary<string, FakePlayback> PlaybacksById => _playbacks;

    internal Dictionary<string, FakeRecording> LiveRecordings => _recordings;

    internal Dictionary<string, (string Format, byte[] File)> Stored => _stored;

    internal Dictionary<string, FakeEndpoint> Endpoints => _endpoints;

    internal Dictionary<string, string> Devices { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, string> Globals { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls on offer: channel id to the application that claimed it, or null.</summary>
    internal Dictionary<string, string?> Broadcasts => _broadcasts;

    internal string NextName(string endpoint) => $"{endpoint}-{Interlocked.Increment(ref _lastName):x8}";

    internal IReadOnlyDictionary<string, string> VariablesOf(FakeChannel channel)
    {
        lock (_gate) return new Dictionary<string, string>(channel.Values);
    }

    internal void Send(string app, JsonObject json)
    {
        var type = (string)json["type"]!;
        if (!_apps.TryGetValue(app, out var target) || target.Socket is not { } socket || !target.Lets(type)) return;
        var text = Json.Text(Stamp((JsonObject)json.DeepClone(), app));
        var (fate, late) = Faults.Take(type);
        switch (fate)
        {
            case Faults.EventFate.Drop: return;
            case Faults.EventFate.Hold: late!.Add(() => socket.Send(text)); return;
            case Faults.EventFate.Duplicate: socket.Send(text); break;
        }
        socket.Send(text);
    }

    /// <summary>Sends an event of the channel to every application that watches it.</summary>
    internal void SendChannelEvent(FakeChannel channel, string type, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        lock (_gate)
        {
            var json = Json.Event(type, fields);
            json["channel"] = channel.ToJson();
            foreach (var app in WatchersOf(channel)) Send(app, json);
        }
    }

    internal void EnterStasis(FakeChannel channel, string app, string args)
    {
        if (!_apps.TryGetValue(app, out var target) || target.Socket is null)
        {
            // Nobody there: an originated leg is dropped, an inbound one goes on in the dialplan with STASISSTATUS=FAILED.
            if (!channel.IsInbound) HangUp(channel, 16, null, byParty: false);
            else channel.Values["STASISSTATUS"] = "FAILED";
            return;
        }
        channel.App = app;
        channel.AppArgs = args;
        channel.Watchers.Add(app);
        var words = args.Length == 0 ? [] : args.Split(',');
        Send(app, Json.Event("StasisStart", ("args", Json.Array(words)), ("channel", channel.ToJson())));
    }

    internal void LeaveStasis(FakeChannel channel)
    {
        if (channel.App is not { } app) return;
        LeaveBridge(channel);
        channel.App = null;
        channel.Music = null;
        Send(app, Json.Event("StasisEnd", ("channel", channel.ToJson())));
        // StasisEnd ends the subscription that StasisStart made, not the one that creating the leg made.
        if (channel.IsInbound) channel.Watchers.Remove(app);
        ForgetIdle(app);
    }

    internal void EnterBridge(FakeBridge bridge, FakeChannel channel)
    {
        if (channel.BridgeId == bridge.Id) return;
        LeaveBridge(channel);
        channel.BridgeId = bridge.Id;
        bridge.Channels.Add(channel);
        if (channel.App is { } app) bridge.Watchers.Add(app);
        SendChannelEvent(channel, "ChannelEnteredBridge", ("bridge", bridge.ToJson()));
    }

    internal void LeaveBridge(FakeChannel channel)
    {
        if (channel.BridgeId is not { } id || !_bridges.TryGetValue(id, out var bridge)) return;
        channel.BridgeId = null;
        bridge.Channels.Remove(channel);
        SendChannelEvent(channel, "ChannelLeftBridge", ("bridge", bridge.ToJson()));
    }

    internal void DestroyBridge(FakeBridge bridge)
    {
        foreach (var channel in bridge.Channels.ToArray()) LeaveBridge(channel);
        _bridges.Remove(bridge.Id);
        // Asterisk 22 keeps the interest in channels and bridges by their ids alone.
        if (_channels.TryGetValue(bridge.Id, out var namesake)) namesake.Watchers.Clear();
        foreach (var app in bridge.Watchers) Send(app, Json.Event("BridgeDestroyed", ("bridge", bridge.ToJson())));
    }

    internal void Ring(FakeChannel channel)
    {
        lock (_gate)
        {
            channel.State = "Ringing";
            SendChannelEvent(channel, "ChannelStateChange");
            SendDial(channel, "RINGING");
        }
    }

    internal void AnswerByParty(FakeChannel channel)
    {
        lock (_gate)
        {
            if (!channel.IsAlive || channel.State == "Up") return;
            channel.State = "Up";
            SendChannelEvent(channel, "ChannelStateChange");
            SendDial(channel, "ANSWER");
            if (channel.AppOnAnswer is { } app) EnterStasis(channel, app, channel.AppArgs);
        }
    }

    internal void HangUp(FakeChannel channel, int cause, int? techCause, bool byParty)
    {
        lock (_gate)
        {
            if (!channel.IsAlive) return;
            channel.IsAlive = false;
            if (channel.State == "Up" || channel.IsInbound || !byParty)
                SendChannelEvent(channel, "ChannelHangupRequest", ("cause", cause), ("tech_cause", techCause), ("soft", byParty ? null : true));
            else
                SendDial(channel, cause switch { 17 => "BUSY", 18 or 19 => "NOANSWER", _ => "CHANUNAVAIL" });
            foreach (var playback in _playbacks.Values.Where(playback => playback.Target == $"channel:{channel.Id}").ToArray())
                FinishPlayback(playback.Id, "done");
            foreach (var recording in _recordings.Values.Where(recording => recording.Target == $"channel:{channel.Id}").ToArray())
                FinishRecording(recording.Name);
            foreach (var snoop in _channels.Values.Where(snoop => snoop.Snooped == channel).ToArray()) HangUp(snoop, 16, null, byParty: true);
            LeaveStasis(channel);
            _channels.Remove(channel.Id);
            SendChannelEvent(
                channel, "ChannelDestroyed", ("cause", cause), ("cause_txt", $"Cause {cause}"), ("tech_cause", techCause));
        }
    }

    internal void SendDial(FakeChannel channel, string status)
    {
        if (channel.IsInbound) return;
        var json = Json.Event(
            "Dial", ("dialstatus", status), ("forward", ""), ("dialstring", channel.DialString), ("peer", channel.ToJson()));
        foreach (var app in WatchersOf(channel)) Send(app, json);
    }

    internal void SendPlayback(FakePlayback playback, string type, string state)
    {
        foreach (var app in WatchersOfTarget(playback.Target)) Send(app, Json.Event(type, ("playback", playback.ToJson(state))));
    }

    internal void SendRecording(FakeRecording recording, string type, int? seconds)
    {
        foreach (var app in WatchersOfTarget(recording.Target)) Send(app, Json.Event(type, ("recording", recording.ToJson(seconds))));
    }

    private JsonObject Stamp(JsonObject json, string app)
    {
        json["timestamp"] = Json.Time(Now);
        json["asterisk_id"] = _options.EntityId;
        json["application"] = app;
        return json;
    }

    private IEnumerable<string> WatchersOf(FakeChannel channel) =>
        channel.Watchers
            .Concat(_apps.Values.Where(app => app.Subscriptions.Contains($"channel:{channel.Id}")).Select(app => app.Name))
            .Distinct();

    private IEnumerable<string> WatchersOfTarget(string target)
    {
        var (kind, id) = (target[..target.IndexOf(':', StringComparison.Ordinal)], target[(target.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        if (kind == "channel") return _channels.TryGetValue(id, out var channel) ? WatchersOf(channel) : [];
        return _bridges.TryGetValue(id, out var bridge) ? bridge.Watchers : [];
    }

    private void Register(EventSocket socket)
    {
        lock (_gate)
        {
            _sockets.Add(socket);
            foreach (var name in socket.Apps)
            {
                if (!_apps.TryGetValue(name, out var app)) app = _apps[name] = new FakeApp(name);
                if (app.Socket is not null) Send(name, Json.Event("ApplicationReplaced"));
                app.Socket = socket;
            }
            foreach (var waiter in _connectWaiters.ToArray()) waiter();
        }
    }

    private void Unregister(EventSocket socket)
    {
        lock (_gate)
        {
            _sockets.Remove(socket);
            foreach (var name in socket.Apps)
            {
                if (!_apps.TryGetValue(name, out var app) || app.Socket != socket) continue;
                app.Socket = null;
                ForgetIdle(name);
            }
        }
    }

    /// <summary>An application without a socket and without channels does not exist.</summary>
    private void ForgetIdle(string name)
    {
        if (_apps.TryGetValue(name, out var app) && app.Socket is null && _channels.Values.All(channel => channel.App != name)) _apps.Remove(name);
    }

    internal static int Number(string? text, int otherwise) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
