namespace Telephony.Core.Tests.Simulation;

/// <summary>A channel that lives in the simulated Asterisk.</summary>
internal sealed class SimChannel(string id, ChannelRole role)
{
    public string Id { get; } = id;

    public ChannelRole Role { get; } = role;

    public bool Up { get; set; }

    public string? Bridge { get; set; }

    public AgentId Agent { get; init; }

    public bool Doomed { get; set; }

    /// <summary>For a snoop channel: the channel it hears, and ends with.</summary>
    public string? On { get; init; }

    /// <summary>Taken to the fallback by the dialplan.</summary>
    public bool Elsewhere { get; set; }

    public string Number { get; init; } = "555";
}

/// <summary>An Asterisk, its callers and its agents' phones, in virtual time: carries out effects late or not at all,
/// reports what happens late, twice or (while the connection is cut) never, and keeps the truth that a resync reads.</summary>
internal sealed class SimAsterisk(SimWorld world, SimFaults faults)
{
    /// <summary>Of so many phones that talk one dies and does not hang up.</summary>
    private const int DiesOneIn = 25;

    private readonly SortedDictionary<string, SimChannel> _channels = new(StringComparer.Ordinal);
    private int _answers;
    private int _callers;

    public IReadOnlyDictionary<string, SimChannel> Channels => _channels;

    public int Generation { get; private set; } = 1;

    public bool Connected { get; set; }

    /// <summary>Agents who had two living, wanted legs at once: must stay empty.</summary>
    public List<string> DoubleRings { get; } = [];

    /// <summary>Callers joined with an agent whose own call was never answered: must stay empty.</summary>
    public List<string> Unanswered { get; } = [];

    public void CallerArrives()
    {
        var caller = new SimChannel($"c{++_callers:D5}", ChannelRole.Caller) { Number = world.NumberOfCaller() };
        _channels.Add(caller.Id, caller);
        var id = new CallId(caller.Id);
        if (Connected) Report(new AcdInput.CallOffered(id, world.Chance(0.2) ? "9000" : "8000", new CallerId(caller.Number, "")));
        else if (world.Chance(0.5)) _channels.Remove(caller.Id); // the dialplan's fallback took it; otherwise found at the resync
        world.After(world.Exponential(faults.PatienceSeconds), () => HangUp(caller));
        PressKeys(caller);
    }

    /// <summary>An agent's phone calls somebody; the dialplan's fallback takes it when nobody hears of it.</summary>
    public void PhoneDials(string id, AgentId agent, string number)
    {
        var line = new SimChannel(id, ChannelRole.Caller);
        _channels.Add(id, line);
        Report(new AcdInput.CallOffered(new CallId(id), number, new CallerId("", "")) { Phone = agent });
        world.After(world.Exponential(faults.PatienceSeconds), () => HangUp(line));
    }

    public void PhoneHangsUp(CallId line)
    {
        if (Find(line.Value) is { } channel) HangUp(channel);
    }

    public void PhoneAsks(AcdInput.TransferAsked asked)
    {
        if (Find(asked.Leg.Value) is { Up: true }) Report(asked);
    }

    public AcdInput.AsteriskSynced Lists() => new($"g{Generation}",
        [.. _channels.Values.Select(c => new LiveChannel(c.Id, c.Elsewhere ? ChannelRole.Other : c.Role, c.Up, c.Bridge, "8000", new CallerId(c.Number, "")))]);

    public void Restart()
    {
        _channels.Clear();
        Generation++;
    }

    public void CarryOut(AcdEffect effect)
    {
        // A request in flight when the connection is cut is carried out before we are back, or never.
        var epoch = world.ConnectionEpoch;
        if (Connected) world.Departs(world.Latency(), () => { if (epoch == world.ConnectionEpoch) Execute(effect); });
        else if (world.Chance(0.3)) Execute(effect);
    }

