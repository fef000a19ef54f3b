using System.CommandLine;
using Grpc.Core;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony router …</c></summary>
internal static class RouterVerbs
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private static readonly Option<bool> Alone = new("--alone") { Description = "when no standby could lead: take no new calls, and serve those that are there" };
    private static readonly Option<TimeSpan> Wait = ClientOptions.DurationOption("--wait", "with --alone: come back when no call is left, at the latest after this time (exit code 1 then)", TimeSpan.Zero);

    private static readonly IReadOnlyList<Column<V1.Router>> Routers =
    [
        new("ROUTER", (r, _) => Wording.Id(r.Name)),
        new("ROLE", (r, _) => Wording.Of(r.Role)),
        new("LEADER", (r, _) => Wording.Id(r.Leader)),
        new("IN STEP", (r, _) => r.InStep ? "yes" : "no"),
        new("READY STANDBY", (r, _) => Wording.Id(r.ReadyStandby)),
        new("NEW CALLS", (r, _) => r.Role != V1.RouterRole.Leader || r.Draining ? "no" : "yes"),
        new("LIVE CALLS", (r, _) => Wording.Number(r.LiveCalls), true),
    ];

    public static Command Create() => Group(
        "router", "The router itself: its part in a cluster, out of work and back.",
        Verb("get", "How the router that is asked stands.", GetAsync),
        Order("drain", "Take it out of work: a standby leads then, or (--alone) it takes no new calls.", DrainAsync, Alone, Wait),
        Order("resume", "Let it take new calls again.", ResumeAsync));

    private static async Task GetAsync(Session session)
    {
        var answer = await session.Router.GetRouterAsync(new V1.GetRouterRequest(), session.Once);
        await session.PrintAsync(answer, Routers, [answer.Router]);
    }

    private static async Task DrainAsync(Session session)
    {
        var order = new V1.DrainRequest { Alone = session.Get(Alone), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Router.DrainAsync(order, session.Once);
        if (session.IsGiven(Wait) && answer.Router.Draining) answer.Router = await DrainedAsync(session, answer.Router, session.Get(Wait));
        await session.PrintAsync(answer, Routers, [answer.Router]);
    }

    private static async Task ResumeAsync(Session session)
    {
        var order = new V1.ResumeRequest { By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Router.ResumeAsync(order, session.Once);
        await session.PrintAsync(answer, Routers, [answer.Router]);
    }

    /// <summary>Until it serves nobody any more, seen twice: a call may have been on its way. A router that hands over to a standby after all is not there for a moment.</summary>
    private static async Task<V1.Router> DrainedAsync(Session session, V1.Router router, TimeSpan most)
    {
        var (begin, wasEmpty) = (TimeProvider.System.GetTimestamp(), false);
        while (TimeProvider.System.GetElapsedTime(begin) < most)
        {
            await Task.Delay(LookAgain, session.Cancel);
            try
            {
                router = (await session.Router.GetRouterAsync(new V1.GetRouterRequest(), session.Once)).Router;
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable)
            {
                continue;
            }

            var isEmpty = router.LiveCalls == 0 || !router.Draining;
            if (isEmpty && wasEmpty) return router;
            wasEmpty = isEmpty;
        }

        throw new IOException($"{Wording.Id(router.Name)} takes no new calls, and still has {router.LiveCalls}; ask for --wait again, or stop it");
    }
}
