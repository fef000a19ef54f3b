using Google.Protobuf;
using Grpc.Core;
using Telephony.Server.Access;
using Telephony.Server.Alerts;
using Telephony.Server.Cluster;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.AlertService</c>: rules that are broken, and what people say about it.</summary>
internal sealed class AlertServiceImpl(AlertBook book, AlertPictures pictures, SiteInForce site, RequestLedger ledger, ClusterSeat? seat = null) : V1.AlertService.AlertServiceBase
{
    private static readonly TimeSpan ShortestSnooze = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromHours(24);

    public override Task<V1.ListAlertsResponse> ListAlerts(V1.ListAlertsRequest request, ServerCallContext context)
    {
        var (alerts, next, _) = Pages.Of(pictures.Latest(), a => a.Name, context.Sight().Sees, request.PageSize, request.PageToken, "alerts");
        return Task.FromResult(new V1.ListAlertsResponse { Alerts = { alerts }, NextPageToken = next });
    }

    public override Task<V1.AcknowledgeAlertResponse> AcknowledgeAlert(V1.AcknowledgeAlertRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        return DoAsync(request, request.Name, request.RequestId, request.ValidateOnly, (alert, now) => AlertStates.Acknowledge(alert, request.By, now), alert => new V1.AcknowledgeAlertResponse { Alert = alert });
    }

    public override Task<V1.SnoozeAlertResponse> SnoozeAlert(V1.SnoozeAlertRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        var time = Fields.Time("duration", request.Duration, LongestSnooze);
        if (time < ShortestSnooze) throw Refusals.Field("duration", "60 s or more is wanted");
        return DoAsync(request, request.Name, request.RequestId, request.ValidateOnly, (alert, now) => AlertStates.Snooze(alert, request.By, time, now), alert => new V1.SnoozeAlertResponse { Alert = alert });
    }

    private Task<TResponse> DoAsync<TResponse>(
        IMessage request, string name, string requestId, bool validateOnly, Func<Alert, DateTimeOffset, Alert?> change, Func<V1.Alert, TResponse> answer)
        where TResponse : class, IMessage
    {
        var id = Names.Id(Names.Alerts, name);
        RequestLedger.CheckId(requestId);
        return validateOnly ? Task.FromResult(Do()) : ledger.OnceAsync(requestId, request, () => Task.FromResult(Do()));

        TResponse Do()
        {
            if (seat is { IsFollowing: true }) throw Refusals.Because(Reason.NotLeader, []);
            if (book.Alerts.All(a => a.Id != id)) throw Refusals.NotFound(Reason.AlertNotFound, "Alert", name);
            var changed = book.Change(id, change, site.Latest.Alerts, validateOnly) ?? throw Refusals.State(Reason.AlertNotFiring, "ALERT_STATE", name, "it is not firing, acknowledged or snoozed");
            return answer(pictures.Of(changed));
        }
    }
}
