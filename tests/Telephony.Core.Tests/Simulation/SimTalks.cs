namespace Telephony.Core.Tests.Simulation;

/// <summary>Orders for calls in a conversation, with or without sense: hold, supervise, transfer, confer, hang up.</summary>
internal sealed class SimTalks(SimWorld world, int seed)
{
    private readonly Random _dice = new(seed);

    public void DoSomething(IReadOnlyList<Call> calls)
    {
        if (calls.Count == 0) return;
        var talking = calls.Where(c => c.State is CallState.Connected or CallState.OnHold or CallState.Consulting).ToArray();
        var call = talking.Length == 0 || _dice.Next(20) == 0 ? calls[_dice.Next(calls.Count)] : talking[_dice.Next(talking.Length)];
        var request = new RequestId("sim");
        world.Post(_dice.Next(23) switch
        {
            0 => new AcdInput.HangUpOrdered(request, call.Id, "sue"),
            1 or 2 => new AcdInput.HoldOrdered(request, call.Id, true, "sue"),
            3 or 4 => new AcdInput.HoldOrdered(request, call.Id, false, "sue"),
            5 => new AcdInput.DigitsOrdered(request, call.Id, "12#", "sue"),
            6 or 7 or 18 or 19 => new AcdInput.SupervisionOrdered(request, call.Id, AnyAgent(), (SupervisionMode)_dice.Next(4), "sue"),
            8 or 20 or 21 => new AcdInput.SupervisionOrdered(request, call.Id, Present(call) ?? AnyAgent(), _dice.Next(3) == 0 ? null : (SupervisionMode)_dice.Next(4), "sue"),
            9 => new AcdInput.TransferOrdered(request, call.Id, TransferKind.Queue, new TransferTarget(null, new QueueName(_dice.Next(2) == 0 ? "sales" : "support"), null), "sue"),
            10 => new AcdInput.TransferOrdered(request, call.Id, TransferKind.Blind, Anywhere(), "sue"),
            11 or 12 => new AcdInput.TransferOrdered(request, call.Id, TransferKind.Attended, Anywhere(), "sue"),
            13 => new AcdInput.TransferOrdered(request, call.Id, _dice.Next(3) == 0 ? TransferKind.Cancel : TransferKind.Complete, new TransferTarget(null, null, null), "sue"),
            16 => new AcdInput.ParkOrdered(request, call.Id, _dice.Next(2) == 0 ? null : _dice.Next(1, 4), "sue"),
            17 => new AcdInput.PickUpOrdered(request, (calls.FirstOrDefault(c => c.State == CallState.Parked) ?? call).Id, AnyAgent(), "sue"),
            22 => new AcdInput.CallOutOrdered(request, AnyAgent(), $"01{_dice.Next(100):D2}", null, "sue") { AgentFirst = _dice.Next(2) == 0 },
            14 => new AcdInput.ConferenceOrdered(request, call.Id, new Invited(AnyAgent(), null), false, "sue"),
            _ => new AcdInput.ConferenceOrdered(request, call.Id, new Invited(Present(call) ?? AnyAgent(), null), _dice.Next(2) == 0, "sue"),
        });
    }

    private TransferTarget Anywhere() => _dice.Next(4) == 0 ? new TransferTarget(null, null, "branch") : new TransferTarget(AnyAgent(), null, null);

    private AgentId? Present(Call call) => call.Parties.Count == 0 ? null : call.Parties[_dice.Next(call.Parties.Count)].Agent;

    private AgentId AnyAgent() => new($"a{_dice.Next(12):D2}");
}