    private void Execute(AcdEffect effect)
    {
        switch (effect)
        {
            case AcdEffect.Answer e: if (Find(e.Call.Value) is { } caller) caller.Up = true; break;
            case AcdEffect.Play e: Play(e); break;
            case AcdEffect.StopPlayback e: if (Find(e.Call.Value) is not null) Report(new AcdInput.PlaybackEnded(e.Call, e.Playback)); break;
            case AcdEffect.RingAgent e: Ring(e); break;
            case AcdEffect.DialCustomer e: DialCustomer(e); break;
            case AcdEffect.CancelLeg e: if (Find(e.Leg.Value) is { } leg) EndLeg(leg, LegEnd.HungUp); break;
            case AcdEffect.Connect e: Join(e); break;
            case AcdEffect.AskWhetherJoined e: Report(new AcdInput.JoinTold(e.Call, e.Leg, Find(e.Call.Value)?.Bridge == e.Call.Value && Find(e.Leg.Value)?.Bridge == e.Call.Value)); break;
            case AcdEffect.AddLeg e: if (Find(e.Leg.Value) is { Up: true } added) added.Bridge = e.Call.Value; break;
            case AcdEffect.RingOutside e: RingOutside(e); break;
            case AcdEffect.ListenTo e: ListenTo(e); break;
            case AcdEffect.DropEar e: _channels.Remove(e.Ear.Value); break;
            case AcdEffect.EndListening e: EndListening(e); break;
            case AcdEffect.StepAside e: if (Find(e.Call.Value) is { } aside) aside.Bridge = null; break;
            case AcdEffect.LeaveBridge e: if (Find(e.Call.Value) is { } left) left.Bridge = null; break;
            case AcdEffect.DestroyBridge e: foreach (var c in _channels.Values.Where(c => c.Bridge == e.Call.Value)) c.Bridge = null; break;
            case AcdEffect.HangUp e: if (Find(e.Call.Value) is { } gone) HangUp(gone); break;
            case AcdEffect.SendToFallback e: if (Find(e.Call.Value) is { } sent) HangUp(sent); break;
            case AcdEffect.DropStrayChannel e: if (Find(e.Channel) is { } stray) Drop(stray); break;
            case AcdEffect.TransferCaller e: if (Find(e.Call.Value) is { } handed) HangUp(handed); break;
            case AcdEffect.AskServer e: Ask(e); break;
            case AcdEffect.CheckDigits e: Report(new AcdInput.DigitsChecked(e.Call, e.Check, world.Chance(0.7))); break;
            case AcdEffect.RecordMessage e: world.After(world.Exponential(10), () => Report(new AcdInput.MessageEnded(e.Call, e.Recording))); break;
            case AcdEffect.StopMessage e: Report(new AcdInput.RecordingStored(e.Recording, "m.wav", TimeSpan.FromSeconds(1), true)); break;
            case AcdEffect.StopRecording e: Report(new AcdInput.RecordingStored(e.Recording, "x.wav", TimeSpan.FromSeconds(1), true)); break;
        }
    }

    private void Play(AcdEffect.Play e)
    {
        if (Find(e.Call.Value) is null) return;
        world.After(TimeSpan.FromSeconds(1 + (3 * world.Unit())), () => Report(new AcdInput.PlaybackEnded(e.Call, e.Playback)));
    }

    private void Ask(AcdEffect.AskServer e)
    {
        if (world.Chance(0.2)) return; // never answers
        var outcome = (ServerOutcome)world.Next(Enum.GetValues<ServerOutcome>().Length);
        world.After(world.Exponential(2), () => Report(new AcdInput.ServerAnswered(e.Call, e.Ask, outcome, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("x", "1"))));
    }

    private void Ring(AcdEffect.RingAgent e)
    {
        if (_channels.ContainsKey(e.Leg.Value)) return; // 409: already exists
        if (_channels.Values.Any(c => c.Agent == e.Agent && !c.Doomed && new LegId(c.Id).Ring != e.Leg.Ring)) DoubleRings.Add($"{e.Agent} by {e.Leg}");
        var pick = world.Unit();
        if (pick < 0.05)
        {
            Report(new AcdInput.LegEnded(e.Leg, LegEnd.Unreachable));
            return;
        }

        var leg = new SimChannel(e.Leg.Value, ChannelRole.AgentLeg) { Agent = e.Agent };
        _channels.Add(leg.Id, leg);
        world.After(world.Latency(), () => { if (Find(leg.Id) is not null) Report(new AcdInput.LegRinging(e.Leg)); });
        if (pick < 0.08) world.After(world.Latency(), () => EndLeg(leg, LegEnd.Busy));
        else if (pick < 0.12) world.After(world.Exponential(2), () => EndLeg(leg, LegEnd.Declined));
        else if (pick < 0.18) world.After(e.Timeout + TimeSpan.FromSeconds(2), () => EndLeg(leg, LegEnd.NoAnswer));
        else world.After(world.Exponential(4), () => AnswerLeg(leg));
    }

