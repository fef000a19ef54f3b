using System.Reflection;
using System.Text.Json.Nodes;
using Telephony.Ari.Tests.Support;
using Telephony.FakeAsterisk;

namespace Telephony.Ari.Tests;

/// <summary>Every request, as it really goes over the wire with every argument given, against Asterisk's descriptions.</summary>
public sealed class RequestDescriptionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<string, AriVariable> Variables = new() { ["A"] = "1", ["B"] = new("2", ReportEvents: true) };

    private static readonly RecordRequest Recording = new("r", "wav")
    {
        MaxDuration = Second, MaxSilence = Second, IfExists = IfExists.Overwrite, Beep = true, TerminateOn = "#",
    };

    /// <summary>Each public request once, with all its arguments, and again for each word of a closed list.</summary>
    private static readonly (string Name, Func<AriConnection, Task> Call)[] Calls =
    [
        ("AriChannels.ListAsync", ari => ari.Channels.ListAsync()),
        ("AriChannels.GetAsync", ari => ari.Channels.GetAsync("c")),
        ("AriChannels.OriginateAsync", ari => ari.Channels.OriginateAsync(new("PJSIP/a", "app")
        {
            AppArgs = "x", ChannelId = "l", OtherChannelId = "o", CallerId = "1", Timeout = Second, Variables = Variables, Originator = "c", Formats = "ulaw",
        })),
        ("AriChannels.OriginateToDialplanAsync", ari => ari.Channels.OriginateToDialplanAsync(new("PJSIP/a", "ctx") { ChannelId = "l", CallerId = "1", Timeout = Second, Variables = Variables })),
        ("AriChannels.CreateAsync", ari => ari.Channels.CreateAsync(new("PJSIP/a", "app")
        {
            AppArgs = "x", ChannelId = "l", OtherChannelId = "o", Originator = "c", Formats = "ulaw", Variables = Variables,
        })),
        ("AriChannels.DialAsync", ari => ari.Channels.DialAsync("c", Second, "d")),
        ("AriChannels.HangUpAsync", ari => ari.Channels.HangUpAsync("c")),
        .. typeof(HangupReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(reason =>
            ("AriChannels.HangUpAsync", (Func<AriConnection, Task>)(ari => ari.Channels.HangUpAsync("c", (HangupReason)reason.GetValue(null)!)))),
        ("AriChannels.AnswerAsync", ari => ari.Channels.AnswerAsync("c")),
        ("AriChannels.RingAsync", ari => ari.Channels.RingAsync("c")),
        ("AriChannels.StopRingingAsync", ari => ari.Channels.StopRingingAsync("c")),
        ("AriChannels.ProgressAsync", ari => ari.Channels.ProgressAsync("c")),
        ("AriChannels.ContinueAsync", ari => ari.Channels.ContinueAsync("c", "ctx", "s", 1, "label")),
        ("AriChannels.MoveAsync", ari => ari.Channels.MoveAsync("c", "app", "x")),
        ("AriChannels.RedirectAsync", ari => ari.Channels.RedirectAsync("c", "PJSIP/a")),
        ("AriChannels.SendDtmfAsync", ari => ari.Channels.SendDtmfAsync("c", "1", Second, Second, Second, Second)),
        .. new[] { AudioDirection.Both, AudioDirection.In, AudioDirection.Out }.SelectMany(direction => new (string, Func<AriConnection, Task>)[]
        {
            ("AriChannels.MuteAsync", ari => ari.Channels.MuteAsync("c", direction)),
            ("AriChannels.UnmuteAsync", ari => ari.Channels.UnmuteAsync("c", direction)),
        }),
        ("AriChannels.HoldAsync", ari => ari.Channels.HoldAsync("c")),
        ("AriChannels.UnholdAsync", ari => ari.Channels.UnholdAsync("c")),
        ("AriChannels.StartMusicAsync", ari => ari.Channels.StartMusicAsync("c", "default")),
        ("AriChannels.StopMusicAsync", ari => ari.Channels.StopMusicAsync("c")),
        ("AriChannels.StartSilenceAsync", ari => ari.Channels.StartSilenceAsync("c")),
        ("AriChannels.StopSilenceAsync", ari => ari.Channels.StopSilenceAsync("c")),
        ("AriChannels.PlayAsync", ari => ari.Channels.PlayAsync("c", "p", ["sound:a", "sound:b"], "en")),
        .. Enum.GetValues<IfExists>().Select(choice => ("AriChannels.RecordAsync",
            (Func<AriConnection, Task>)(ari => ari.Channels.RecordAsync("c", Recording with { IfExists = choice })))),
        .. Enum.GetValues<AudioDirection>().Select(direction => ("AriChannels.SnoopAsync",
            (Func<AriConnection, Task>)(ari => ari.Channels.SnoopAsync("c", new("s", "app") { Spy = direction, Whisper = direction, AppArgs = "x" })))),
        .. Enum.GetValues<TransferState>().Select(state => ("AriChannels.TransferProgressAsync",
            (Func<AriConnection, Task>)(ari => ari.Channels.TransferProgressAsync("c", state)))),
        ("AriChannels.GetVariableAsync", ari => ari.Channels.GetVariableAsync("c", "A")),
        ("AriChannels.SetVariableAsync", ari => ari.Channels.SetVariableAsync("c", "A", new("1", ReportEvents: true))),
        ("AriChannels.SetVariableInOrderAsync", ari => ari.Channels.SetVariableInOrderAsync("c", "A", new("1", ReportEvents: true))),
        ("AriChannels.GetVariablesAsync", ari => ari.Channels.GetVariablesAsync("c", ["A", "B"])),
        ("AriChannels.SetVariablesAsync", ari => ari.Channels.SetVariablesAsync("c", Variables)),
        ("AriChannels.RtpStatisticsAsync", ari => ari.Channels.RtpStatisticsAsync("c")),
        ("AriBridges.ListAsync", ari => ari.Bridges.ListAsync()),
        ("AriBridges.GetAsync", ari => ari.Bridges.GetAsync("b")),
        ("AriBridges.GetInOrderAsync", ari => ari.Bridges.GetInOrderAsync("b")),
        ("AriBridges.CreateAsync", ari => ari.Bridges.CreateAsync("b", BridgeType.Mixing, "n", dtmfEvents: true, Variables)),
        ("AriBridges.CreateAsync", ari => ari.Bridges.CreateAsync("b", BridgeType.Holding)),
        ("AriBridges.AddChannelsAsync", ari => ari.Bridges.AddChannelsAsync("b", ["c", "d"], "announcer", mute: true, absorbDtmf: true, inhibitConnectedLineUpdates: true)),
        ("AriBridges.RemoveChannelsAsync", ari => ari.Bridges.RemoveChannelsAsync("b", ["c", "d"])),
        ("AriBridges.DestroyAsync", ari => ari.Bridges.DestroyAsync("b")),
        ("AriBridges.StartMusicAsync", ari => ari.Bridges.StartMusicAsync("b", "default")),
        ("AriBridges.StopMusicAsync", ari => ari.Bridges.StopMusicAsync("b")),
        ("AriBridges.PlayAsync", ari => ari.Bridges.PlayAsync("b", "p", ["sound:a"], "en")),
        ("AriBridges.GetVariableAsync", ari => ari.Bridges.GetVariableAsync("b", "A")),
        ("AriBridges.SetVariableAsync", ari => ari.Bridges.SetVariableAsync("b", "A", new("1", ReportEvents: true))),
        ("AriPlaybacks.GetAsync", ari => ari.Playbacks.GetAsync("p")),
        ("AriPlaybacks.StopAsync", ari => ari.Playbacks.StopAsync("p")),
        .. new[] { "restart", "pause", "unpause", "reverse", "forward" }.Select(operation => ("AriPlaybacks.ControlAsync",
            (Func<AriConnection, Task>)(ari => ari.Playbacks.ControlAsync("p", operation)))),
        ("AriRecordings.GetLiveAsync", ari => ari.Recordings.GetLiveAsync("r")),
        ("AriRecordings.StopAsync", ari => ari.Recordings.StopAsync("r")),
        ("AriRecordings.CancelAsync", ari => ari.Recordings.CancelAsync("r")),
        ("AriRecordings.PauseAsync", ari => ari.Recordings.PauseAsync("r")),
        ("AriRecordings.ResumeAsync", ari => ari.Recordings.ResumeAsync("r")),
        ("AriRecordings.MuteAsync", ari => ari.Recordings.MuteAsync("r")),
        ("AriRecordings.UnmuteAsync", ari => ari.Recordings.UnmuteAsync("r")),
        ("AriRecordings.GetStoredAsync", ari => ari.Recordings.GetStoredAsync("r")),
        ("AriRecordings.DownloadStoredAsync", ari => ari.Recordings.DownloadStoredAsync("r", Stream.Null)),
        ("AriRecordings.DeleteStoredAsync", ari => ari.Recordings.DeleteStoredAsync("r")),
        ("AriApplications.ListAsync", ari => ari.Applications.ListAsync()),
        ("AriApplications.GetAsync", ari => ari.Applications.GetAsync("app")),
        ("AriApplications.SubscribeAsync", ari => ari.Applications.SubscribeAsync("app", ["channel:c"])),
        ("AriApplications.SubscribeInOrderAsync", ari => ari.Applications.SubscribeInOrderAsync("app", ["channel:c"])),
        ("AriApplications.UnsubscribeAsync", ari => ari.Applications.UnsubscribeAsync("app", ["channel:c"])),
        ("AriApplications.SetEventFilterAsync", ari => ari.Applications.SetEventFilterAsync("app", ["ChannelVarset"])),
        ("AriEndpoints.ListAsync", ari => ari.Endpoints.ListAsync()),
        ("AriEndpoints.ListAsync", ari => ari.Endpoints.ListAsync("PJSIP")),
        ("AriEndpoints.GetAsync", ari => ari.Endpoints.GetAsync("PJSIP", "a")),
        ("AriEvents.ClaimAsync", ari => ari.Events.ClaimAsync("c", "app")),
        ("AriAsterisk.InfoAsync", ari => ari.Asterisk.InfoAsync()),
        ("AriAsterisk.PingAsync", ari => ari.Asterisk.PingAsync()),
        ("AriAsterisk.ListModulesAsync", ari => ari.Asterisk.ListModulesAsync()),
        ("AriAsterisk.ReloadModuleAsync", ari => ari.Asterisk.ReloadModuleAsync("res_ari.so")),
        ("AriAsterisk.GetVariableAsync", ari => ari.Asterisk.GetVariableAsync("A")),
        ("AriAsterisk.SetVariableAsync", ari => ari.Asterisk.SetVariableAsync("A", "1")),
        ("AriDeviceStates.ListAsync", ari => ari.DeviceStates.ListAsync()),
        ("AriDeviceStates.GetAsync", ari => ari.DeviceStates.GetAsync("Stasis:a")),
        .. new[] { "NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD" }.Select(state => ("AriDeviceStates.SetAsync",
            (Func<AriConnection, Task>)(ari => ari.DeviceStates.SetAsync("Stasis:a", state)))),
        ("AriDeviceStates.DeleteAsync", ari => ari.DeviceStates.DeleteAsync("Stasis:a")),
    ];

    [Test]
    public void Every_public_request_is_in_the_list()
    {
        var all = typeof(AriConnection).GetProperties()
            .SelectMany(group => group.PropertyType.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ToHashSet();

        Assert.That(Calls.Select(call => call.Name).ToHashSet(), Is.EquivalentTo(all));
    }

    [Test]
    public async Task Every_request_has_the_path_the_verb_and_the_parameters_of_its_description()
    {
        var descriptions = Descriptions.Load();
        await using var rig = await Rig.ConnectedAsync();
        var faults = new List<string>();
        foreach (var (name, call) in Calls)
        {
            var before = rig.Asterisk.Requests.All.Count;
            try
            {
                await call(rig.Ari).WaitAsync(Rig.Patience);
            }
            catch (AriException)
            {
                // Nothing of what is asked for exists; what counts is how it was asked.
            }
            var request = rig.Asterisk.Requests.All.Skip(before).Single();
            faults.AddRange(Compare(descriptions, request).Select(fault => $"{name} ({request}): {fault}"));
        }

        Assert.That(faults, Is.Empty);
    }

    [Test]
    public void The_comparison_itself_finds_faults()
    {
        var descriptions = Descriptions.Load();
        var typo = new FakeRequest(
            1, Wire.Http, "POST", "channels", ["channels"], new Dictionary<string, string> { ["endPoint"] = "PJSIP/a" }, new JsonObject { ["vars"] = 1 });
        var word = new FakeRequest(
            1, Wire.Http, "DELETE", "channels/c", ["channels", "c"], new Dictionary<string, string> { ["reason"] = "boredom" }, null);

        Assert.That(Compare(descriptions, typo), Is.EquivalentTo(new[]
        {
            "endPoint is not a query parameter", "vars is not a body parameter", "endpoint is missing",
        }));
        Assert.That(Compare(descriptions, word), Has.One.StartsWith("reason must not be 'boredom'"));
        Assert.That(Compare(descriptions, word with { Segments = ["channel", "c"] }), Is.EqualTo(new[] { "there is no such operation" }));
    }

    private static IEnumerable<string> Compare(Descriptions descriptions, FakeRequest request)
    {
        if (descriptions.Match(request.Method, request.Segments) is not { } operation)
        {
            yield return "there is no such operation";
            yield break;
        }
        var inQuery = operation.Parameters.Where(parameter => parameter.In == "query").ToDictionary(parameter => parameter.Name);
        var inBody = operation.Parameters.Where(parameter => parameter.In == "body").ToDictionary(parameter => parameter.Name);
        foreach (var (name, value) in request.Query)
        {
            if (!inQuery.TryGetValue(name, out var parameter)) yield return $"{name} is not a query parameter";
            else if (parameter.Values.Count > 0 && !parameter.Values.Contains(value)) yield return $"{name} must not be '{value}': {string.Join(", ", parameter.Values)}";
            else if (parameter.Type is "int" or "long" && !long.TryParse(value, out _)) yield return $"{name} must be a number, not '{value}'";
            else if (parameter.Type == "boolean" && value is not ("true" or "false")) yield return $"{name} must be true or false, not '{value}'";
        }
        foreach (var (name, _) in request.Body as JsonObject ?? [])
        {
            // The filter is the body itself; its two parts are in the parameter's text only.
            var isFilter = inBody.ContainsKey("filter") && name is "allowed" or "disallowed";
            if (!isFilter && !inBody.ContainsKey(name)) yield return $"{name} is not a body parameter";
        }
        foreach (var parameter in operation.Parameters.Where(parameter => parameter is { IsRequired: true, In: not "path" }))
            if (!request.Query.ContainsKey(parameter.Name) && request.Body?[parameter.Name] is null) yield return $"{parameter.Name} is missing";
    }
}
