using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>What a test lets happen.</summary>
public sealed partial class FakeAsteriskServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<Action> _connectWaiters = [];
    private readonly List<FakeChannel> _untakenLegs = [];
    private readonly List<(string Endpoint, TaskCompletionSource<FakeChannel> Leg)> _legWaiters = [];

    /// <summary>Whether playbacks end as soon as they start. Otherwise the test ends them.</summary>
    public bool PlaybacksEndAtOnce { get; set; }

    /// <summary>So many of the next additions to a bridge answer 204 and do nothing.</summary>
    public int BridgeAddsThatSilentlyFail { get; set; }

    /// <summary>All channels.</summary>
    public IReadOnlyList<FakeChannel> Channels
    {
        get
        {
            lock (_gate) return [.. _channels.Values];
        }
    }

    /// <summary>Bridge id to the ids of its channels.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Bridges
    {
        get
        {
            lock (_gate)
                return _bridges.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value.Channels.Select(channel => channel.Id)]);
        }
    }

    /// <summary>Ids of the playbacks under way, with their target: <c>channel:ID</c> or <c>bridge:ID</c>.</summary>
    public IReadOnlyDictionary<string, string> Playbacks
    {
        get
        {
            lock (_gate) return _playbacks.ToDictionary(pair => pair.Key, pair => pair.Value.Target);
        }
    }

    /// <summary>Device states set through ARI.</summary>
    public IReadOnlyDictionary<string, string> DeviceStates
    {
        get
        {
            lock (_gate) return new Dictionary<string, string>(Devices);
        }
    }

    /// <summary>Whether somebody is connected for this application.</summary>
    public bool IsActive(string application)
    {
        lock (_gate) return _apps.TryGetValue(application, out var app) && app.Socket is not null;
    }

    /// <summary>Waits until somebody is connected for this application.</summary>
    public async Task WaitForAppAsync(string application)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check()
        {
            if (IsActive(application)) connected.TrySetResult();
        }
        lock (_gate)
        {
            _connectWaiters.Add(Check);
            Check();
        }
        try
        {
            await connected.Task.WaitAsync(Patience);
        }
        finally
        {
            lock (_gate) _connectWaiters.Remove(Check);
        }
    }

    /// <summary>Makes a phone known, so that it can be dialled.</summary>
    /// <param name="name">Technology and resource: <c>PJSIP/ann</c>.</param>
    /// <param name="answersAtOnce">See <see cref="FakeEndpoint.AnswersAtOnce"/>.</param>
    public FakeEndpoint AddEndpoint(string name, bool answersAtOnce = false)
    {
        var parts = name.Split('/', 2);
        var endpoint = new FakeEndpoint(parts[0], parts[1]) { AnswersAtOnce = answersAtOnce };
        lock (_gate) _endpoints[name] = endpoint;
        return endpoint;
    }

    /// <summary>A phone registers or unregisters; applications that subscribed to it are told.</summary>
    public void SetEndpointState(string name, bool online)
    {
        lock (_gate)
        {
            var endpoint = _endpoints[name];
            endpoint.State = online ? "online" : "offline";
            JsonObject ToJson() => endpoint.ToJson(_channels.Values);
            foreach (var app in _apps.Values.Where(app => app.Subscriptions.Contains($"endpoint:{name}") || app.Subscriptions.Contains("endpoint:")).ToArray())
            {
                Send(app.Name, Json.Event(
                    "ContactStatusChange",
                    ("endpoint", ToJson()),
                    ("contact_info", new JsonObject { ["uri"] = $"sip:{endpoint.Resource}@127.0.0.29", ["contact_status"] = online ? "Reachable" : "Removed", ["aor"] = endpoint.Resource })));
                Send(app.Name, Json.Event(
                    "PeerStatusChange", ("endpoint", ToJson()), ("peer", new JsonObject { ["peer_status"] = online ? "Reachable" : "Unreachable" })));
                // Asterisk sends this one for a named subscription only.
                if (app.Subscriptions.Contains($"endpoint:{name}")) Send(app.Name, Json.Event("EndpointStateChange", ("endpoint", ToJson())));
            }
        }
    }

    /// <summary>A caller who has not reached any application yet.</summary>
    public FakeChannel AddCaller(string number, string exten = "s", string name = "", string? id = null)
    {
        lock (_gate)
        {
            var channel = new FakeChannel(this, id ?? $"{Now.ToUnixTimeSeconds()}.{_lastName + 1}", NextName("PJSIP/trunk"), "Ring", Now)
            {
                IsInbound = true,
                CallerNumber = number,
                CallerName = name,
                Exten = exten,
            };
            _channels[channel.Id] = channel;
            return channel;
        }
    }

    /// <summary>The caller's dialplan reaches <c>Stasis(application,args)</c>.</summary>
    /// <returns>False for STASISSTATUS=FAILED: nobody is connected.</returns>
    public bool EnterApplication(FakeChannel caller, string application, string args = "")
    {
        lock (_gate)
        {
            EnterStasis(caller, application, args);
            return caller.App == application;
        }
    }

    /// <summary>A caller arrives in the application.</summary>
    /// <exception cref="InvalidOperationException">Nobody is connected for it.</exception>
    public FakeChannel Call(string application, string number, string args = "", string exten = "s", string name = "", string? id = null)
    {
        lock (_gate)
        {
            var caller = AddCaller(number, exten, name, id);
            return EnterApplication(caller, application, args)
                ? caller
                : throw new InvalidOperationException($"Nobody is connected for application {application}.");
        }
    }

    /// <summary>The caller's time in the application is over (<c>TIMEOUT(absolute)</c>).</summary>
    /// <param name="caller">Who leaves.</param>
    /// <param name="isListedStill">Whether the dialplan has not come to its next step yet: lists show the caller as before.</param>
    public void LeaveApplication(FakeChannel caller, bool isListedStill = false)
    {
        lock (_gate)
        {
            caller.Left = isListedStill ? caller.App : null;
            LeaveStasis(caller);
        }
    }

    /// <summary>The caller's dialplan reaches <c>StasisBroadcast()</c>: every connected application is offered the call.</summary>
    public FakeChannel Broadcast(string number, string exten = "s", string args = "", string name = "", string? id = null)
    {
        lock (_gate)
        {
            var caller = AddCaller(number, exten, name, id);
            caller.AppArgs = args;
            _broadcasts[caller.Id] = null;
            foreach (var app in _apps.Keys.ToArray())
                Send(app, Json.Event("CallBroadcast", ("channel", caller.ToJson()), ("caller", number), ("called", exten)));
            return caller;
        }
    }

    /// <summary>Nobody claimed the call in time: the dialplan goes on with STASISSTATUS=TIMEOUT.</summary>
    public void EndBroadcast(FakeChannel caller)
    {
        lock (_gate)
        {
            if (_broadcasts.TryGetValue(caller.Id, out var winner) && winner is null) caller.Values["STASISSTATUS"] = "TIMEOUT";
            _broadcasts.Remove(caller.Id);
        }
    }

    /// <summary>Waits until the router dials this endpoint, and gives the leg so that the test can play the phone.</summary>
    public async Task<FakeChannel> ExpectLegAsync(string endpoint)
    {
        var expected = new TaskCompletionSource<FakeChannel>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_untakenLegs.Find(leg => leg.DialString == endpoint) is { } leg)
            {
                _untakenLegs.Remove(leg);
                return leg;
            }
            _legWaiters.Add((endpoint, expected));
        }
        try
        {
            return await expected.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            lock (_gate) _legWaiters.RemoveAll(waiter => waiter.Leg == expected);
            throw new TimeoutException($"Nobody dialled {endpoint}. These requests came:\n{string.Join('\n', Requests.All)}");
        }
    }

    /// <summary>A playback ends.</summary>
    /// <param name="id">The playback.</param>
    /// <param name="state"><c>done</c> or <c>failed</c>.</param>
    public void FinishPlayback(string id, string state = "done")
    {
        lock (_gate)
        {
            if (!_playbacks.Remove(id, out var playback)) return;
            SendPlayback(playback, "PlaybackFinished", state);
        }
    }

    /// <summary>A recording ends, and its file can be fetched.</summary>
    public void FinishRecording(string name, byte[]? file = null)
    {
        lock (_gate)
        {
            if (!_recordings.Remove(name, out var recording)) return;
            recording.State = "done";
            _stored[name] = (recording.Format, file ?? []);
            SendRecording(recording, "RecordingFinished", (int)(Now - recording.Started).TotalSeconds);
        }
    }

    /// <summary>Puts a file where finished recordings lie.</summary>
    public void StoreRecording(string name, string format, byte[] file)
    {
        lock (_gate) _stored[name] = (format, file);
    }

    /// <summary>Sends any event to an application, with the fields that every event has.</summary>
    public void SendEvent(string application, string type, JsonObject? fields = null)
    {
        lock (_gate)
        {
            var json = new JsonObject { ["type"] = type };
            foreach (var (name, value) in fields ?? []) json[name] = value?.DeepClone();
            Send(application, json);
        }
    }

    /// <summary>Asterisk restarts: sockets break, and everything that lived in it is gone.</summary>
    public void Restart()
    {
        CutSockets();
        lock (_gate)
        {
            foreach (var channel in _channels.Values) channel.IsAlive = false;
            _channels.Clear();
            _bridges.Clear();
            _playbacks.Clear();
            _recordings.Clear();
            _broadcasts.Clear();
            _apps.Clear();
            StartupTime = Now > StartupTime ? Now : StartupTime.AddSeconds(1);
        }
    }

    internal void LegMade(FakeChannel leg)
    {
        var index = _legWaiters.FindIndex(waiter => waiter.Endpoint == leg.DialString);
        if (index < 0)
        {
            _untakenLegs.Add(leg);
        }
        else
        {
            _legWaiters[index].Leg.TrySetResult(leg);
            _legWaiters.RemoveAt(index);
        }
    }
}
