using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Access;
using Telephony.Server.Asterisk;
using Telephony.Server.History;
using Telephony.Server.Recordings;
using Telephony.Server.Tests.Recordings;

namespace Telephony.Server.Tests.History;

public class HistoryEndpointsTests
{
    private string folder = "";
    private HistoryStore store = null!;
    private WebApplication app = null!;
    private HttpClient client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("history-").FullName;
        store = new HistoryStore(Path.Combine(folder, "history.db"), NullLogger.Instance);
        store.Apply(new Facts().AnsweredCall("c1", 0).AbandonedCall("c2", 50).AnsweredCall("c3", 100).All);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await store.FlushAsync(limit.Token);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.50:0");
        app = builder.Build();
        app.Use((http, next) =>
        {
            Sight.Everything.KeepIn(http);
            return next(http);
        });
        app.MapHistory(store, new RecordingStore(new RecorderFolders(Path.Combine(folder, "recordings"), folder), RecordingKeys.None));
        await app.StartAsync(limit.Token);
        client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(5) };
    }

    [TearDown]
    public async Task StopAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Calls_come_newest_first_in_snake_case()
    {
        var answer = await JsonAsync("/v1/history/calls?limit=1");
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("calls").GetRawText(), Is.EqualTo(
                """[{"cursor":3,"id":"c3","number":"8000","caller":"\u002B8613800138000","caller_name":"Li","disposition":"answered","queue":"sales","agent":"1001","arrived_at":"2026-03-04T08:01:40.000Z","queued_at":"2026-03-04T08:01:42.000Z","answered_at":"2026-03-04T08:01:47.000Z","ended_at":"2026-03-04T08:02:17.000Z","wait_seconds":5,"talk_seconds":30,"ended_by":"agent"}]"""));
            Assert.That(answer.GetProperty("next_before").GetInt64(), Is.EqualTo(3));
        });
    }

    [Test]
    public async Task Next_before_leads_to_older_calls_and_is_null_at_the_end()
    {
        var answer = await JsonAsync("/v1/history/calls?before=3");
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("id").GetString()), Is.EqualTo(new[] { "c2", "c1" }));
            Assert.That(answer.GetProperty("next_before").ValueKind, Is.EqualTo(JsonValueKind.Null));
        });
    }

    [Test]
    public async Task Recordings_are_listed_with_their_length()
    {
        var answer = await JsonAsync("/v1/history/recordings");
        Assert.That(
            answer.GetProperty("recordings").EnumerateArray().Select(row => (row.GetProperty("id").GetString(), row.GetProperty("duration_seconds").GetDouble())),
            Is.EqualTo(new[] { ("c3-rec", 30.0), ("c1-rec", 30.0) }));
    }

    [TestCase("limit=0", "limit: a whole number from 1 to 1000 is wanted")]
    [TestCase("limit=1001", "limit: a whole number from 1 to 1000 is wanted")]
    [TestCase("limit=ten", "limit: a whole number from 1 to 1000 is wanted")]
    [TestCase("before=x", "before: the next_before of another answer is wanted")]
    public async Task A_bad_question_is_told_in_one_line(string query, string line)
    {
        using var answer = await client.GetAsync($"/v1/history/calls?{query}");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(problem.RootElement.GetProperty("detail").GetString(), Is.EqualTo(line));
        });
    }

    [Test]
    public async Task A_recording_is_served_whole_and_in_ranges()
    {
        var path = Path.Combine(folder, "recordings", "2026", "03", "04", "sales", "c1-rec.wav");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WavFile.WriteMono(path, WavFile.Ramp(1_000, 3));
        var bytes = File.ReadAllBytes(path);

        using var whole = await client.GetAsync("/v1/recordings/c1-rec");
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/v1/recordings/c1-rec") { Headers = { Range = new RangeHeaderValue(100, 199) } };
        using var part = await client.SendAsync(ask);
        var (all, some) = (await whole.Content.ReadAsByteArrayAsync(), await part.Content.ReadAsByteArrayAsync());
        Assert.Multiple(() =>
        {
            Assert.That(whole.Content.Headers.ContentType?.MediaType, Is.EqualTo("audio/wav"));
            Assert.That(all, Is.EqualTo(bytes));
            Assert.That(part.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
            Assert.That(some, Is.EqualTo(bytes[100..200]));
        });
    }

    [TestCase("nobody", "there is no recording of this id")]
    [TestCase("..%2F..%2Fhistory.db", "there is no recording of this id")]
    [TestCase("c3-rec", "the file of this recording is gone")]
    public async Task A_recording_that_is_not_there_is_not_found(string id, string line)
    {
        using var answer = await client.GetAsync($"/v1/recordings/{id}");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(problem.RootElement.GetProperty("detail").GetString(), Is.EqualTo(line));
        });
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(path));
        return document.RootElement.Clone();
    }
}
