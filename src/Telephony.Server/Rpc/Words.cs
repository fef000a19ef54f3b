using System.Globalization;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>What people read of an explanation. English comes from the core, which has the data; the Chinese is put together here.</summary>
internal static class Words
{
    /// <summary>Why somebody is not paired.</summary>
    /// <param name="why">The core's answer.</param>
    /// <param name="agent">The agent as shown.</param>
    /// <param name="now">When it was asked.</param>
    public static V1.LocalizedText Of(WhyNotAnswer why, V1.Agent? agent, DateTimeOffset now) => new()
    {
        En = why.Words,
        ZhCn = ZhCn(why, agent) + (why.Until is { } until ? $"，还剩 {Seconds(until - now)} 秒" : ""),
    };

    /// <summary>Where a call is.</summary>
    public static V1.LocalizedText Of(CallExplanation call, DateTimeOffset now) => new() { En = call.Summary, ZhCn = ZhCn(call, now) };

    /// <summary>What would become of a call.</summary>
    public static V1.LocalizedText Of(DryRunAnswer answer) => new()
    {
        En = answer.Words,
        ZhCn = answer switch
        {
            { Refusal: { } refusal } => $"该技能组目前不接受来电（{refusal}）",
            { Agent: { } agent, IsDecidedElsewhere: true } => $"先询问外部系统；若无答复，则派给 {agent}",
            { Agent: { } agent } => $"派给 {agent}",
            _ => $"将排在第 {answer.Position} 位；{answer.Agents.Length} 名坐席中有 {answer.Agents.Count(a => a.Why.MayServe)} 名符合要求，均无空闲",
        },
    };

    private static string ZhCn(WhyNotAnswer why, V1.Agent? agent) => Views.Of(why.Reason) switch
    {
        V1.IdleReason.None => "没有障碍：已接通，或即将振铃",
        V1.IdleReason.LoggedOut => "未签入",
        V1.IdleReason.Paused => $"小休{Bracketed(agent?.StateReason)}",
        V1.IdleReason.OnCall => $"正在处理通话{Bracketed(agent?.Call)}",
        V1.IdleReason.WrapUp => "话后整理中",
        V1.IdleReason.NotResponding => $"未应答振铃{Bracketed(agent?.StateReason)}",
        V1.IdleReason.LegStillThere => "上一通话的通道尚未释放",
        V1.IdleReason.NotConnected => "未连接 Asterisk，暂不派单",
        V1.IdleReason.NotInQueue => "不服务该技能组",
        V1.IdleReason.Skills => $"技能不符{Bracketed(why.Words)}",
        V1.IdleReason.NotWaiting => "该通话不在等待",
        V1.IdleReason.NoCall => "没有等待中的通话",
        V1.IdleReason.NobodyIdle => "没有空闲坐席",
        V1.IdleReason.Reserved => "该通话在等待指定的坐席",
        V1.IdleReason.Excluded => "该通话不再派给此坐席",
        V1.IdleReason.Delay => "通话等待一段时间后才派给此坐席",
        V1.IdleReason.DecidedElsewhere => "正由外部系统决定派给谁",
        V1.IdleReason.OtherChosen => $"按策略先派给其他坐席{Bracketed(why.Words)}",
        _ => why.Words,
    };

    private static string ZhCn(CallExplanation call, DateTimeOffset now) => call.State switch
    {
        CallState.Queued => $"已等待 {Seconds(now - (call.QueuedAt ?? now))} 秒，排第 {call.Position} 位；{call.Queue} 的 {call.Agents.Length} 名坐席中"
            + $"有 {call.Agents.Count(a => a.Why.MayServe)} 名符合要求{Bracketed(call.Skills.Text)}，均无空闲",
        CallState.Ringing => "坐席振铃中",
        CallState.Connecting => "坐席已应答，接通中",
        CallState.Connected => "正在通话",
        CallState.OnHold => "通话保持中",
        CallState.Consulting => "保持中，坐席正在咨询转接",
        CallState.Parked => "通话驻留中",
        CallState.Outside => "已转接，正在与外部通话",
        CallState.InMenu => "在语音菜单中",
        CallState.Surveying => "通话后评价中",
        CallState.Offered => "正在播放欢迎语",
        CallState.Informed => "正在听取提示，随后转往别处",
        CallState.Virtual => $"回呼排队中，排第 {call.Position} 位",
        CallState.Dialling => "正在回呼客户",
        CallState.Ended => "通话已结束",
        _ => call.Summary,
    };

    private static string Bracketed(string? data) => string.IsNullOrEmpty(data) ? "" : $"（{data}）";

    private static string Seconds(TimeSpan time) => Math.Max(0, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
