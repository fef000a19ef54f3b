using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>What every request passes: who calls, how often, whether the table lets them, and the log of actions. Throws the refusal.</summary>
internal sealed class Gate(Throttle throttle, Ownership ownership, PictureFeed<V1.Agent> agents, ActionLog log)
{
    private const int MostSights = 10_000;
    private const int MostNames = 1_000;
    private const int MostTargets = 20;

    private readonly ConcurrentDictionary<(Scope Scope, bool SeesNumbers), OwnSight> _sights = new();

    /// <summary>Lets a request in, and keeps with it what its caller is shown. What is recorded is in the log before this returns.</summary>
    /// <param name="http">The request.</param>
    /// <param name="rule">The row of the table; null when it has none.</param>
    /// <param name="method">What is called.</param>
    /// <param name="request">The message; null when messages come later, or there are none.</param>
    /// <param name="thing">What the path names; null for nothing.</param>
    /// <exception cref="RpcException">UNAUTHENTICATED, PERMISSION_DENIED, RESOURCE_EXHAUSTED, or UNAVAILABLE when it cannot be recorded.</exception>
    public async Task<Pass> AdmitAsync(HttpContext http, AccessRule? rule, string method, IMessage? request, string? thing = null)
    {
        var entry = EntryOf(http, method, request, thing);
        try
        {
            var principal = Enter(http);
            var reach = rule?.ReachOf(principal) ?? Reach.None;
            if (reach == Reach.None) throw Refusals.Because(Reason.RoleForbids, new() { ["role"] = principal.Role.Word(), ["method"] = method });
            var pass = new Pass(principal, rule!, reach, SightOf(principal, reach));
            pass.Sight.KeepIn(http);
            if (request is not null) await CheckAsync(pass, request);
            if (thing is not null && reach == Reach.Own) await CheckOwnAsync(pass.Sight, thing);
            if (!rule!.Recorded) return pass;
            var begun = log.Begin(entry);
            return pass with { End = reason => log.End(entry, begun, reason) };
        }
        catch (RpcException refusal)
        {
            log.Refuse(entry, Pass.ReasonOf(refusal));
            throw;
        }
    }

    /// <summary>Checks that all a message names is the caller's own, when it must be.</summary>
    /// <param name="pass">Who was let in, to what.</param>
    /// <param name="request">The message.</param>
    /// <param name="isFirst">Whether it must name something: what names nothing might mean everything. Later messages of a stream are about what was named first.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public async Task CheckAsync(Pass pass, IMessage request, bool isFirst = true)
    {
        if (pass.Reach != Reach.Own || pass.Rule.About != About.Named) return;
        var names = Ownership.NamedIn(request, pass.Rule.Free).Take(MostNames + 1).ToList();
        if (names.Count > MostNames || (isFirst && names.Count == 0)) throw NotYours("-");
        foreach (var name in names) await CheckOwnAsync(pass.Sight, name);
    }

    private async Task CheckOwnAsync(Sight sight, string name)
    {
        if (!await ownership.IsOwnAsync(sight, name)) throw NotYours(name);
    }

    /// <summary>Somebody who is known, and does not ask too often.</summary>
    private Principal Enter(HttpContext http)
    {
        var caller = Caller.Of(http);
        if (caller.Principal is { } known) return throttle.Take(known) is { } wait ? throw TooMany(wait) : known;
        throw throttle.TakeFailure(http.Connection.RemoteIpAddress?.ToString() ?? "") is { } after ? TooMany(after) : Refusals.Because(caller.Refusal!, []);
    }

    private Sight SightOf(Principal principal, Reach reach)
    {
        var seesNumbers = AccessPolicy.SeesNumbers(principal.Role);
        if (reach == Reach.All) return seesNumbers ? Sight.Everything : Sight.WithoutNumbers;
        if (_sights.Count > MostSights) _sights.Clear(); // made anew when asked for
        return _sights.GetOrAdd((principal.Scope, seesNumbers), key => new OwnSight(key.Scope, agents, key.SeesNumbers));
    }

    private static ActionEntry EntryOf(HttpContext http, string method, IMessage? request, string? thing)
    {
        var principal = Caller.Of(http).Principal;
        return new ActionEntry
        {
            Who = principal?.Id,
            Name = principal?.Name,
            Role = principal?.Role.Word(),
            Method = method,
            Targets = thing is not null ? [thing] : request is null ? [] : [.. Ownership.NamedIn(request, []).Take(MostTargets).Select(Short)],
            From = http.Connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, http.Connection.RemotePort).ToString() : "",
            RequestId = Text(request, "request_id"),
            By = Text(request, "by"),
        };
    }

    private static string? Text(IMessage? request, string field) =>
        request?.Descriptor.FindFieldByName(field) is { FieldType: FieldType.String } known && (string)known.Accessor.GetValue(request) is { Length: > 0 } text ? Short(text) : null;

    private static string Short(string text) => text.Length <= 200 ? text : text[..200];

    private static RpcException NotYours(string name) => Refusals.Because(Reason.NotYours, new() { ["name"] = Short(name) });

    private static RpcException TooMany(TimeSpan wait) => Refusals.Because(
        Reason.TooManyRequests, new() { ["seconds"] = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) }, new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) });
}
