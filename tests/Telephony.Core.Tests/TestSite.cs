using System.Collections.Immutable;

namespace Telephony.Core.Tests;

/// <summary>A small site for tests: a menu (1 sales, 2 support), queues with and without skills, and agents.</summary>
internal static class TestSite
{
    public static QueueRule Queue(
        int priority = 0, double ringSeconds = 15, double wrapUpSeconds = 0, double maxWaitSeconds = 0,
        CallTarget? overflow = null, bool record = false, string skills = "") => new()
        {
            Label = new Label("queue", "队列"),
            Skills = SkillExpression.Parse(skills),
            RingTimeout = TimeSpan.FromSeconds(ringSeconds),
            WrapUp = TimeSpan.FromSeconds(wrapUpSeconds),
            MaxWait = TimeSpan.FromSeconds(maxWaitSeconds),
            Overflow = overflow ?? CallTarget.HangUp,
            Music = "default",
            Record = record,
            Priority = priority,
            Recovery = new RecoveryRule(null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15)),
        };

    public static AgentProfile Agent(string queues, string skills = "", string name = "agent") => new()
    {
        Name = name,
        DialTarget = "PJSIP/x",
        Queues = [.. queues.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        Skills = skills.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s.Split('='))
            .ToImmutableSortedDictionary(s => s[0], s => int.Parse(s[1])),
        Language = "en",
    };

    public static SiteConfiguration With(
        IReadOnlyDictionary<string, QueueRule> queues, IReadOnlyDictionary<string, AgentProfile> agents, bool greeting = true) => new()
        {
            Version = "test",
            Numbers = ImmutableSortedDictionary<string, EntryPoint>.Empty
            .Add("8000", new EntryPoint(greeting ? ["sound:hello"] : [], "en", new CallTarget(null, "main")))
            .Add("9000", new EntryPoint([], "en", new CallTarget("sales", null))),
            Menus = ImmutableSortedDictionary<string, MenuRule>.Empty.Add("main", new MenuRule
            {
                Prompt = ["sound:menu"],
                Invalid = ["sound:invalid"],
                Choices = ImmutableSortedDictionary<string, CallTarget>.Empty
                .Add("1", new CallTarget("sales", null))
                .Add("2", new CallTarget("support", null))
                .Add("9", CallTarget.HangUp),
                InputTimeout = TimeSpan.FromSeconds(5),
                Tries = 3,
                Otherwise = new CallTarget("sales", null),
            }),
            Queues = queues.ToImmutableSortedDictionary(),
            Agents = agents.ToImmutableSortedDictionary(),
            PauseReasons = ImmutableSortedDictionary<string, PauseReason>.Empty
            .Add("1", new PauseReason("break", new Label("Break", "小休")))
            .Add("2", new PauseReason("meeting", new Label("Meeting", "会议")) { Limit = TimeSpan.FromMinutes(30) })
            .Add("3", new PauseReason("training", new Label("Training", "培训")) { Productive = true, NeedsApproval = true, Limit = TimeSpan.FromMinutes(10) }),
            Destinations = ImmutableSortedDictionary<string, string>.Empty.Add("branch", "PJSIP/branch@trunk"),
            CallbackLine = new CallbackLine("PJSIP/{number}@trunk", ["0X."], "4000") { DoNotCall = ["0999"] },
            Calendars = ImmutableSortedDictionary<string, Calendar>.Empty.Add("office", Office),
            Announcements = new AgentAnnouncements { LoggedIn = ["sound:agent-loginok"], LoggedOut = ["sound:agent-loggedoff"], Refused = ["sound:agent-incorrect"] },
        };

    /// <summary>Open from 9 to 17 every day but the second of January (1970-01-01 is the first day of stories), closed for lunch.</summary>
    public static Calendar Office { get; } = new()
    {
        Zone = ZoneClock.Utc,
        Open = [new DaySpan([.. Enum.GetValues<DayOfWeek>()], null, TimeSpan.FromHours(9), TimeSpan.FromHours(17))],
        Closed = [new DaySpan([.. Enum.GetValues<DayOfWeek>()], null, TimeSpan.FromHours(12), TimeSpan.FromHours(13))],
        Holidays = [new Holiday("Second of January", new DateOnly(1970, 1, 2), new DateOnly(1970, 1, 2), Yearly: true)],
    };

    public static SiteConfiguration Default { get; } = With(
        new Dictionary<string, QueueRule> { ["sales"] = Queue(record: true), ["support"] = Queue(skills: "english>=5") },
        new Dictionary<string, AgentProfile>
        {
            ["ann"] = Agent("sales support", "english=7"),
            ["bob"] = Agent("sales support", "english=3"),
            ["eve"] = Agent("support", "english=5"),
        });
}
