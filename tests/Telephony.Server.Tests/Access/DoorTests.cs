using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Telephony.FakeAsterisk;
using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Who gets in, over HTTP and gRPC, and what is written of it.</summary>
public sealed class DoorTests : SharedApiFixture
{
    [Test]
    public async Task The_own_user_of_this_machine_needs_no_token() => Assert.That((await GetAsync("/v1/snapshot")).Status, Is.EqualTo(HttpStatusCode.OK));

    [TestCase("Origin", "http://evil.example", "CROSS_SITE")]
    [TestCase("Origin", "null", "CROSS_SITE")]
    [TestCase("Sec-Fetch-Site", "cross-site", "CROSS_SITE")]
    [TestCase("Sec-Fetch-Site", "same-site", "CROSS_SITE")]
    [TestCase("X-Forwarded-For", "192.0.2.1", "TOKEN_MISSING")]
    [TestCase("Forwarded", "for=192.0.2.1", "TOKEN_MISSING")]
    [TestCase("Via", "1.1 proxy", "TOKEN_MISSING")]
    public async Task What_a_browser_or_a_proxy_brings_from_elsewhere_is_not_local(string header, string value, string reason)
    {
        var (status, body) = await GetAsync("/v1/snapshot", (header, value));
        Assert.That((status, body.GetProperty("reason").GetString()), Is.EqualTo((HttpStatusCode.Unauthorized, reason)));
    }

    [TestCase("Sec-Fetch-Site", "same-origin")]
    [TestCase("Sec-Fetch-Site", "none")]
    public async Task The_own_page_is_served(string header, string value) => Assert.That((await GetAsync("/v1/snapshot", (header, value))).Status, Is.EqualTo(HttpStatusCode.OK));

