using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Access;
using Telephony.Server.Asterisk;
using Telephony.Server.History;
using Telephony.Server.Recordings;
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
        _service = new RecordingServiceImpl(_history, new RecordingStore(new RecorderFolders(_folder, _folder), RecordingKeys.None), null!, null!);
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
        var recording = (await _service.GetRecording(new V1.GetRecordingRequest { Name = "recordings/1.0-rec" }, TestCall.ByAdmin())).Recording;
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
            var page = await _service.ListRecordings(new V1.ListRecordingsRequest { PageSize = 2, PageToken = token }, TestCall.ByAdmin());
            names.AddRange(page.Recordings.Select(r => r.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.That(names, Is.EqualTo(new[] { "recordings/3.0-rec", "recordings/2.0-rec", "recordings/1.0-rec" }));
    }

    [Test]
    public async Task Only_those_that_are_asked_for_come()
    {
        Assert.That((await ListAsync(new V1.ListRecordingsRequest { Call = "calls/2.0" })).Single().Name, Is.EqualTo("recordings/2.0-rec"));
        Assert.That(await ListAsync(new V1.ListRecordingsRequest { Agent = "agents/1002" }), Is.Empty);
        Assert.That(await ListAsync(new V1.ListRecordingsRequest { Queue = "queues/sales", Agent = "agents/1001" }), Has.Count.EqualTo(3));
        var from = new V1.ListRecordingsRequest { StartTime = Timestamp.FromDateTimeOffset(Facts.At(100)), EndTime = Timestamp.FromDateTimeOffset(Facts.At(200)) };
        Assert.That((await ListAsync(from)).Single().Call, Is.EqualTo("calls/2.0"));
        Assert.ThrowsAsync<RpcException>(() => _service.ListRecordings(new V1.ListRecordingsRequest { Call = "2.0" }, TestCall.ByAdmin()));
    }

    [TestCase(0, 0, 0, 100_000)]
    [TestCase(10, 20, 10, 20)]
    [TestCase(40_000, 40_000, 40_000, 40_000)]
    [TestCase(99_990, 100, 99_990, 10)]
    [TestCase(100_000, 0, 100_000, 0)]
    public async Task A_range_of_the_audio_comes_in_pieces(long offset, long length, int from, int count)
    {
        var audio = new byte[100_000];
        new Random(1).NextBytes(audio);
        var path = Path.Combine(_folder, "2026", "03", "04", "sales", "1.0-rec.wav");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, audio);
        var pieces = await DownloadAsync("recordings/1.0-rec", offset, length);
        Assert.That(pieces, Has.All.Matches<V1.DownloadRecordingResponse>(p => p.TotalBytes == audio.Length && p.Data.Length <= 32 << 10));
        Assert.That(pieces[0].Offset, Is.EqualTo(from));
        Assert.That(pieces.SelectMany(p => p.Data), Is.EqualTo(audio.Skip(from).Take(count)));
        Assert.ThrowsAsync<RpcException>(() => DownloadAsync("recordings/1.0-rec", 100_001, 0));
        Assert.ThrowsAsync<RpcException>(() => DownloadAsync("recordings/1.0-rec", -1, 0));
        Assert.That(Assert.ThrowsAsync<RpcException>(() => DownloadAsync("recordings/2.0-rec", 0, 0))!.StatusCode, Is.EqualTo(StatusCode.NotFound), "its file is gone");
    }

    private async Task<List<V1.DownloadRecordingResponse>> DownloadAsync(string name, long offset, long length)
    {
        var pieces = new List<V1.DownloadRecordingResponse>();
        await _service.DownloadAsync(new V1.DownloadRecordingRequest { Name = name, Offset = offset, Length = length }, piece =>
        {
            pieces.Add(piece);
            return Task.CompletedTask;
        }, default);
        return pieces;
    }

    private async Task<IReadOnlyList<V1.Recording>> ListAsync(V1.ListRecordingsRequest request) => (await _service.ListRecordings(request, TestCall.ByAdmin())).Recordings;

    [Test]
    public async Task An_encrypted_recording_is_downloaded_in_ranges_and_drawn_and_a_damaged_one_refused()
    {
        var (store, wav) = (new RecordingStore(new RecorderFolders(_folder, _folder), RecordingKeys.Parse(new string('a', 64), "keys")), Path.Combine(_folder, "made"));
        byte[] bytes = [.. PcmWav.Header(2, 160_000), .. System.Security.Cryptography.RandomNumberGenerator.GetBytes(160_000)];
        File.WriteAllBytes(wav, bytes);
        var kept = store.Keep(wav, "2026/03/04/sales/9.0-rec.wav", "9.0-rec");
        var facts = new Facts().AnsweredCall("9.0", 300);
        _history.Apply([.. facts.All.Select((f, i) => (f is Telephony.Core.AcdFact.RecordingFinished r ? r with { Path = kept.Path, Checksum = kept.Checksum, Key = kept.Key } : f) with { Sequence = 1_000 + i })]);
        await _history.FlushAsync().WaitAsync(TimeSpan.FromSeconds(5));
        var service = new RecordingServiceImpl(_history, store, null!, null!);

        var shown = (await service.GetRecording(new V1.GetRecordingRequest { Name = "recordings/9.0-rec" }, TestCall.ByAdmin())).Recording;
        Assert.That((shown.Checksum, shown.Key.Length), Is.EqualTo((kept.Checksum, 16)));
        var part = new List<byte>();
        await service.DownloadAsync(
            new V1.DownloadRecordingRequest { Name = "recordings/9.0-rec", Offset = 65_000, Length = 70_000 }, piece =>
            {
                part.AddRange(piece.Data.ToByteArray());
                return Task.CompletedTask;
            }, CancellationToken.None);
        Assert.That(part, Is.EqualTo(bytes[65_000..135_000]));
        var drawn = await service.GetWaveform(new V1.GetWaveformRequest { Name = "recordings/9.0-rec", Points = 50 }, TestCall.ByAdmin());
        Assert.That((drawn.Caller.Count, drawn.Agent.Count), Is.EqualTo((100, 100)));

        using (var file = File.OpenHandle(Path.Combine(_folder, kept.Path), FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, "x"u8, 1_000);
        var fault = Assert.ThrowsAsync<RpcException>(() => service.DownloadAsync(new V1.DownloadRecordingRequest { Name = "recordings/9.0-rec" }, _ => Task.CompletedTask, CancellationToken.None));
        Assert.That(fault!.StatusCode, Is.EqualTo(StatusCode.DataLoss));
    }

    [Test]
    public async Task A_list_leaves_out_what_is_of_others_also_when_the_fields_that_tell_are_not_wanted()
    {
        var request = new V1.ListRecordingsRequest { ReadMask = FieldMask.FromString("name") };
        Assert.That((await _service.ListRecordings(request, TestCall.By(new OneQueue("queues/tech")))).Recordings, Is.Empty);
        var own = (await _service.ListRecordings(request, TestCall.By(new OneQueue("queues/sales")))).Recordings;
        Assert.That((own.Count, own[0].Queue), Is.EqualTo((3, "")));
    }

    [Test]
    public async Task A_history_that_cannot_be_read_is_unavailable_for_now()
    {
        await using var none = new HistoryStore(Path.Combine(_folder, "history.db", "not-a-folder"), NullLogger.Instance);
        var fault = Assert.ThrowsAsync<RpcException>(() => new RecordingServiceImpl(none, new RecordingStore(new RecorderFolders(_folder, _folder), RecordingKeys.None), null!, null!).ListRecordings(new V1.ListRecordingsRequest(), TestCall.ByAdmin()))!;
        Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(fault.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>()!.RetryDelay.ToTimeSpan(), Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    private sealed class OneQueue(string name) : Sight
    {
        public override bool SeesNumbers => true;

        public override bool SeesQueue(string queue) => queue == name;

        public override bool SeesAgent(string agent) => false;

        public override bool SeesWork(string queue, string agent) => SeesQueue(queue);
    }
}
