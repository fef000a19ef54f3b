namespace Telephony.Core.Tests.Scenarios;

/// <content>What the stories can tell of orders for calls in a conversation.</content>
internal sealed partial class Scenario
{
    private AcdInput? TalkOf(string[] words) => words switch
    {
        ["supervisor", var who, "hangs", "up", var call] => new AcdInput.HangUpOrdered(Story, new CallId(call), who),
        ["supervisor", var who, "holds", var call] => new AcdInput.HoldOrdered(Story, new CallId(call), true, who),
        ["supervisor", var who, "resumes", var call] => new AcdInput.HoldOrdered(Story, new CallId(call), false, who),
        ["supervisor", var who, "sends", var keys, "to", var call] => new AcdInput.DigitsOrdered(Story, new CallId(call), keys, who),
        ["supervisor", var who, "lets", var agent, "listen", "to", var call] => Supervised(who, agent, call, SupervisionMode.Listen),
        ["supervisor", var who, "lets", var agent, "whisper", "in", var call] => Supervised(who, agent, call, SupervisionMode.Whisper),
        ["supervisor", var who, "lets", var agent, "barge", "into", var call] => Supervised(who, agent, call, SupervisionMode.Barge),
        ["supervisor", var who, "lets", var agent, "take", "over", var call] => Supervised(who, agent, call, SupervisionMode.TakeOver),
        ["supervisor", var who, "lets", var agent, "leave", var call] => Supervised(who, agent, call, null),
        ["supervisor", var who, "transfers", var call, "to", "queue", var queue] => Transferred(who, call, TransferKind.Queue, new TransferTarget(null, new QueueName(queue), null)),
        ["supervisor", var who, "transfers", var call, "to", "destination", var name] => Transferred(who, call, TransferKind.Blind, new TransferTarget(null, null, name)),
        ["supervisor", var who, "transfers", var call, "to", var agent] => Transferred(who, call, TransferKind.Blind, new TransferTarget(new AgentId(agent), null, null)),
        ["supervisor", var who, "transfers", var call, "after", "a", "word", "with", "destination", var name] =>
            Transferred(who, call, TransferKind.Attended, new TransferTarget(null, null, name)),
        ["supervisor", var who, "transfers", var call, "after", "a", "word", "with", var agent] =>
            Transferred(who, call, TransferKind.Attended, new TransferTarget(new AgentId(agent), null, null)),
        ["supervisor", var who, "completes", "the", "transfer", "of", var call] => Transferred(who, call, TransferKind.Complete, new TransferTarget(null, null, null)),
        ["supervisor", var who, "cancels", "the", "transfer", "of", var call] => Transferred(who, call, TransferKind.Cancel, new TransferTarget(null, null, null)),
        ["supervisor", var who, "invites", var agent, "to", var call] => new AcdInput.ConferenceOrdered(Story, new CallId(call), new Invited(new AgentId(agent), null), false, who),
        ["supervisor", var who, "lets", var agent, "go", "from", var call] => new AcdInput.ConferenceOrdered(Story, new CallId(call), new Invited(new AgentId(agent), null), true, who),
        ["supervisor", var who, "parks", var call] => new AcdInput.ParkOrdered(Story, new CallId(call), null, who),
        ["supervisor", var who, "parks", var call, "at", var place] => new AcdInput.ParkOrdered(Story, new CallId(call), Number(place), who),
        ["agent", var agent, "picks", "up", "parked", var call] => new AcdInput.PickUpOrdered(Story, new CallId(call), new AgentId(agent), agent),
        ["supervisor", var who, "lets", var agent, "call", var number] => new AcdInput.CallOutOrdered(Story, new AgentId(agent), number, null, who),
        ["agent", var agent, "calls", var number] => new AcdInput.CallOutOrdered(Story, new AgentId(agent), number, null, agent) { AgentFirst = true },
        ["agent", var agent, "refers", "to", var to] => new AcdInput.TransferAsked(LegOf(agent), to),
        ["call", var call, "is", "not", "joined"] => new AcdInput.JoinTold(new CallId(call), _acd.Capture().Calls.First(c => c.Id.Value == call).Offer!.Leg, IsJoined: false),
        ["agent", var agent, "dials", var number, "on", "line", var line] => new AcdInput.CallOffered(new CallId(line), number, default) { Phone = new AgentId(agent) },
        ["agent", var agent, "joins", "the", "caller", "and", "line", var line] => new AcdInput.TransferAsked(LegOf(agent), "") { Replaces = new CallId(line) },
        ["agent", var agent, "joins", "line", var line, "and", "the", "caller"] => new AcdInput.TransferAsked(new LegId(line), "") { Replaces = new CallId(LegOf(agent).Value) },
        ["agent", var agent, "joins", "the", "caller", "and", "nobody"] => new AcdInput.TransferAsked(LegOf(agent), ""),
        ["line", var line, "hangs", "up"] => new AcdInput.CallerHungUp(new CallId(line)),
        ["line", var line, "is", "gone"] => new AcdInput.CallerGone(new CallId(line)),
        ["call", var call, "is", "joined"] => new AcdInput.BridgeEntered(new CallId(call), call),
        ["destination", var name, "answers"] => new AcdInput.LegAnswered(LegTo(name)),
        ["destination", var name, "is", "busy"] => new AcdInput.LegEnded(LegTo(name), LegEnd.Busy),
        ["destination", "of", var call, "hangs", "up"] => new AcdInput.LegEnded(_acd.Capture().Calls.First(c => c.Id.Value == call).OutsideLeg!.Value, LegEnd.HungUp),
        _ => null,
    };