    private void RingOutside(AcdEffect.RingOutside e)
    {
        if (_channels.ContainsKey(e.Leg.Value)) return;
        var leg = new SimChannel(e.Leg.Value, ChannelRole.AgentLeg) { Doomed = true };
        _channels.Add(leg.Id, leg);
        if (world.Chance(0.3)) world.After(world.Exponential(2), () => EndLeg(leg, LegEnd.Busy));
        else world.After(world.Exponential(4), () => AnswerLeg(leg));
    }

    private void ListenTo(AcdEffect.ListenTo e)
    {
        if (Find(e.Leg.Value) is { Up: true } leg) leg.Bridge = $"{e.Leg}-sup";
        if (Find(e.Agent.Value) is { Up: true }) _channels.TryAdd(e.Ear.Value, new SimChannel(e.Ear.Value, ChannelRole.Other) { Up = true, Bridge = $"{e.Leg}-sup", On = e.Agent.Value });
    }

    private void EndListening(AcdEffect.EndListening e)
    {
        if (e.Ear is { } ear) _channels.Remove(ear.Value);
        if (Find(e.Leg.Value) is { } leg && leg.Bridge == $"{e.Leg}-sup") leg.Bridge = null;
    }

    private void DialCustomer(AcdEffect.DialCustomer e)
    {
        if (_channels.ContainsKey(e.Call.Value)) return; // 409
        var pick = world.Unit();
        if (pick < 0.1)
        {
            Report(new AcdInput.CustomerDialEnded(e.Call, DialEnd.Failed));
            return;
        }

        var customer = new SimChannel(e.Call.Value, ChannelRole.Customer);
        _channels.Add(customer.Id, customer);
        var end = pick < 0.2 ? DialEnd.Busy : pick < 0.25 ? DialEnd.Machine : DialEnd.NoAnswer;
        if (pick < 0.25) world.After(world.Exponential(1), () => EndDial(customer, end));
        else if (pick < 0.4) world.After(e.Timeout + TimeSpan.FromSeconds(2), () => EndDial(customer, end));
        else world.After(world.Exponential(5), () => AnswerCustomer(customer));
    }

    private void AnswerCustomer(SimChannel customer)
    {
        if (!IsLive(customer) || customer.Up) return;
        customer.Up = true;
        customer.Elsewhere = !Connected && world.FallbackTakesCustomer();
        Report(new AcdInput.CustomerAnswered(new CallId(customer.Id)));
        world.After(world.Exponential(faults.PatienceSeconds), () => HangUp(customer));
    }

    private void EndDial(SimChannel customer, DialEnd reason)
    {
        if (!IsLive(customer)) return;
        _channels.Remove(customer.Id);
        Report(new AcdInput.CustomerDialEnded(new CallId(customer.Id), reason));
    }

    private void AnswerLeg(SimChannel leg)
    {
        if (!IsLive(leg) || leg.Up) return;
        if (!Connected && world.Chance(0.5)) { Drop(leg); return; } // originate with a dead router: dropped on answer
        leg.Up = true;
        Report(new AcdInput.LegAnswered(new LegId(leg.Id)));
        var end = ++_answers % DiesOneIn == 0 ? LegEnd.Vanished : LegEnd.HungUp;
        world.After(world.Exponential(faults.TalkSeconds), () => { if (leg.Bridge is not null || world.Chance(0.3)) EndLeg(leg, end); });
    }

