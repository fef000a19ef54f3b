using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.History;
using Telephony.Server.Rpc;
using Telephony.Server.Tests.History;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Recordings, from the history.</summary>
public sealed class RecordingTests
{
    private string _folder = "";
    private HistoryStore _history = null!;
    private RecordingServiceImpl _service = null!;

    [SetUp]
    public async Task WriteHistory()
    {
        _folder = Directory.CreateTempSubdirectory("tel-rec-").FullName;
        _history = new HistoryStore(Path.Combine(_folder, "history.db"), NullLogger.Instance);
        _service = new RecordingServiceImpl(_history);
        _history.Apply(new Facts().AnsweredCall("1.0", 0).AnsweredCall("2.0", 100).AnsweredCall("3.0", 200).All);
        await _history.FlushAsync().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [TearDown]
    public async Task DeleteHistory()
    {
        await _history.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_recording_says_whose_it_is_and_where_the_audio_is()
    {
        var recording = (await _service.GetRecording(new V1.GetRecordingRequest { Name = "recordings/1.0-rec" }, null!)).Recording;
        Assert.That((recording.Call, recording.Agent, recording.Queue), Is.EqualTo(("calls/1.0", "agents/1001", "queues/sales")));
        Assert.That((recording.AudioUri, recording.Complete), Is.EqualTo(("/v1/recordings/1.0-rec", true)));
        Assert.That(recording.Duration.ToTimeSpan(), Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Pages_together_are_all_recordings_newest_first()
    {
        var names = new List<string>();
        var token = "";
        do
        {
            var page = await _service.ListRecordings(new V1.ListRecordingsRequest { PageSize = 2, PageToken = token }, null!);
            names.AddRange(page.Recordings.Select(r => r.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.That(names, Is.EqualTo(new[] { "recordings/3.0-rec", "recordings/2.0-rec", "recordings/1.0-rec" }));
    }

    [Test]
    public async Task A_history_that_cannot_be_read_is_unavailable_for_now()
    {
        await using var none = new HistoryStore(Path.Combine(_folder, "history.db", "not-a-folder"), NullLogger.Instance);
        var fault = Assert.ThrowsAsync<RpcException>(() => new RecordingServiceImpl(none).ListRecordings(new V1.ListRecordingsRequest(), null!))!;
        Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(fault.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>()!.RetryDelay.ToTimeSpan(), Is.EqualTo(TimeSpan.FromSeconds(1)));
    }
}
