using System.Diagnostics.Metrics;
using Telephony.FakeAsterisk;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The disk is full: calls do not notice.</summary>
public sealed class NoRoomTests
{
    [Test]
    public async Task Without_room_for_its_recording_a_conversation_goes_on_and_the_alarm_is_an_event_and_a_figure()
    {
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "Telephony.Recordings") l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            foreach (var tag in tags) if (instrument.Name == "telephony_recording_failed_total" && Equals(tag.Value, "space")) Interlocked.Add(ref counted, count);
        });
        listener.Start();
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        asterisk.PlaybacksEndAtOnce = true;
        asterisk.AddEndpoint("PJSIP/1001");
        await using var api = await RunningApi.StartAsync(asterisk, recordingSpace: long.MaxValue);
        var call = await api.CallAsync("8000");
        await api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        (await asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await api.UntilAsync("they talk", async () => (await api.Calls.GetCallAsync(new V1.GetCallRequest { Name = call })).Call.State == V1.CallState.Connected);

        await api.Recordings.StartRecordingAsync(new V1.StartRecordingRequest { Call = call, By = "kim" });
        await api.UntilAsync("it is told", async () => (await api.Audit.ListEventsAsync(new V1.ListEventsRequest { Kinds = { "RecordingFailed" } })).Events.Any(e => e.Call == call));
        Assert.That((await api.Calls.GetCallAsync(new V1.GetCallRequest { Name = call })).Call.State, Is.EqualTo(V1.CallState.Connected));
        Assert.That(asterisk.Requests.Matching("POST", "channels/*/snoop"), Is.Empty);
        Assert.That(Interlocked.Read(ref counted), Is.GreaterThanOrEqualTo(1));
    }

    [Test]
    public async Task A_recording_that_cannot_be_stored_is_when_the_disk_is_mended()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        asterisk.PlaybacksEndAtOnce = true;
        asterisk.AddEndpoint("PJSIP/1001");
        await using var api = await RunningApi.StartAsync(asterisk);
        var recordings = Path.Combine(api.Data, "recordings");
        Directory.CreateDirectory(recordings);
        var years = Enumerable.Range(DateTime.UtcNow.Year - 1, 3).Select(year => Path.Combine(recordings, $"{year}")).ToList();
        foreach (var year in years) File.WriteAllText(year, "in the way");

        var call = await api.CallAsync("8000");
        await api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        (await asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await api.UntilAsync("they talk", async () => (await api.Calls.GetCallAsync(new V1.GetCallRequest { Name = call })).Call.State == V1.CallState.Connected);
        var name = (await api.Recordings.StartRecordingAsync(new V1.StartRecordingRequest { Call = call, By = "kim" })).Recording.Name;
        await api.UntilAsync("it runs in Asterisk", () => Task.FromResult(asterisk.Requests.Matching("POST", "channels/*/record").Count == 2));
        await api.Recordings.StopRecordingAsync(new V1.StopRecordingRequest { Name = name, By = "kim" });
        await api.UntilAsync("both sides were fetched", () => Task.FromResult(asterisk.Requests.All.Count(r => r.Method == "GET" && r.Segments is [_, "stored", _, "file"]) >= 2));
        Assert.That(await FinishedAsync(api), Is.Empty, "nobody is told that it is done");
        Assert.That(asterisk.Requests.All.Where(r => r.Method == "DELETE" && r.Segments is [_, "stored", _]), Is.Empty, "and Asterisk keeps it");

        foreach (var year in years) File.Delete(year);
        await api.UntilAsync("it is stored", async () => await FinishedAsync(api) is [{ } only] && only.ToString().Contains(".wav", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<V1.Event>> FinishedAsync(RunningApi api) =>
        (await api.Audit.ListEventsAsync(new V1.ListEventsRequest { Kinds = { "RecordingFinished" } })).Events;
}
