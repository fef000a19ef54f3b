using Google.Protobuf.WellKnownTypes;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>The site as a whole, as a message.</summary>
internal static class SiteViews
{
    /// <summary>The name of the only one.</summary>
    public const string Name = "site";

    public static V1.Site Of(AcdSnapshot picture, DateTimeOffset linkSince, SiteConfiguration site) => new()
    {
        AsteriskConnected = picture.Connected,
        AsteriskSince = Views.Time(linkSince),
        LiveCalls = picture.CallsInAll,
        PauseReasons = { site.PauseReasons.Values.Select(Of) },
        Skills = { site.Agents.Values.SelectMany(a => a.Skills.Keys).Distinct().Order(StringComparer.Ordinal) },
        Menus = { site.Menus.Keys.Concat(site.Flows.Keys).Order(StringComparer.Ordinal) },
    };

    private static V1.PauseReason Of(PauseReason reason) => new()
    {
        Name = reason.Name,
        DisplayName = new V1.LocalizedText { En = reason.Label.En, ZhCn = reason.Label.ZhCn },
        Limit = reason.Limit > TimeSpan.Zero ? Duration.FromTimeSpan(reason.Limit) : null,
        NeedsApproval = reason.NeedsApproval,
    };
}
