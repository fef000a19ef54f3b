using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core;

/// <content>What agents do with the call they talk in, by a code that they dial on another line of the phone: *21N transfer to N at once, *22N after a word,
/// *23 complete, *24 cancel, *25 park, *26N pick up from place N, *27 all talk together. N is an agent, a number of the site that leads to a queue, or a destination.</content>
public sealed partial class Acd
{
    private const string FeaturePrefix = "*2";
    private const string ParkCode = "*25";

    private static readonly TransferTarget Nowhere = new(null, null, null);

    private static bool IsFeature(string code) => code.Length > FeaturePrefix.Length && code.StartsWith(FeaturePrefix, StringComparison.Ordinal);

    private string? UseFeature(AgentId agent, string code)
    {
        var (what, rest) = (code[..3], code[3..]);
        if (what == "*26") return PickUpByKey(agent, rest);
        if (_agents.GetValueOrDefault(agent)?.Call is not { } id || !_calls.TryGetValue(id, out var call) || call.Offer?.Agent != agent) return $"{agent} is in no conversation";
        return what switch
        {
            "*21" => TransferByKey(call, TransferKind.Blind, rest),
            "*22" => TransferByKey(call, TransferKind.Attended, rest),
            "*23" => Transfer(new AcdInput.TransferOrdered(null, id, TransferKind.Complete, Nowhere, agent.Value)),
            "*24" => Transfer(new AcdInput.TransferOrdered(null, id, TransferKind.Cancel, Nowhere, agent.Value)),
            ParkCode => Park(new AcdInput.ParkOrdered(null, id, null, agent.Value)),
            "*27" => ConferByKey(call),
            _ => $"unknown code {code}",
        };
    }

    private string? TransferByKey(Call call, TransferKind kind, string dialled)
    {
        var to = TargetDialled(dialled);
        return to == Nowhere ? $"unknown number '{dialled}'" : Transfer(OrderOf(call, kind, to));
    }

    private static AcdInput.TransferOrdered OrderOf(Call call, TransferKind kind, TransferTarget to) =>
        new(null, call.Id, to.Queue is null ? kind : TransferKind.Queue, to, call.Offer!.Agent.Value);

    private TransferTarget TargetDialled(string dialled)
    {
        if (_site.Agents.ContainsKey(dialled)) return new TransferTarget(new AgentId(dialled), null, null);
        if (_site.Numbers.TryGetValue(dialled, out var entry) && entry.Target.Queue is { } queue) return new TransferTarget(null, new QueueName(queue), null);
        return _site.Destinations.ContainsKey(dialled) ? new TransferTarget(null, null, dialled) : Nowhere;
    }

    private string? ConferByKey(Call call) => call.State == CallState.Consulting
        ? Confer(new AcdInput.ConferenceOrdered(null, call.Id, Invited.Of(Consulted(call)), Leave: false, call.Offer!.Agent.Value))
        : $"{call.Id} is not being transferred";

    private string? PickUpByKey(AgentId agent, string place)
    {
        var parked = _calls.Values.FirstOrDefault(c => c.ParkingPlace?.ToString(CultureInfo.InvariantCulture) == place);
        return parked is null ? $"nobody is in parking place '{place}'" : PickUp(new AcdInput.PickUpOrdered(null, parked.Id, agent, agent.Value));
    }

    /// <summary>Where the call is parked has to be told; for everything else the line is simply free again.</summary>
    private ImmutableArray<string> FeatureAnnouncement(AgentId agent, string code, string language)
    {
        if (!code.StartsWith(ParkCode, StringComparison.Ordinal)) return [];
        var parked = _calls.Values.Where(c => c.State == CallState.Parked && c.TalkedWith == agent).MaxBy(c => c.StateSince.Elapsed);
        return parked?.ParkingPlace is { } place ? Phrases.Number(place, language) : [];
    }
}
