using System.CommandLine;

namespace Telephony.Server.Cli;

/// <summary><c>telephony call supervise | transfer | complete | cancel | conference</c>: others in a conversation.</summary>
internal static class CallPartyVerbs
{
    internal static readonly Argument<string> Mode = new("mode") { Description = "listen, whisper, barge, take_over or stop" };
    internal static readonly Argument<string> Supervisor = new("supervisor") { Description = "whose phone is used" };
    internal static readonly Argument<string> Target = new("target") { Description = "an agent, or queues/NAME, or destinations/NAME" };
    internal static readonly Option<bool> After = new("--after-a-word") { Description = "the agent talks with the target first; then complete, cancel or conference" };
    internal static readonly Argument<string> Who = new("who") { Description = "an agent, or destinations/NAME" };
    internal static readonly Option<bool> Leave = new("--leave") { Description = "they leave" };

    internal static readonly Argument<string?> Place = new("place") { Description = "the parking place, 1 to 99; left out: any", Arity = ArgumentArity.ZeroOrOne };

    internal static readonly Argument<string> Number = new("number") { Description = "the number to call, digits only" };

    internal static readonly Option<bool> AgentFirst = new("--agent-first") { Description = "the agent's phone rings first; the number is called when it is answered" };

    internal static async Task SuperviseAsync(Session session)
    {
        var order = new V1.SuperviseRequest
        {
            Call = CallVerbs.NameIn(session), Supervisor = Session.Name(Rpc.Names.Agents, session.Get(Supervisor)),
            Mode = Wording.Parse<V1.SupervisionMode>(session.Get(Mode), "mode"), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Calls.SuperviseAsync(order, session.Once);
        await CallVerbs.ShowAsync(session, answer, answer.Call);
    }

    internal static Task TransferAsync(Session session)
    {
        var target = FullName(session.Get(Target));
        var kind = target.StartsWith("queues/", StringComparison.Ordinal) ? V1.TransferKind.Queue : session.Get(After) ? V1.TransferKind.Attended : V1.TransferKind.Blind;
        return TransferAsync(session, kind, target);
    }

    internal static Task EndTransferAsync(Session session, V1.TransferKind kind) => TransferAsync(session, kind, "");

    internal static async Task ConferenceAsync(Session session)
    {
        var order = new V1.ConferenceRequest
        {
            Call = CallVerbs.NameIn(session), Participant = FullName(session.Get(Who)), Leave = session.Get(Leave), By = session.By, RequestId = Session.NewRequestId(),
            ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Calls.ConferenceAsync(order, session.Once);
        await CallVerbs.ShowAsync(session, answer, answer.Call);
    }

    internal static async Task DialAsync(Session session)
    {
        var order = new V1.OriginateRequest
        {
            Agent = Session.Name(Rpc.Names.Agents, session.Get(CallVerbs.Agent)), Number = session.Get(Number), Queue = Session.Name(Rpc.Names.Queues, session.Get(CallVerbs.Queue)),
            By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly, AgentFirst = session.Get(AgentFirst),
        };
        var answer = await session.Calls.OriginateAsync(order, session.Once);
        await CallVerbs.ShowAsync(session, answer, answer.Call);
    }

    internal static async Task ParkAsync(Session session)
    {
        var order = new V1.ParkRequest
        {
            Call = CallVerbs.NameIn(session), Place = session.Get(Place) ?? "", By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Calls.ParkAsync(order, session.Once);
        await CallVerbs.ShowAsync(session, answer, answer.Call);
    }

    internal static async Task PickUpAsync(Session session)
    {
        var order = new V1.PickUpRequest
        {
            Call = CallVerbs.NameIn(session), Agent = Session.Name(Rpc.Names.Agents, session.Get(CallVerbs.Agent)), By = session.By, RequestId = Session.NewRequestId(),
            ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Calls.PickUpAsync(order, session.Once);
        await CallVerbs.ShowAsync(session, answer, answer.Call);
    }

    private static async Task TransferAsync(Session session, V1.TransferKind kind, string target)
    {
        var order = new V1.TransferRequest
        {
            Call = CallVerbs.NameIn(session), Target = target, Kind = kind, By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Calls.TransferAsync(order, session.Once);
        await CallVerbs.ShowAsync(session, answer, answer.Call);
    }

    private static string FullName(string name) => name.Contains('/', StringComparison.Ordinal) ? name : Session.Name(Rpc.Names.Agents, name);
}
