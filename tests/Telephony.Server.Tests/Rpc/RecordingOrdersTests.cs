namespace Telephony.Server.Tests.Rpc;

/// <summary>What people and other systems do to recordings under way, through the whole service.</summary>
public sealed class RecordingOrdersTests : ApiFixture
{
    [Test]
    public async Task A_recording_is_begun_paused_muted_resumed_and_ended()
    {
        var call = await TalkAsync();
        var started = (await Api.Recordings.StartRecordingAsync(new V1.StartRecordingRequest { Call = call, By = "kim" })).Recording;
        Assert.That((started.Call, started.Queue, started.Running), Is.EqualTo((call, "queues/sales", true)));
        await Api.UntilAsync("it runs in Asterisk", () => Task.FromResult(Asterisk.Requests.Matching("POST", "channels/*/record").Count == 2));

        var paused = (await Api.Recordings.PauseRecordingAsync(new V1.PauseRecordingRequest { Name = started.Name, By = "kim" })).Recording;
        Assert.That((paused.Paused, paused.CallerMuted, paused.AgentMuted), Is.EqualTo((true, false, false)));
        var muted = (await Api.Recordings.MuteRecordingAsync(new V1.MuteRecordingRequest { Name = started.Name, Caller = true, By = "kim" })).Recording;
        Assert.That((muted.Paused, muted.CallerMuted), Is.EqualTo((true, true)));
        var resumed = (await Api.Recordings.ResumeRecordingAsync(new V1.ResumeRecordingRequest { Name = started.Name, By = "kim" })).Recording;
        Assert.That((resumed.Paused, resumed.CallerMuted), Is.EqualTo((false, true)));
        await Api.UntilAsync("the agent is heard again, the caller not", () => Task.FromResult(Mutes("-in").LastOrDefault() == "POST" && Mutes("-out").LastOrDefault() == "DELETE"));
        Assert.That(Mutes("-in"), Is.EqualTo(new[] { "POST" }), "Asterisk would take a second one for the opposite");
        Assert.That(Mutes("-out"), Is.EqualTo(new[] { "POST", "DELETE" }));

        var ended = (await Api.Recordings.StopRecordingAsync(new V1.StopRecordingRequest { Name = started.Name, By = "kim" })).Recording;
        Assert.That(ended.Running, Is.False);
        Refused(() => Api.Recordings.PauseRecording(new V1.PauseRecordingRequest { Name = started.Name, By = "kim" }), "RECORDING_NOT_RUNNING");
    }

    [Test]
    public async Task What_cannot_be_is_refused_and_what_is_only_checked_is_not_done()
    {
        Refused(() => Api.Recordings.StartRecording(new V1.StartRecordingRequest { Call = "calls/none", By = "kim" }), "CALL_NOT_FOUND");
        var call = await TalkAsync();
        await Api.Recordings.StartRecordingAsync(new V1.StartRecordingRequest { Call = call, By = "kim", ValidateOnly = true });
        Assert.That(Asterisk.Requests.Matching("POST", "channels/*/snoop"), Is.Empty);
        var name = (await Api.Recordings.StartRecordingAsync(new V1.StartRecordingRequest { Call = call, By = "kim" })).Recording.Name;
        Refused(() => Api.Recordings.StartRecording(new V1.StartRecordingRequest { Call = call, By = "kim", ValidateOnly = true }), "NOT_RECORDABLE");
        Refused(() => Api.Recordings.StopRecording(new V1.StopRecordingRequest { Name = "recordings/none", By = "kim", ValidateOnly = true }), "RECORDING_NOT_RUNNING");
        Assert.That((await Api.Recordings.GetRecordingAsync(new V1.GetRecordingRequest { Name = name })).Recording.Running);
    }

    private string[] Mutes(string side) =>
        [.. Asterisk.Requests.All.Where(r => r.Segments is [_, "live", var name, "mute"] && name.EndsWith(side, StringComparison.Ordinal)).Select(r => r.Method)];

    private async Task<string> TalkAsync()
    {
        await Api.CallAsync("8000");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        (await Asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await BecomesAsync("agents/1001", V1.AgentState.Talking);
        return (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Single().Name;
    }
}
