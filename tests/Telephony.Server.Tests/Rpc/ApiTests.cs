using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Telephony.FakeAsterisk;
using Status = Google.Rpc.Status;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The API of the whole service.</summary>
public sealed class ApiTests
{
    private FakeAsteriskServer _asterisk = null!;
    private RunningApi _api = null!;

    [SetUp]
    public async Task Start()
    {
        _asterisk = await FakeAsteriskServer.StartAsync();
        _asterisk.PlaybacksEndAtOnce = true;
        foreach (var agent in new[] { "1001", "1002" }) _asterisk.AddEndpoint($"PJSIP/{agent}");
        _api = await RunningApi.StartAsync(_asterisk);
    }

    [TearDown]
    public async Task Stop()
    {
        await _api.DisposeAsync();
        await _asterisk.DisposeAsync();
    }

    [Test]
    public async Task An_agent_logs_in_pauses_and_logs_out()
    {
        var ready = (await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" })).Agent;
        Assert.That((ready.State, ready.DisplayName, string.Join(" ", ready.Queues)), Is.EqualTo((V1.AgentState.Ready, "Ann", "queues/sales queues/vip")));
        var paused = (await _api.Agents.PauseAsync(new V1.PauseRequest { Name = "agents/1001", Reason = "break" })).Agent;
        Assert.That((paused.State, paused.StateReason), Is.EqualTo((V1.AgentState.Paused, "break")));
        Assert.That((await _api.Agents.SetReadyAsync(new V1.SetReadyRequest { Name = "agents/1001" })).Agent.State, Is.EqualTo(V1.AgentState.Ready));
        Assert.That((await _api.Agents.LogOutAsync(new V1.LogOutRequest { Name = "agents/1001" })).Agent.State, Is.EqualTo(V1.AgentState.LoggedOut));
    }

    [Test]
    public async Task A_call_is_seen_from_queue_to_conversation()
    {
        using var watch = _api.Calls.WatchCalls(new V1.WatchCallsRequest());
        var states = new List<V1.CallState>();
        var caller = _asterisk.Call("acd-n1", "555", "call,8000");
        var name = $"calls/{caller.Id}";
        await UntilStateAsync(V1.CallState.Queued);
        var queue = (await _api.Queues.GetQueueAsync(new V1.GetQueueRequest { Name = "queues/sales" })).Queue;
        Assert.That((queue.WaitingCalls, queue.DisplayName.ZhCn), Is.EqualTo((1, "销售")));
        await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        (await _asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await UntilStateAsync(V1.CallState.Connected);
        var call = (await _api.Calls.GetCallAsync(new V1.GetCallRequest { Name = name })).Call;
        Assert.That((call.Agent, call.Queue, call.CallerNumber, call.DialedNumber), Is.EqualTo(("agents/1001", "queues/sales", "555", "8000")));
        caller.HangUp();
        while (watch.ResponseStream.Current.Delta?.Removes.Contains(name) != true) await NextAsync();

        async Task UntilStateAsync(V1.CallState state)
        {
            while (!states.Contains(state)) await NextAsync();
        }

        async Task NextAsync()
        {
            Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
            var frame = watch.ResponseStream.Current;
            states.AddRange((frame.Snapshot?.Calls ?? frame.Delta?.Upserts ?? []).Where(c => c.Name == name).Select(c => c.State));
        }
    }

    [Test]
    public async Task Curl_with_JSON_asks_for_a_queue()
    {
        var (status, body) = await _api.PostAsync("QueueService/GetQueue", """{"name":"queues/sales"}""");
        Assert.That(status, Is.EqualTo(200));
        Assert.That(body.GetProperty("queue").GetProperty("displayName").GetProperty("en").GetString(), Is.EqualTo("Sales"));
    }

    [Test]
    public async Task Curl_with_JSON_is_told_what_is_wrong()
    {
        var (status, body) = await _api.PostAsync("QueueService/GetQueue", """{"name":"queues/nowhere"}""");
        Assert.That(status, Is.EqualTo(404));
        Assert.That(body.GetProperty("code").GetString(), Is.EqualTo("not_found"));
        Assert.That(body.GetProperty("message").GetString(), Is.EqualTo("There is no queues/nowhere."));
        Assert.That(body.GetProperty("details").EnumerateArray().Select(d => d.GetProperty("type").GetString()), Does.Contain("google.rpc.ErrorInfo"));
    }

    [Test]
    public async Task A_browser_watches_over_HTTP_1()
    {
        var first = (await _api.StreamAsync("AgentService/WatchAgents", "{}", frames: 1)).Single();
        Assert.That(first.GetProperty("snapshot").GetProperty("agents").EnumerateArray().Select(a => a.GetProperty("name").GetString()), Is.EqualTo(new[] { "agents/1001", "agents/1002" }));
        await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        var events = (await _api.StreamAsync("AuditService/WatchEvents", """{"afterSequence":"0","kinds":["AgentStateChanged"]}""", frames: 1)).Single();
        Assert.That(events.GetProperty("batch").GetProperty("events")[0].GetProperty("details").GetProperty("to").GetString(), Is.EqualTo("Ready"));
    }

    [Test]
    public void What_is_not_there_is_not_found_with_details()
    {
        Check(() => _api.Queues.GetQueue(new V1.GetQueueRequest { Name = "queues/nowhere" }), "QUEUE_NOT_FOUND", "queues/nowhere");
        Check(() => _api.Agents.GetAgent(new V1.GetAgentRequest { Name = "agents/9999" }), "AGENT_NOT_FOUND", "agents/9999");
        Check(() => _api.Agents.LogIn(new V1.LogInRequest { Name = "agents/9999" }), "AGENT_NOT_FOUND", "agents/9999");
        Check(() => _api.Calls.GetCall(new V1.GetCallRequest { Name = "calls/1.1" }), "CALL_NOT_FOUND", "calls/1.1");
        Check(() => _api.Recordings.GetRecording(new V1.GetRecordingRequest { Name = "recordings/none" }), "RECORDING_NOT_FOUND", "recordings/none");

        static void Check(Action ask, string reason, string name)
        {
            var status = Refused(ask, StatusCode.NotFound, reason);
            Assert.That(status.GetDetail<ErrorInfo>()!.Metadata["name"], Is.EqualTo(name));
            Assert.That(status.GetDetail<ResourceInfo>()!.ResourceName, Is.EqualTo(name));
            Assert.That(Locales(status), Is.EquivalentTo(new[] { "en", "zh-CN" }));
        }
    }

    [Test]
    public void A_malformed_request_is_told_which_field_is_wrong()
    {
        Check(() => _api.Queues.GetQueue(new V1.GetQueueRequest { Name = "sales" }), "name");
        Check(() => _api.Queues.GetQueue(new V1.GetQueueRequest { Name = "queues/a/b" }), "name");
        Check(() => _api.Queues.ListQueues(new V1.ListQueuesRequest { PageSize = -1 }), "page_size");
        Check(() => _api.Queues.ListQueues(new V1.ListQueuesRequest { PageToken = "made up" }), "page_token");
        Check(() => _api.Agents.ListAgents(new V1.ListAgentsRequest { Queue = "sales" }), "queue");
        Check(() => _api.Agents.Pause(new V1.PauseRequest { Name = "agents/1001", Reason = "boredom" }), "reason");
        Check(() => _api.Agents.LogIn(new V1.LogInRequest { Name = "agents/1001", RequestId = "1" }), "request_id");
        Check(() => _api.Audit.ListEvents(new V1.ListEventsRequest { AfterSequence = -1 }), "after_sequence");
        Check(() => _api.Audit.ListEvents(new V1.ListEventsRequest { Kinds = { "Nonsense" } }), "kinds");

        static void Check(Action ask, string field)
        {
            var status = Refused(ask, StatusCode.InvalidArgument, "INVALID_FIELD");
            Assert.That(status.GetDetail<BadRequest>()!.FieldViolations.Single().Field, Is.EqualTo(field));
        }
    }

    [Test]
    public void Who_is_logged_out_cannot_pause()
    {
        foreach (var validateOnly in new[] { false, true })
        {
            var status = Refused(
                () => _api.Agents.Pause(new V1.PauseRequest { Name = "agents/1001", Reason = "break", ValidateOnly = validateOnly }), StatusCode.FailedPrecondition, "AGENT_LOGGED_OUT");
            var violation = status.GetDetail<PreconditionFailure>()!.Violations.Single();
            Assert.That((violation.Type, violation.Subject), Is.EqualTo(("AGENT_STATE", "agents/1001")));
        }
    }

    [Test]
    public async Task A_request_that_is_only_checked_does_nothing()
    {
        var answer = await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001", ValidateOnly = true });
        Assert.That(answer.Agent.State, Is.EqualTo(V1.AgentState.LoggedOut));
        var marked = (await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1002" })).Agent; // handled after it
        Assert.That(marked.State, Is.EqualTo(V1.AgentState.Ready));
        Assert.That((await _api.Agents.GetAgentAsync(new V1.GetAgentRequest { Name = "agents/1001" })).Agent.State, Is.EqualTo(V1.AgentState.LoggedOut));
    }

    [Test]
    public async Task A_repeated_request_is_not_carried_out_again()
    {
        var logIn = new V1.LogInRequest { Name = "agents/1001", RequestId = Guid.NewGuid().ToString() };
        var first = await _api.Agents.LogInAsync(logIn);
        await _api.Agents.LogOutAsync(new V1.LogOutRequest { Name = "agents/1001" });
        Assert.That(await _api.Agents.LogInAsync(logIn), Is.EqualTo(first), "the same answer");
        Assert.That((await _api.Agents.GetAgentAsync(new V1.GetAgentRequest { Name = "agents/1001" })).Agent.State, Is.EqualTo(V1.AgentState.LoggedOut));
        Refused(() => _api.Agents.LogIn(new V1.LogInRequest { Name = "agents/1002", RequestId = logIn.RequestId }), StatusCode.InvalidArgument, "REQUEST_ID_REUSED");
        Refused(() => _api.Agents.LogOut(new V1.LogOutRequest { Name = "agents/1001", RequestId = logIn.RequestId }), StatusCode.InvalidArgument, "REQUEST_ID_REUSED");
    }

    [Test]
    public async Task Pages_together_are_the_list()
    {
        var names = new List<string>();
        var token = "";
        do
        {
            var page = await _api.Agents.ListAgentsAsync(new V1.ListAgentsRequest { PageSize = 1, PageToken = token });
            Assert.That((page.Agents.Count, page.TotalSize), Is.EqualTo((1, 2)));
            names.AddRange(page.Agents.Select(a => a.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.That(names, Is.EqualTo(new[] { "agents/1001", "agents/1002" }));
        var ofSupport = await _api.Agents.ListAgentsAsync(new V1.ListAgentsRequest { Queue = "queues/support" });
        Assert.That(ofSupport.Agents.Single().Name, Is.EqualTo("agents/1002"));
        var first = await _api.Agents.ListAgentsAsync(new V1.ListAgentsRequest { PageSize = 1 });
        var other = new V1.ListAgentsRequest { PageSize = 1, PageToken = first.NextPageToken, Queue = "queues/support" };
        Refused(() => _api.Agents.ListAgents(other), StatusCode.InvalidArgument, "INVALID_FIELD");
    }

    [Test]
    public async Task Events_are_numbered_without_gaps_and_a_cut_watcher_goes_on_where_it_was()
    {
        await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        var events = new List<V1.Event>();
        await WatchAsync(0, e => e.Kind == "AgentStateChanged");
        await _api.Agents.LogOutAsync(new V1.LogOutRequest { Name = "agents/1001" });
        await WatchAsync(events[^1].Sequence, e => e.Kind == "AgentStateChanged");
        Assert.That(events.Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(1, events.Count)));
        Assert.That((events[^1].Agent, events[^1].Details.Fields["to"].StringValue), Is.EqualTo(("agents/1001", "LoggedOut")));
        var listed = await _api.Audit.ListEventsAsync(new V1.ListEventsRequest { Agent = "agents/1001", Kinds = { "AgentStateChanged" } });
        Assert.That(listed.Events.Select(e => e.Sequence), Is.EqualTo(events.Where(e => e.Kind == "AgentStateChanged").Select(e => e.Sequence)));
        var page = await _api.Audit.ListEventsAsync(new V1.ListEventsRequest { PageSize = 2 });
        var next = await _api.Audit.ListEventsAsync(new V1.ListEventsRequest { PageSize = 2, PageToken = page.NextPageToken });
        Assert.That(page.Events.Concat(next.Events), Is.EqualTo(events.Take(4)));

        async Task WatchAsync(long after, Predicate<V1.Event> isLast)
        {
            using var watch = _api.Audit.WatchEvents(new V1.WatchEventsRequest { AfterSequence = after });
            var known = events.Count;
            while (!events.Skip(known).Any(e => isLast(e)))
            {
                Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
                events.AddRange(watch.ResponseStream.Current.Batch?.Events ?? []);
            }
        }
    }

    [Test]
    public async Task Without_a_sequence_only_what_happens_from_now_on_is_told()
    {
        await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        using var watch = _api.Audit.WatchEvents(new V1.WatchEventsRequest { Kinds = { "AgentStateChanged" } });
        await watch.ResponseHeadersAsync.WaitAsync(RunningApi.Patience); // sent when the place in the log is chosen
        await _api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1002" });
        Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
        Assert.That(watch.ResponseStream.Current.Batch.Events.Single().Agent, Is.EqualTo("agents/1002"));
    }

    [Test]
    public void A_sequence_of_another_journal_is_refused()
    {
        using var watch = _api.Audit.WatchEvents(new V1.WatchEventsRequest { AfterSequence = 1_000_000 });
        var fault = Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience))!;
        Assert.That((fault.StatusCode, fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Type), Is.EqualTo((StatusCode.OutOfRange, "EVENTS_AHEAD")));
    }

    [Test]
    public async Task Health_follows_the_link_to_Asterisk()
    {
        var health = new Health.HealthClient(_api.Channel);
        foreach (var service in new[] { "", "telephony.v1.AriLink", "telephony.v1.QueueService" }) await BecomesAsync(service, HealthCheckResponse.Types.ServingStatus.Serving);
        await _asterisk.DisposeAsync();
        foreach (var service in new[] { "", "telephony.v1.AriLink" }) await BecomesAsync(service, HealthCheckResponse.Types.ServingStatus.NotServing);
        await BecomesAsync("telephony.v1.QueueService", HealthCheckResponse.Types.ServingStatus.Serving);

        Task BecomesAsync(string service, HealthCheckResponse.Types.ServingStatus status) => _api.UntilAsync(
            $"'{service}' is {status}", async () => (await health.CheckAsync(new HealthCheckRequest { Service = service })).Status == status);
    }

    [Test]
    public async Task A_stopping_router_says_goodbye_and_does_not_wait_for_its_watchers()
    {
        using var queues = _api.Queues.WatchQueues(new V1.WatchQueuesRequest());
        using var events = _api.Audit.WatchEvents(new V1.WatchEventsRequest { AfterSequence = 0 });
        Assert.That(await queues.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
        Assert.That(await events.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
        await _api.StopAsync().WaitAsync(RunningApi.Patience);
        var (lastFrame, lastEvents) = (new V1.WatchQueuesResponse(), new V1.WatchEventsResponse());
        while (await queues.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience)) lastFrame = queues.ResponseStream.Current;
        while (await events.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience)) lastEvents = events.ResponseStream.Current;
        Assert.That(lastFrame.Goodbye.Reason, Is.EqualTo(V1.Goodbye.Types.Reason.Shutdown));
        Assert.That(lastEvents.Goodbye.Reason, Is.EqualTo(V1.Goodbye.Types.Reason.Shutdown));
    }

    private static Status Refused(Action ask, StatusCode code, string reason)
    {
        var fault = Assert.Throws<RpcException>(ask)!;
        Assert.That(fault.StatusCode, Is.EqualTo(code), fault.Message);
        var status = fault.GetRpcStatus()!;
        var info = status.GetDetail<ErrorInfo>()!;
        Assert.That((info.Type, info.Domain), Is.EqualTo((reason, "telephony")));
        return status;
    }

    private static IEnumerable<string> Locales(Status status) =>
        status.Details.Where(d => d.Is(LocalizedMessage.Descriptor)).Select(d => d.Unpack<LocalizedMessage>().Locale);
}