    private void Join(AcdEffect.Connect e)
    {
        if (world.Chance(faults.JoinFails)) return; // 204, and yet not in the bridge
        if (_channels.Values.Any(c => c.Role == ChannelRole.AgentLeg && c.Bridge is not null && c.Id != e.Leg.Value && new LegId(c.Id).Ring == e.Leg.Ring)) DoubleRings.Add($"two phones talk by {e.Leg}");
        foreach (var id in new[] { e.Call.Value, e.Leg.Value })
        {
            if (Find(id) is not { } channel) continue;
            if (!channel.Up && channel.Role == ChannelRole.Caller) Unanswered.Add(id); // Asterisk would join them
            if (!channel.Up) continue;
            channel.Bridge = e.Call.Value;
            Report(new AcdInput.BridgeEntered(e.Call, id));
        }

        if (Find(e.Call.Value) is { } caller) world.After(world.Exponential(faults.TalkSeconds * 2), () => HangUp(caller));
        if (Find(e.Leg.Value) is { Bridge: not null } leg) world.TalkOn(leg);
    }

    private void HangUp(SimChannel caller)
    {
        if (!IsLive(caller)) return;
        if (caller is { Role: ChannelRole.Customer, Up: false })
        {
            EndDial(caller, DialEnd.NoAnswer);
            return;
        }

        _channels.Remove(caller.Id);
        if (world.Chance(0.7)) Report(new AcdInput.CallerHungUp(new CallId(caller.Id)));
        Report(new AcdInput.CallerGone(new CallId(caller.Id)));
    }

    private void EndLeg(SimChannel leg, LegEnd reason)
    {
        if (!IsLive(leg)) return;
        _channels.Remove(leg.Id);
        foreach (var ear in _channels.Values.Where(c => c.On == leg.Id).ToArray()) _channels.Remove(ear.Id);
        Report(new AcdInput.LegEnded(new LegId(leg.Id), leg.Up && reason != LegEnd.Vanished ? LegEnd.HungUp : reason));
    }

    private void Drop(SimChannel channel)
    {
        if (channel.Role is ChannelRole.Caller or ChannelRole.Customer) HangUp(channel);
        else EndLeg(channel, LegEnd.HungUp);
    }

    private void PressKeys(SimChannel caller)
    {
        for (var i = 0; i < 3; i++)
        {
            var digit = "129045#"[world.Next(7)];
            world.After(world.Exponential(5), () => { if (IsLive(caller)) Report(new AcdInput.DigitPressed(new CallId(caller.Id), digit)); });
        }
    }

    private SimChannel? Find(string id) => _channels.GetValueOrDefault(id);

    public bool IsLive(SimChannel channel) => ReferenceEquals(Find(channel.Id), channel);

    /// <summary>An event leaves Asterisk: perhaps late, twice, never, before an earlier one of another channel, or into a cut connection.</summary>
    private void Report(AcdInput input)
    {
        if (!Connected || world.IsLost()) return;
        var (epoch, channel) = (world.ConnectionEpoch, ChannelOf(input));
        world.Arrives(channel, world.Latency(), () => { if (epoch == world.ConnectionEpoch) world.Post(input); });
        if (world.Chance(faults.Duplicates)) world.Arrives(channel, world.Latency(), () => { if (epoch == world.ConnectionEpoch) world.Post(input); });
    }

    private static string ChannelOf(AcdInput input) => input switch
    {
        AcdInput.CallOffered e => e.Call.Value,
        AcdInput.CallerHungUp e => e.Call.Value,
        AcdInput.CallerGone e => e.Call.Value,
        AcdInput.DigitPressed e => e.Call.Value,
        AcdInput.PlaybackEnded e => e.Call.Value,
        AcdInput.MessageEnded e => e.Call.Value,
        AcdInput.CustomerAnswered e => e.Call.Value,
        AcdInput.CustomerDialEnded e => e.Call.Value,
        AcdInput.LegRinging e => e.Leg.Value,
        AcdInput.LegAnswered e => e.Leg.Value,
        AcdInput.LegEnded e => e.Leg.Value,
        AcdInput.BridgeEntered e => e.Channel,
        AcdInput.TransferAsked e => e.Leg.Value,
        _ => "",
    };
}

/// <summary>How bad a world is.</summary>
internal sealed record SimFaults(
    double Duplicates, double JoinFails, double CutsPerMinute, double RouterCrashesPerMinute, double AsteriskRestartsPerMinute,
    double ConfigSwapsPerMinute, double PatienceSeconds, double TalkSeconds, double ArrivalsPerSecond, double Losses, bool Overtakes);
