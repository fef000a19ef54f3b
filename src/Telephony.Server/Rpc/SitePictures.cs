using Google.Protobuf.WellKnownTypes;
using Telephony.Core;
using Telephony.Server.Board;

namespace Telephony.Server.Rpc;

/// <summary>The site as a whole, as a message. What comes from the configuration is made once for each.</summary>
internal sealed class SitePictures(LiveBoard board, SiteInForce site)
{
    /// <summary>The name of the only one.</summary>
    public const string Name = "site";

    private SiteConfiguration? _site;
    private V1.Site _shape = new();

    /// <summary>The site as it is in a picture. For one thread at a time.</summary>
    public V1.Site Of(AcdSnapshot picture)
    {
        var inForce = site.Latest;
        if (!ReferenceEquals(inForce, _site)) (_site, _shape) = (inForce, Shape(inForce));
        var now = _shape.Clone();
        (now.AsteriskConnected, now.AsteriskSince, now.LiveCalls) = (picture.Connected, Views.Time(board.LinkSince), picture.CallsInAll);
        return now;
    }

    private static V1.Site Shape(SiteConfiguration site) => new()
    {
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
