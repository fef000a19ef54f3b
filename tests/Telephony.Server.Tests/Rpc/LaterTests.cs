namespace Telephony.Server.Tests.Rpc;

/// <summary>What the contract declares and the router does not do yet. The list only gets shorter.</summary>
public sealed class LaterTests : ApiFixture
{
    private static readonly string[] NotBuiltYet =
    [
        "CallService/Conference", "CallService/Hangup", "CallService/Hold", "CallService/Originate", "CallService/Park", "CallService/SendDigits",
        "CallService/Supervise", "CallService/Transfer",
        "ConfigService/ApplyConfig", "ConfigService/CheckConfig", "ConfigService/GetConfig", "ConfigService/ListConfigVersions", "ConfigService/PlanConfig",
        "ConfigService/RollbackConfig",
        "RecordingService/MuteRecording", "RecordingService/PauseRecording", "RecordingService/ResumeRecording",
        "ReportService/QueryAgents", "ReportService/QueryCalls", "ReportService/QueryIntervals",
        "RoutingService/AssignAgent", "RoutingService/DryRun", "RoutingService/SubmitCall",
    ];

    [Test]
    public async Task Every_method_works_or_is_on_the_list()
    {
        var missing = new List<string>();
        foreach (var service in V1Services.All)
        {
            foreach (var method in service.Methods.Where(m => !m.IsClientStreaming && !m.IsServerStreaming))
            {
                var name = $"{service.Name}/{method.Name}";
                var (_, body) = await Api.PostAsync(name, "{}");
                if (!body.TryGetProperty("code", out var code) || code.GetString() != "unimplemented") continue;
                Assert.That(body.GetProperty("message").GetString(), Is.EqualTo($"telephony.v1.{name} is declared, but not built yet."));
                missing.Add(name);
            }
        }

        Assert.That(missing, Is.EquivalentTo(NotBuiltYet));
    }

    [Test]
    public void Streams_that_are_not_built_yet_say_so()
    {
        using var route = Api.Routing.Route();
        Check(() => route.ResponseStream.MoveNext(default));
        using var export = new V1.ReportService.ReportServiceClient(Api.Channel).Export(new V1.ExportRequest());
        Check(() => export.ResponseStream.MoveNext(default));

        static void Check(Func<Task> read) => Refused(() => read().WaitAsync(RunningApi.Patience).GetAwaiter().GetResult(), "NOT_BUILT_YET");
    }
}
