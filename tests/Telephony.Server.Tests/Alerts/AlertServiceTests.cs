using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Telephony.FakeAsterisk;
using Telephony.Server.Access;
using Telephony.Server.Tests.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Alerts;

/// <summary>Alerts of a running service: a caller waits, everybody sees it, somebody knows.</summary>
public sealed class AlertServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_caller_who_waits_breaks_a_rule_everybody_sees_it_and_who_knows_and_others_are_told()
    {
        await using var receiver = new WebhookReceiver();
        await receiver.StartAsync();
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        await using var api = await RunningApi.StartAsync(asterisk);
        await File.WriteAllTextAsync(Path.Combine(api.ConfigFolder, "alerts.yaml"), $$$"""
            webhooks: {ops: {url: "{{{receiver.Address}}}"}}
            rules:
              anybody: {label: {en: Somebody waits, zh-CN: 有人等待}, metric: waiting, above: 0, queues: [tech, sales], webhooks: ops, critical: true}
            """);
        var alerts = new V1.AlertService.AlertServiceClient(api.Channel);
        using var board = new V1.BoardService.BoardServiceClient(api.Channel).WatchBoard(new V1.WatchBoardRequest());
        var call = await api.CallAsync("8100"); // into tech; nobody can take it
        var firing = await SeenAsync(board, V1.AlertState.Firing);
        Assert.That((firing.Name, firing.Queue, firing.Metric, firing.Value, firing.Severity, firing.DisplayName.ZhCn), Is.EqualTo(("alerts/anybody.tech", "queues/tech", "waiting", 1.0, V1.AlertSeverity.Critical, "有人等待")));
        var (lee, _) = await Bearer.ForAsync(api, Role.TeamLeader, new Scope(null, ["sales"], []), "lee");
        using (var leader = new V1.BoardService.BoardServiceClient(lee).WatchBoard(new V1.WatchBoardRequest()))
        {
            Assert.That(await leader.ResponseStream.MoveNext(default).WaitAsync(Patience), Is.True);
            Assert.That(leader.ResponseStream.Current.Snapshot.Alerts.Alerts, Is.Empty, "it is another team's queue");
        }

        var ofSales = new V1.AlertService.AlertServiceClient(lee);
        Assert.That((await ofSales.ListAlertsAsync(new V1.ListAlertsRequest())).Alerts, Is.Empty);
        Assert.That(Refusal(() => ofSales.AcknowledgeAlert(new V1.AcknowledgeAlertRequest { Name = firing.Name })), Is.EqualTo(StatusCode.PermissionDenied));
        var (jo, _) = await Bearer.ForAsync(api, Role.TeamLeader, new Scope(null, ["tech"], []), "jo");
        var ofTech = new V1.AlertService.AlertServiceClient(jo);
        Assert.That((await ofTech.ListAlertsAsync(new V1.ListAlertsRequest())).Alerts.Single().Name, Is.EqualTo(firing.Name));
        Assert.That((await ofTech.AcknowledgeAlertAsync(new V1.AcknowledgeAlertRequest { Name = firing.Name, ValidateOnly = true })).Alert.State, Is.EqualTo(V1.AlertState.Firing));

        Assert.That(Refusal(() => alerts.AcknowledgeAlert(new V1.AcknowledgeAlertRequest { Name = "alerts/none", By = "kim" })), Is.EqualTo(StatusCode.NotFound));
        Assert.That(Refusal(() => alerts.SnoozeAlert(new V1.SnoozeAlertRequest { Name = firing.Name, By = "kim", Duration = Duration.FromTimeSpan(TimeSpan.FromDays(2)) })), Is.EqualTo(StatusCode.InvalidArgument));
        await alerts.AcknowledgeAlertAsync(new V1.AcknowledgeAlertRequest { Name = firing.Name, By = "kim", ValidateOnly = true });
        Assert.That((await alerts.ListAlertsAsync(new V1.ListAlertsRequest())).Alerts.Single().State, Is.EqualTo(V1.AlertState.Firing), "only tried");
        var (supervisor, _) = await Bearer.ForAsync(api, Role.Supervisor, name: "kim");
        var known = await new V1.AlertService.AlertServiceClient(supervisor).SnoozeAlertAsync(new V1.SnoozeAlertRequest { Name = firing.Name, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)), By = "kim" });
        Assert.That((known.Alert.State, known.Alert.By), Is.EqualTo((V1.AlertState.Snoozed, "kim")));
        Assert.That((await SeenAsync(board, V1.AlertState.Snoozed)).SnoozedUntil, Is.Not.Null);
        var acknowledged = await new V1.AlertService.AlertServiceClient(supervisor).AcknowledgeAlertAsync(new V1.AcknowledgeAlertRequest { Name = firing.Name, By = "lee" });
        Assert.That(acknowledged.Alert.By, Is.EqualTo("lee (via kim)"));
        var actions = ActionReader.After(Path.Combine(api.Data, "actions"), 0).Where(a => a is { Name: "kim", Outcome: ActionOutcome.Done }).Select(a => (a.Method, a.Targets.FirstOrDefault()));
        Assert.That(actions, Is.EqualTo(new[] { ("telephony.v1.AlertService/SnoozeAlert", firing.Name), ("telephony.v1.AlertService/AcknowledgeAlert", firing.Name) }));

        await api.RestartAsync();
        Assert.That((await new V1.AlertService.AlertServiceClient(api.Channel).ListAlertsAsync(new V1.ListAlertsRequest())).Alerts.Single().By, Is.EqualTo("lee (via kim)"), "a restart forgets nothing");
        await api.Calls.HangupAsync(new V1.HangupRequest { Call = call, By = "kim" });
        await UntilAsync("all is told", () => receiver.Confirmed.Count() == 4);
        Assert.That(receiver.Confirmed.Select(e => e.GetProperty("type").GetString()!.Split('.')[^1]), Is.EqualTo(new[] { "firing", "snoozed", "acknowledged", "resolved" }));
        Assert.That(Refusal(() => new V1.AlertService.AlertServiceClient(api.Channel).AcknowledgeAlert(new V1.AcknowledgeAlertRequest { Name = firing.Name, By = "kim" })), Is.EqualTo(StatusCode.FailedPrecondition));
    }

    private static StatusCode Refusal(Action action) => Assert.Throws<RpcException>(() => action())!.StatusCode;

    private static async Task<V1.Alert> SeenAsync(AsyncServerStreamingCall<V1.WatchBoardResponse> board, V1.AlertState state)
    {
        using var bound = new CancellationTokenSource(Patience);
        while (await board.ResponseStream.MoveNext(bound.Token))
        {
            var alerts = board.ResponseStream.Current.Snapshot?.Alerts ?? board.ResponseStream.Current.Delta?.Alerts;
            if (alerts?.Alerts.FirstOrDefault(a => a.State == state) is { } found) return found;
        }

        throw new AssertionException($"the stream ended before an alert was {state}");
    }

    private static async Task UntilAsync(string what, Func<bool> holds)
    {
        var end = DateTime.UtcNow + Patience;
        while (!holds())
        {
            if (DateTime.UtcNow > end) Assert.Fail($"not within {Patience.TotalSeconds} s: {what}");
            await Task.Delay(50);
        }
    }
}
