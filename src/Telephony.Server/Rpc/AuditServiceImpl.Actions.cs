using System.Globalization;
using Grpc.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <content>What was done through the API, and what was refused.</content>
internal sealed partial class AuditServiceImpl
{
    public override Task<V1.ListActionsResponse> ListActions(V1.ListActionsRequest request, ServerCallContext context)
    {
        var most = Pages.Size(request.PageSize);
        if (request.AfterSequence < 0) throw Refusals.Field("after_sequence", "0 or a positive number is wanted");
        var question = $"actions {request.AfterSequence} {request.Principal} {request.Method} {request.Outcomes}";
        var after = Pages.Key(question, request.PageToken) is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : request.AfterSequence;
        var answer = new V1.ListActionsResponse();
        foreach (var entry in Actions(after))
        {
            after = entry.Sequence;
            var action = Of(entry);
            if (Wants(request, action)) answer.Actions.Add(action);
            if (answer.Actions.Count < most) continue;
            answer.NextPageToken = Pages.Token(question, after.ToString(CultureInfo.InvariantCulture));
            break;
        }

        return Task.FromResult(answer);
    }

    private IEnumerable<ActionEntry> Actions(long after)
    {
        using var entries = ActionReader.After(actions.Folder, after).GetEnumerator();
        while (true)
        {
            try
            {
                if (!entries.MoveNext()) yield break;
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw Refusals.Because(Reason.ActionsUnavailable, []);
            }

            yield return entries.Current;
        }
    }

    private static bool Wants(V1.ListActionsRequest request, V1.Action action) =>
        (request.Principal.Length == 0 || request.Principal == action.Principal || request.Principal == action.DisplayName)
        && (request.Method.Length == 0 || request.Method == action.Method)
        && (request.Outcomes.Count == 0 || request.Outcomes.Contains(action.Outcome));

    private static V1.Action Of(ActionEntry entry) => new()
    {
        Sequence = entry.Sequence,
        Time = Views.Time(entry.Time),
        Principal = entry.Who ?? "",
        DisplayName = entry.Name ?? "",
        Role = entry.Role ?? "",
        Method = entry.Method,
        Targets = { entry.Targets },
        Peer = entry.From,
        RequestId = entry.RequestId ?? "",
        By = entry.By ?? "",
        Outcome = entry.Outcome switch
        {
            ActionOutcome.Begun => V1.ActionOutcome.Begun,
            ActionOutcome.Done => V1.ActionOutcome.Done,
            ActionOutcome.Failed => V1.ActionOutcome.Failed,
            ActionOutcome.Refused => V1.ActionOutcome.Refused,
            _ => V1.ActionOutcome.Unspecified,
        },
        BegunSequence = entry.Begun ?? 0,
        Reason = entry.Reason ?? "",
        NotWritten = entry.NotWritten ?? 0,
    };
}