    [Test]
    public async Task The_own_page_may_give_orders()
    {
        Assert.That((await GetAsync("/v1/snapshot", ("Origin", $"http://{Api.HttpAddress}"))).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    public async Task A_form_of_another_page_cannot_give_orders(string type)
    {
        using var content = new StringContent("{\"name\":\"queues/sales\",\"by\":\"evil\"}", Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await Api.Http.PostAsync(new Uri("/telephony.v1.QueueService/CloseQueue", UriKind.Relative), content);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
    }

    [Test]
    public async Task No_page_of_another_site_is_allowed_more_by_CORS()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/telephony.v1.QueueService/CloseQueue")
        {
            Headers = { { "Origin", "http://evil.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } },
        };
        using var answer = await Api.Http.SendAsync(request);
        Assert.That(answer.Headers.Where(h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    [TestCase("Bearer tel_aaaaaaaa_bbbb")]
    [TestCase("Bearer ")]
    [TestCase("Basic YWRtaW46YWRtaW4=")]
    [TestCase("tel_aaaaaaaa_bbbb")]
    public async Task A_bad_token_is_refused_where_none_would_do(string header)
    {
        var (status, body) = await GetAsync("/v1/snapshot", ("Authorization", header));
        Assert.That((status, body.GetProperty("reason").GetString()), Is.EqualTo((HttpStatusCode.Unauthorized, "TOKEN_INVALID")));
    }

    [Test]
    public async Task With_require_token_nobody_is_local_but_health_and_the_page_are_open()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        await using var api = await RunningApi.StartAsync(asterisk, requireToken: true);
        foreach (var open in new[] { "/healthz", "/readyz", "/", "/queues/sales", "/icon.svg" }) Assert.That((await api.Http.GetAsync(new Uri(open, UriKind.Relative))).StatusCode, Is.Not.EqualTo(HttpStatusCode.Unauthorized).And.Not.EqualTo(HttpStatusCode.Forbidden), open);
        foreach (var closed in new[] { "/v1/snapshot", "/v1/events", "/v1/history/calls", "/v1/history/recordings", "/v1/recordings/x" })
        {
            using var answer = await api.Http.GetAsync(new Uri(closed, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            Assert.That((answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()), Is.EqualTo((HttpStatusCode.Unauthorized, "Bearer realm=\"telephony\"")), closed);
        }

        Assert.That((await api.PostAsync("QueueService/ListQueues", "{}")).Status, Is.EqualTo(401));
        var admin = (await File.ReadAllTextAsync(Path.Combine(api.Data, "secrets", "admin_token"))).Trim();
        var queues = await new V1.QueueService.QueueServiceClient(new Bearer(api.Channel.CreateCallInvoker(), admin)).ListQueuesAsync(new V1.ListQueuesRequest());
        Assert.That(queues.Queues, Is.Not.Empty);
    }

    [Test]
    public async Task Every_other_address_serves_a_role_what_the_table_says([Values] Role role)
    {
        var scope = role switch { Role.Agent => new Scope("1001", [], []), Role.TeamLeader => new Scope(null, ["tech"], []), _ => Scope.Site };
        var (_, token) = await Bearer.ForAsync(Api, role, scope, $"http-{role}");
        foreach (var (key, rule) in AccessPolicy.Rules.Where(r => r.Key.StartsWith("GET ", StringComparison.Ordinal)))
        {
            var reach = rule.ReachOf(new Principal("t", "t", role, Proof.Token) { Scope = scope });
            var status = await StatusAsync(key["GET ".Length..].Replace("{id}", "none"), token);
            var isRefused = reach == Reach.None || (reach == Reach.Own && rule.About == About.Named);
            Assert.That(status == HttpStatusCode.Forbidden, Is.EqualTo(isRefused), $"{key}: {status}");
        }
    }

    [Test]
    public async Task Numbers_are_hidden_from_whom_they_do_not_concern()
    {
        var call = await Api.CallAsync("8100"); // from 555; nobody can take it
        var (analyst, token) = await Bearer.ForAsync(Api, Role.Analyst, name: "numbers");
        var (supervisor, _) = await Bearer.ForAsync(Api, Role.Supervisor, name: "numbers too");
        Assert.That(await NumberAsync(analyst), Is.EqualTo("***"));
        Assert.That(await NumberAsync(supervisor), Is.EqualTo("555"));
        Assert.That(await NumberAsync(Api.Channel.CreateCallInvoker()), Is.EqualTo("555"), "what is masked for one is not for others");
        var (_, snapshot) = await GetAsync("/v1/snapshot", ("Authorization", $"Bearer {token}"));
        Assert.That(snapshot.GetProperty("calls").EnumerateArray().Select(c => c.GetProperty("caller").GetString()), Has.All.EqualTo("***"));

        async Task<string> NumberAsync(CallInvoker calls) => (await new V1.CallService.CallServiceClient(calls).GetCallAsync(new V1.GetCallRequest { Name = call })).Call.CallerNumber;
    }

    [Test]
    public async Task A_token_signs_what_is_done_with_it()
    {
        var (calls, _) = await Bearer.ForAsync(Api, Role.Manager, name: "lee");
        var queues = new V1.QueueService.QueueServiceClient(calls);
        await queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = "queues/support" });
        await queues.OpenQueueAsync(new V1.OpenQueueRequest { Name = "queues/support", By = "kim" });
        await queues.FollowCalendarAsync(new V1.FollowCalendarRequest { Name = "queues/support", By = "lee" });
        var events = await Api.Audit.ListEventsAsync(new V1.ListEventsRequest { Kinds = { "QueueSwitched" }, Queue = "queues/support" });
        Assert.That(events.Events.Select(e => e.Details.Fields["by"].StringValue), Is.EqualTo(new[] { "lee", "kim (via lee)", "lee" }));
    }

    [Test]
    public async Task What_is_done_is_written_before_it_takes_effect_and_what_is_refused_too()
    {
        var (agent, _) = await Bearer.ForAsync(Api, Role.Agent, new Scope("1001", [], []), "ann");
        var agents = new V1.AgentService.AgentServiceClient(agent);
        await NextSecondAsync();
        await agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001", RequestId = "0b4f8f1c-5f0e-4c56-9d4e-3f2a6f1f7c12" });
        Assert.Throws<RpcException>(() => agents.LogOut(new V1.LogOutRequest { Name = "agents/1002" }));
        Assert.Throws<RpcException>(() => agents.Pause(new V1.PauseRequest { Name = "agents/1001", Reason = "none" }));
        var (auditor, _) = await Bearer.ForAsync(Api, Role.Auditor, name: "auditor");
        var actions = (await new V1.AuditService.AuditServiceClient(auditor).ListActionsAsync(new V1.ListActionsRequest { Principal = "ann", PageSize = 1_000 })).Actions
            .Where(a => a.Method.Contains("AgentService", StringComparison.Ordinal)).ToList();
        Assert.That(actions.Select(a => (a.Method, string.Join(' ', a.Targets), a.Outcome, a.Reason)), Is.EqualTo(new[]
        {
            ("telephony.v1.AgentService/LogIn", "agents/1001", V1.ActionOutcome.Begun, ""),
            ("telephony.v1.AgentService/LogIn", "agents/1001", V1.ActionOutcome.Done, ""),
            ("telephony.v1.AgentService/LogOut", "agents/1002", V1.ActionOutcome.Refused, "NOT_YOURS"),
            ("telephony.v1.AgentService/Pause", "agents/1001", V1.ActionOutcome.Begun, ""),
            ("telephony.v1.AgentService/Pause", "agents/1001", V1.ActionOutcome.Failed, "INVALID_FIELD"),
        }));
        Assert.That((actions[0].Role, actions[0].RequestId, actions[1].BegunSequence), Is.EqualTo(("agent", "0b4f8f1c-5f0e-4c56-9d4e-3f2a6f1f7c12", actions[0].Sequence)));
        Assert.That(actions[0].Peer, Does.StartWith("127."));
    }

    [Test]
    public async Task A_revoked_token_ends_its_streams()
    {
        var (calls, _) = await Bearer.ForAsync(Api, Role.Supervisor, name: "watcher");
        using var watch = new V1.AgentService.AgentServiceClient(calls).WatchAgents(new V1.WatchAgentsRequest());
        Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
        new TokenVault(Api.Data, TimeProvider.System).Revoke("watcher");
        var fault = Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(10))) { }
        })!;
        Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    /// <summary>Only so many refusals a second are written, and the tests before this one are refused a lot.</summary>
    private static async Task NextSecondAsync()
    {
        var time = TimeProvider.System;
        var second = time.GetTimestamp() / time.TimestampFrequency;
        while (time.GetTimestamp() / time.TimestampFrequency == second) await Task.Delay(10);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Api.Http.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await Api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
