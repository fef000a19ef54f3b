namespace Telephony.Core.Tests.Simulation;

/// <summary>What phones of agents who talk do on another line, with or without sense: call somebody, give up, join the two.</summary>
internal sealed class SimLines(SimWorld world, SimAsterisk asterisk, int seed)
{
    private readonly Random _dice = new(seed);
    private int _lines;

    public void DoSomething(IReadOnlyList<Call> calls)
    {
        var talking = calls.Where(c => c.State is CallState.Connected or CallState.OnHold or CallState.Consulting).ToArray();
        if (talking.Length == 0 || !asterisk.Connected) return;
        var call = talking[_dice.Next(talking.Length)];
        var agent = call.Offer!.Agent;
        var line = call.Parties.Find(p => p.Line is not null)?.Line ?? calls.FirstOrDefault(c => c.Phone == agent)?.Id;
        if (line is not { } other)
        {
            if (asterisk.Channels.ContainsKey(call.Offer.Leg.Value)) asterisk.PhoneDials($"l{++_lines:D5}", agent, Number());
            return;
        }

        switch (_dice.Next(8))
        {
            case 0: asterisk.PhoneDials($"l{++_lines:D5}", agent, Number()); break;
            case 1: asterisk.PhoneHangsUp(other); break;
            case 2: asterisk.PhoneAsks(new AcdInput.TransferAsked(call.Offer.Leg, Number())); break;
            case 3: asterisk.PhoneAsks(new AcdInput.TransferAsked(new LegId(other.Value), "") { Replaces = new CallId(call.Offer.Leg.Value) }); break;
            case 4: asterisk.PhoneAsks(new AcdInput.TransferAsked(call.Offer.Leg, "") { Replaces = calls[_dice.Next(calls.Count)].Id }); break;
            default: asterisk.PhoneAsks(new AcdInput.TransferAsked(call.Offer.Leg, "") { Replaces = other }); break;
        }
    }

    private string Number() => _dice.Next(5) switch { 0 => "branch", 1 => "9000", _ => $"a{_dice.Next(world.Site.Agents.Count):D2}" };
}
