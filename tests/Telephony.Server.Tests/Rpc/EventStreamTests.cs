using System.Net;
using System.Net.Http.Headers;
using Telephony.Server.Access;
using Telephony.Server.Tests.Access;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Everything that happens, as a stream of the contract and as server-sent events.</summary>
public sealed class EventStreamTests : ApiFixture
{
    private V1.EventService.EventServiceClient Events => new(Api.Channel);

    [Test]
    public async Task A_reader_that_is_cut_goes_on_where_it_was_and_misses_nothing()
    {
        var seen = new List<long>();
        while (seen.Count < 6)
        {
            using var stream = Events.StreamEvents(new V1.StreamEventsRequest { AfterSequence = seen.LastOrDefault() });
            var before = seen.Count;
            while (seen.Count < before + 2)
            {
                Assert.That(await stream.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience), Is.True);
                seen.AddRange((stream.ResponseStream.Current.Batch?.Events ?? []).Select(e => e.Sequence));
                await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
                await Api.Agents.LogOutAsync(new V1.LogOutRequest { Name = "agents/1001" });
            }
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, seen.Count).Select(n => (long)n)));
    }

    [Test]
    public async Task A_browser_gets_the_same_and_resumes_after_the_id_it_has()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1002" });
        var all = await ReadAsync("after=0&kind=AgentStateChanged", null, 2);
        Assert.That(all.Select(e => e.Kind), Is.All.EqualTo("AgentStateChanged"));
        var rest = await ReadAsync("kind=AgentStateChanged", all[0].Id, 1);
        Assert.That(rest[0], Is.EqualTo(all[1]));
        Assert.That(rest[0].Data, Does.Contain("\"agent\": \"agents/1002\""));
        var one = await ReadAsync("after=0&agent=agents/1002", null, 1);
        Assert.That(one[0], Is.EqualTo(all[1]));
    }

    [Test]
    public async Task A_browser_is_shown_neither_numbers_that_do_not_concern_it_nor_other_teams()
    {
        var caller = Asterisk.Call("acd-n1", "+4930123456", "call,8100");
        await Api.UntilAsync("the call waits", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Any(c => c.State == V1.CallState.Queued));
        var (_, auditor) = await Bearer.ForAsync(Api, Role.Auditor);
        var masked = (await ReadAsync("after=0&kind=CallArrived", null, 1, auditor)).Single();
        Assert.That(masked.Data, Does.Contain($"calls/{caller.Id}").And.Contain("*******3456").And.Not.Contain("4930"));
        Assert.That((await ReadAsync("after=0&kind=CallArrived", null, 1)).Single().Data, Does.Contain("4930123456"), "what is masked for one is not for others");
        await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = "queues/tech", By = "kim" });
        await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = "queues/sales", By = "kim" });
        var (_, leader) = await Bearer.ForAsync(Api, Role.TeamLeader, new Scope(null, ["sales"], []));
        Assert.That((await ReadAsync("after=0&kind=QueueSwitched", null, 1, leader)).Single().Data, Does.Contain("queues/sales"));
    }

    [TestCase("after=x", HttpStatusCode.BadRequest)]
    [TestCase("kind=Weather", HttpStatusCode.BadRequest)]
    [TestCase("agent=1001", HttpStatusCode.BadRequest)]
    [TestCase("after=999999", HttpStatusCode.Gone)]
    public async Task What_cannot_be_served_is_told(string query, HttpStatusCode status)
    {
        using var client = new HttpClient { Timeout = RunningApi.Patience };
        using var answer = await client.GetAsync(new Uri($"http://{Api.HttpAddress}/v1/events?{query}"), HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    private async Task<List<(string Id, string Kind, string Data)>> ReadAsync(string query, string? lastId, int count, string? token = null)
    {
        using var client = new HttpClient { Timeout = RunningApi.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Api.HttpAddress}/v1/events?{query}");
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var events = new List<(string, string, string)>();
        var (id, kind) = ("", "");
        while (events.Count < count && await reader.ReadLineAsync().WaitAsync(RunningApi.Patience) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) events.Add((id, kind, line[6..]));
        }

        return events;
    }
}
