using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Telephony.Server.Configuration;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony agent …</c></summary>
internal static class AgentVerbs
{
    private static readonly Argument<string> Agent = new("agent") { Description = "the agent, e.g. 1001" };
    private static readonly Argument<string?> AgentOrAll = new("agent") { Description = "the agent; all when left out", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Queue = new("--queue") { Description = "only agents who serve this queue" };
    private static readonly Option<string[]> States = new("--state") { Description = "only agents in this state, e.g. ready; repeatable", DefaultValueFactory = _ => [] };
    private static readonly Argument<string> Reason = new("reason") { Description = "the reason of the pause, as configured, e.g. break" };
    private static readonly Argument<string[]> Skills = new("skill=level") { Description = "all skills of the agent until the end of the shift, e.g. english=5", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Argument<string[]> Queues = new("queue") { Description = "all queues the agent serves until the end of the shift", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> AsConfigured = new("--as-configured") { Description = "those of the configuration again" };
    private static readonly Argument<string> State = new Argument<string>("state") { Description = "what the agent becomes" }.AcceptOnlyFromAmong("ready", "paused", "logged-out");
    private static readonly Option<string> PauseReason = new("--reason") { Description = "the reason of the pause, for paused", DefaultValueFactory = _ => "" };
    private static readonly Option<string> Why = new("--why") { Description = "why, in words, for the record", Required = true };
    private static readonly Argument<string> More = new("time") { Description = "how much more, e.g. 60s" };
    private static readonly Option<string> Disposition = new("--disposition") { Description = "how the call ended, one of the agent's dispositions", DefaultValueFactory = _ => "" };
    private static readonly Option<string> Note = new("--note") { Description = "words about the call", DefaultValueFactory = _ => "" };

    public static Command Create() => Noun(
        "agent", "Agents: what they do; log in and out, pause, skills, wrap-up.",
        Verb("list", "Agents by name.", ListAsync, Queue, States, ClientOptions.Watch),
        Verb("get", "One agent.", GetAsync, Agent, ClientOptions.Watch),
        Verb("watch", "Agents, as they change.", session => WatchAsync(session, session.Get(AgentOrAll), session.Get(Queue)), AgentOrAll, Queue),
        Order("login", "Begin work: calls may be offered.", LogInAsync, Agent),
        Order("logout", "End work; during a call, after it.", LogOutAsync, Agent),
        Order("ready", "Calls may be offered again.", ReadyAsync, Agent),
        Order("pause", "No calls until ready; during a call, after it.", PauseAsync, Agent, Reason),
        Order("approve", "Let a pause begin that waits for approval.", session => DecideAsync(session, approved: true), Agent),
        Order("refuse", "Refuse a pause that waits for approval.", session => DecideAsync(session, approved: false), Agent),
        Order("force", "Change an agent's state as a supervisor.", ForceAsync, Agent, State, PauseReason, Why),
        Order("skills", "Set an agent's skills until the end of the shift.", SkillsAsync, Agent, Skills, AsConfigured),
        Order("queues", "Set the queues an agent serves until the end of the shift.", QueuesAsync, Agent, Queues, AsConfigured),
        Order("extend", "More time for the work after a call.", ExtendAsync, Agent, More),
        Order("finish", "End the work after a call.", FinishAsync, Agent, Disposition, Note));

    private static string NameIn(Session session) => Session.Name(Rpc.Names.Agents, session.Get(Agent));

    private static async Task ListAsync(Session session)
    {
        var queue = session.Get(Queue);
        var states = session.Get(States).Select(word => Wording.Parse<V1.AgentState>(word, "--state")).ToArray();
        if (session.Get(ClientOptions.Watch))
        {
            await session.WatchAsync(session.WatchAgents(Session.Name(Rpc.Names.Queues, queue)), Columns.Agents, a => states.Length == 0 || states.Contains(a.State));
            return;
        }

        var all = await Pages.AllAsync(
            token => session.Agents.ListAgentsAsync(
                new V1.ListAgentsRequest { PageSize = Pages.Size, PageToken = token, Queue = Session.Name(Rpc.Names.Queues, queue), States = { states } }, session.Once),
            p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Agents, all.Agents);
    }

    private static async Task GetAsync(Session session)
    {
        var answer = await session.Agents.GetAgentAsync(new V1.GetAgentRequest { Name = NameIn(session) }, session.Once);
        if (session.Get(ClientOptions.Watch)) await WatchAsync(session, answer.Agent.Name, null);
        else await ShowAsync(session, answer, answer.Agent);
    }

    private static Task WatchAsync(Session session, string? agent, string? queue)
    {
        var only = Session.Name(Rpc.Names.Agents, agent);
        return session.WatchAsync(session.WatchAgents(Session.Name(Rpc.Names.Queues, queue)), Columns.Agents, a => only.Length == 0 || a.Name == only);
    }

    private static async Task LogInAsync(Session session)
    {
        var answer = await session.Agents.LogInAsync(
            new V1.LogInRequest { Name = NameIn(session), RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly }, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task LogOutAsync(Session session)
    {
        var answer = await session.Agents.LogOutAsync(
            new V1.LogOutRequest { Name = NameIn(session), RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly }, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task ReadyAsync(Session session)
    {
        var answer = await session.Agents.SetReadyAsync(
            new V1.SetReadyRequest { Name = NameIn(session), RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly }, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task PauseAsync(Session session)
    {
        var answer = await session.Agents.PauseAsync(
            new V1.PauseRequest { Name = NameIn(session), Reason = session.Get(Reason), RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly }, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task DecideAsync(Session session, bool approved)
    {
        var order = new V1.DecidePauseRequest
        {
            Name = NameIn(session), Approved = approved, By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Agents.DecidePauseAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task ForceAsync(Session session)
    {
        var order = new V1.ForceStateRequest
        {
            Name = NameIn(session), State = Wording.Parse<V1.AgentState>(session.Get(State), "state"), Reason = session.Get(PauseReason), Why = session.Get(Why),
            By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Agents.ForceStateAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task SkillsAsync(Session session)
    {
        var order = new V1.SetSkillsRequest
        {
            Name = NameIn(session), AsConfigured = session.Get(AsConfigured), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        foreach (var skill in session.Get(Skills))
        {
            var parts = skill.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var level))
                throw new CommandLineException($"{skill}: a skill and its level are wanted, such as english=5");
            order.Skills[parts[0]] = level;
        }

        if (order.Skills.Count == 0 && !order.AsConfigured) throw new CommandLineException("name the skills, such as english=5, or pass --as-configured");
        var answer = await session.Agents.SetSkillsAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task QueuesAsync(Session session)
    {
        var order = new V1.SetQueuesRequest
        {
            Name = NameIn(session), Queues = { session.Get(Queues).Select(q => Session.Name(Rpc.Names.Queues, q)) }, AsConfigured = session.Get(AsConfigured), By = session.By,
            RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        if (order.Queues.Count == 0 && !order.AsConfigured) throw new CommandLineException("name the queues, such as sales, or pass --as-configured");
        var answer = await session.Agents.SetQueuesAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task ExtendAsync(Session session)
    {
        if (!Grammar.TryDuration(session.Get(More), out var more)) throw new CommandLineException($"{session.Get(More)}: a duration is wanted, such as 60s or 2m");
        var order = new V1.ExtendWrapUpRequest
        {
            Name = NameIn(session), Duration = Duration.FromTimeSpan(more), RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Agents.ExtendWrapUpAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static async Task FinishAsync(Session session)
    {
        var order = new V1.FinishWrapUpRequest
        {
            Name = NameIn(session), Disposition = session.Get(Disposition), Note = session.Get(Note), RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Agents.FinishWrapUpAsync(order, session.Once);
        await ShowAsync(session, answer, answer.Agent);
    }

    private static Task ShowAsync(Session session, IMessage answer, V1.Agent agent) => session.PrintAsync(answer, Columns.Agents, [agent]);
}
