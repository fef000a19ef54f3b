using System.Globalization;
using Google.Rpc;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>Etags: what names a thing as it was seen, so that what somebody else did meanwhile is not overwritten unseen. A hash over what people
/// and programs change, not over what changes by itself: a queue keeps its etag when a call joins it.</summary>
internal static class Etags
{
    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    public static string Of(QueueView queue) => Hash($"{queue.Opening} {queue.Switch} {queue.Emergency}");

    public static string Of(AgentView agent) => Hash(
        $"{agent.State} {agent.Reason} {agent.Since.UtcTicks} {agent.Call} {agent.PendingPause} {agent.Next} {agent.NextReason} {agent.WrapUp?.Until.UtcTicks} {string.Join(' ', agent.Skills)} {agent.SkillsAreSet} {string.Join(' ', agent.Queues)} {agent.QueuesAreSet}");

    public static string Of(CallView call) => Hash($"{call.State} {call.Since.UtcTicks} {call.Queue} {call.Agent} {call.Priority} {call.Reserved} {call.Place}");

    /// <summary>The thing is not as the client saw it.</summary>
    public static RpcException Mismatch(string name, string asked, string present) => Refusals.Because(
        Reason.EtagMismatch, new() { ["name"] = name, ["etag"] = present },
        new PreconditionFailure { Violations = { new PreconditionFailure.Types.Violation { Type = "ETAG", Subject = name, Description = $"etag {asked} was asked for, {present} is present" } } });

    /// <summary>FNV-1a: tells apart, protects nothing.</summary>
    private static string Hash(string text)
    {
        var hash = Basis;
        foreach (var c in text) hash = unchecked((hash ^ c) * Prime);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
