using System.CommandLine;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary>Questions that the router answers: <c>explain</c>, <c>why-idle</c>, <c>why-not</c>, <c>estimate</c>.</summary>
internal static class QuestionVerbs
{
    private static readonly Argument<string> Call = new("call") { Description = "the call, as call list shows it" };
    private static readonly Argument<string> Agent = new("agent") { Description = "the agent, e.g. 1001" };
    private static readonly Argument<string> Queue = new("queue") { Description = "the queue, e.g. sales" };
    private static readonly Option<int> Position = new("--position") { Description = "for the call at this position, 1 is next; 0: one that would join now" };

    private static readonly Option<string?> Skills = new("--skills") { Description = "skills the call asks for, e.g. \"english>=5 & billing\"" };
    private static readonly Option<int?> Priority = new("--priority") { Description = "its priority, 0 to 10" };

    private static readonly IReadOnlyList<Column<V1.Candidate>> Candidates =
    [
        new("AGENT", (c, _) => Wording.Id(c.Agent)),
        new("MAY SERVE", (c, _) => c.Eligible ? "yes" : "no"),
        new("WHY NOT NOW", (c, _) => Wording.Of(c.Why?.Text)),
        new("FOR", (c, now) => c.Why?.Until is { } until ? Wording.Clock(until.ToDateTimeOffset() - now) : "", true),
    ];

    private static readonly IReadOnlyList<Column<V1.EstimatorScore>> Scores =
    [
        new("ESTIMATOR", (s, _) => Wording.Of(s.Estimator)),
        new("CALLS", (s, _) => Wording.Number(s.ScoredCalls), true),
        new("ERROR", (s, _) => Wording.Clock(s.RootMeanSquareError), true),
    ];

    public static IEnumerable<Command> Create() =>
    [
        Group(
            "explain", "Why a call waits, why an agent is idle.",
            Verb("call", "Where a call is, and why nobody has it yet.", ExplainAsync, Call),
            Verb("agent", "Why an agent is not rung.", WhyIdleAsync, Agent)),
        Group("why-idle", "Why an agent is not rung.", Verb("agent", "The agent.", WhyIdleAsync, Agent)),
        Verb("why-not", "Why a call is not offered to an agent.", WhyNotAsync, Call, Agent).WithCommon(),
        Verb("dry-run", "Which agent a call would be offered to if it came now.", DryRunAsync, Queue, Skills, Priority).WithCommon(),
        Verb("estimate", "How long a caller is going to wait.", EstimateAsync, Queue, Position).WithCommon(),
    ];

    private static async Task ExplainAsync(Session session)
    {
        var answer = await session.Routing.ExplainAsync(new V1.ExplainRequest { Call = Session.Name(Rpc.Names.Calls, session.Get(Call)) }, session.Once);
        await session.PrintAsync(answer, Lines(answer));
        if (session.Format == OutputFormat.Table && answer.Candidates.Count > 0) await session.PrintTableAsync(Candidates, answer.Candidates);
    }

    private static IEnumerable<string> Lines(V1.ExplainResponse answer)
    {
        yield return $"{Wording.Id(answer.Call)}: {Wording.Of(answer.Summary)}";
        foreach (var step in answer.RelaxationSteps)
        {
            var mark = step.Step == answer.RelaxationStep ? "now" : Wording.Time(step.StartTime);
            yield return $"  step {step.Step}: {(step.Skills.Length > 0 ? step.Skills : "any agent of the queue")} ({mark})";
        }
    }

    private static async Task WhyIdleAsync(Session session)
    {
        var answer = await session.Routing.WhyIdleAsync(new V1.WhyIdleRequest { Agent = Session.Name(Rpc.Names.Agents, session.Get(Agent)) }, session.Once);
        await session.PrintAsync(answer, [$"{Wording.Id(answer.Agent)}: {Of(answer.Why)}"]);
    }

    private static async Task WhyNotAsync(Session session)
    {
        var question = new V1.WhyNotRequest { Call = Session.Name(Rpc.Names.Calls, session.Get(Call)), Agent = Session.Name(Rpc.Names.Agents, session.Get(Agent)) };
        var answer = await session.Routing.WhyNotAsync(question, session.Once);
        await session.PrintAsync(answer, [Of(answer.Why)]);
    }

    private static async Task EstimateAsync(Session session)
    {
        var question = new V1.EstimateWaitRequest { Queue = Session.Name(Rpc.Names.Queues, session.Get(Queue)), Position = session.Get(Position) };
        var answer = await session.Routing.EstimateWaitAsync(question, session.Once);
        var line = answer.Estimate is { } estimate
            ? $"{Wording.Id(answer.Queue)}: {Wording.Clock(estimate.Expected)}, at most {Wording.Clock(estimate.Bound)} ({Wording.Of(estimate.Estimator)}{(estimate.Trusted ? "" : ", little known yet")})"
            : $"{Wording.Id(answer.Queue)}: nothing is known of the queue's waits yet";
        await session.PrintAsync(answer, [line]);
        if (session.Format == OutputFormat.Table && answer.Scores.Count > 0) await session.PrintTableAsync(Scores, answer.Scores);
    }

    private static async Task DryRunAsync(Session session)
    {
        var question = new V1.DryRunRequest { Queue = Session.Name(Rpc.Names.Queues, session.Get(Queue)) };
        if (session.Get(Skills) is not null || session.Get(Priority) is not null) question.Needs = new V1.CallNeeds { Skills = session.Get(Skills) ?? "" };
        if (session.Get(Priority) is { } priority) question.Needs.Priority = priority;
        var answer = await session.Routing.DryRunAsync(question, session.Once);
        await session.PrintAsync(answer, [$"{(answer.Agent.Length > 0 ? Wording.Id(answer.Agent) : "nobody now")}: {Wording.Of(answer.Text)}"]);
        if (session.Format == OutputFormat.Table && answer.Candidates.Count > 0) await session.PrintTableAsync(Candidates, answer.Candidates);
    }

    private static string Of(V1.Explanation why) =>
        Wording.Of(why.Text) + (why.Until is { } until ? $" (for another {Wording.Clock(until.ToDateTimeOffset() - DateTimeOffset.UtcNow)})" : "");
}
