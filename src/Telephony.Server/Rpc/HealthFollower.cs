using Grpc.HealthCheck;
using Telephony.Server.Asterisk;
using Telephony.Server.Board;
using Telephony.Server.Hosting;
using Telephony.Server.Journal;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Telephony.Server.Rpc;

/// <summary>Tells by <c>grpc.health.v1</c> what holds: the router as a whole (the empty name), the link to Asterisk, and each service.</summary>
internal sealed class HealthFollower(HealthServiceImpl health, AcdLoop loop, AsteriskLinks link, FileJournal journal, LiveBoard board, Drain drain, TimeProvider time)
    : BackgroundService
{
    /// <summary>Name of the link to Asterisk.</summary>
    public const string AriLinkName = "telephony.v1.AriLink";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LoopHangsAfter = TimeSpan.FromSeconds(5);

    private static readonly string[] Services =
    [
        V1.QueueService.Descriptor.FullName, V1.AgentService.Descriptor.FullName, V1.CallService.Descriptor.FullName,
        V1.RoutingService.Descriptor.FullName, V1.FlowService.Descriptor.FullName, V1.RecordingService.Descriptor.FullName, V1.AuditService.Descriptor.FullName,
        V1.AlertService.Descriptor.FullName, V1.EventService.Descriptor.FullName, V1.ReportService.Descriptor.FullName, V1.ConfigService.Descriptor.FullName,
        V1.RouterService.Descriptor.FullName,
    ];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                var isLinked = link is { IsReady: true, Fatal: null };
                var isTurning = board.Latest?.ShowsSite() == true && loop.SinceLastTurn < LoopHangsAfter;
                Tell(isReady: isLinked && isTurning && journal.IsWriting && !drain.IsOn, isLinked, isTurning);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Tell(isReady: false, isLinked: false, isTurning: false);
        }
    }

    private void Tell(bool isReady, bool isLinked, bool isTurning)
    {
        health.SetStatus("", Of(isReady));
        health.SetStatus(AriLinkName, Of(isLinked));
        foreach (var service in Services) health.SetStatus(service, Of(isTurning));
    }

    private static ServingStatus Of(bool isServing) => isServing ? ServingStatus.Serving : ServingStatus.NotServing;
}
