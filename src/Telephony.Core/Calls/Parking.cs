using System.Globalization;

namespace Telephony.Core;

/// <content>Parking places: a caller stays there with music, and any agent may take the call; when nobody does, it waits in its queue again.</content>
public sealed partial class Acd
{
    /// <summary>How many parking places there are, numbered from 1.</summary>
    public const int ParkingPlaces = 99;

    /// <summary>How long a call is parked at most.</summary>
    private static readonly TimeSpan ParkingLimit = TimeSpan.FromMinutes(3);

    private string? WhyNotPark(AcdInput.ParkOrdered asked, out Call call)
    {
        if (WhyNotTalking(asked.Call, out call) is { } refusal) return refusal;
        if (call.State == CallState.Consulting) return $"{call.Id} is being transferred to {Consulted(call).Name}";
        if (asked.Place is { } place && _calls.Values.FirstOrDefault(c => c.ParkingPlace == place) is { } other) return $"parking place {place} is taken by {other.Id}";
        return asked.Place is null && FreePlace() is null ? "every parking place is taken" : null;
    }

    private string? Park(AcdInput.ParkOrdered asked)
    {
        if (WhyNotPark(asked, out var call) is { } refusal) return refusal;
        var (queue, agent) = (call.Queue!.Value, call.Offer!.Agent);
        LeaveWithCaller(call, Party.System);
        call.ParkingPlace = asked.Place ?? FreePlace();
        Enter(call, CallState.Parked);
        _deadlines.Set(DeadlineKind.Parking, call.Id.Value, _now.Elapsed + ParkingLimit);
        Say(new AcdFact.CallParked(call.Id, queue, agent, call.ParkingPlace!.Value, asked.By));
        Do(new AcdEffect.StartMusic(call.Id, MusicOf(call)));
        return null;
    }

    private int? FreePlace()
    {
        var taken = _calls.Values.Select(c => c.ParkingPlace).OfType<int>().ToHashSet();
        for (var place = 1; place <= ParkingPlaces; place++)
        {
            if (!taken.Contains(place)) return place;
        }

        return null;
    }

    private string? WhyNotPickUp(AcdInput.PickUpOrdered asked, out Call call)
    {
        if (WhyNotLive(asked.Call, out call) is { } refusal) return refusal;
        if (call.State != CallState.Parked) return $"{call.Id} is not parked";
        if (RuleOf(call.Queue) is null) return $"unknown queue {call.Queue}";
        return WhyNotAsk(asked.Agent) ?? (_agents[asked.Agent].CanBeOffered ? null : $"{asked.Agent} cannot be rung: {WhyNotFree(asked.Agent)?.Words}");
    }

    /// <summary>The agent is rung out of turn; when nobody answers there, the call waits in its queue.</summary>
    private string? PickUp(AcdInput.PickUpOrdered asked)
    {
        if (WhyNotPickUp(asked, out var call) is { } refusal) return refusal;
        var place = call.ParkingPlace!.Value.ToString(CultureInfo.InvariantCulture);
        ReturnFromPlace(call, new TransferTarget(asked.Agent, null, null), asked.By);
        Say(new AcdFact.CallAssigned(call.Id, call.Queue!.Value, asked.Agent, true, asked.By));
        MakeOffer(call, _agents[asked.Agent], $"picked up from parking place {place} by {asked.By}");
        return null;
    }

    private void ParkedTooLong(Call call)
    {
        if (RuleOf(call.Queue) is null) HandToFallback(call);
        else ReturnFromPlace(call, new TransferTarget(null, call.Queue, null), "parking limit");
    }

    private void ReturnFromPlace(Call call, TransferTarget to, string by)
    {
        var queue = call.Queue!.Value;
        LeavePlace(call);
        WaitOn(call, queue, call.TalkedWith!.Value, to, by);
        TakeInAgain(call, queue, RuleOf(queue)!);
    }

    private void LeavePlace(Call call)
    {
        call.ParkingPlace = null;
        _deadlines.Clear(DeadlineKind.Parking, call.Id.Value);
    }
}