    private static AcdInput.SupervisionOrdered Supervised(string by, string agent, string call, SupervisionMode? mode) =>
        new(Story, new CallId(call), new AgentId(agent), mode, by);

    private static AcdInput.TransferOrdered Transferred(string by, string call, TransferKind kind, TransferTarget to) => new(Story, new CallId(call), kind, to, by);

    private LegId LegTo(string destination) => _acd.Capture().Calls.SelectMany(c => c.Parties).First(p => p.Destination == destination).Leg;

    private static string? ToldOfTalk(AcdFact fact) => fact switch
    {
        AcdFact.CallHungUp f => $"{f.By} hangs up {f.Call}",
        AcdFact.DigitsSent f => $"{f.By} sends {f.Count} keys to {f.Call}",
        AcdFact.CallParked f => $"{f.By} parks {f.Call} at {f.Place}",
        AcdFact.Supervised f => $"{f.Supervisor} supervises {f.Agent} with {f.Call}: {f.Mode}",
        AcdFact.SupervisionEnded f => $"{f.Supervisor} does not supervise {f.Call}{(f.NotReached is { } why ? $": {why}" : "")}",
        AcdFact.TalkHandedOver f => $"{f.Call} talks with {f.Agent} in place of {f.From}: {f.How}",
        AcdFact.TalkTransferred f => $"{f.By} transfers {f.Call} from {f.Agent} to {f.To.Agent?.Value ?? f.To.Queue?.Value}",
        AcdFact.CallTransferred f => $"{f.Call} goes to {f.Destination}",
        AcdFact.ConsultationBegan f => $"{f.Agent} calls {NameOf(f.With)} about {f.Call}",
        AcdFact.ConsultationAnswered f => $"{NameOf(f.With)} talks with {f.Agent} about {f.Call}",
        AcdFact.ConsultationEnded f => $"the word with {NameOf(f.With)} about {f.Call} ends: {f.How}",
        AcdFact.ParticipantJoined f => $"{NameOf(f.With)} comes into {f.Call}",
        AcdFact.ParticipantLeft f => $"{NameOf(f.With)} is not in {f.Call} any more{(f.NotReached is { } why ? $": {why}" : "")}",
        _ => null,
    };

    private static string NameOf(Invited who) => who.Agent?.Value ?? who.Destination!;
}
