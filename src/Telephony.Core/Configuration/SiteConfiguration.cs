using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Everything a site decides: a validated, immutable version that is swapped in whole.
/// Calls under way keep the rules they entered with where the rule is already applied (a menu being read, a ring under way).</summary>
public sealed record SiteConfiguration
{
    /// <summary>Names this version: a hash of the files it was read from.</summary>
    public required string Version { get; init; }

    /// <summary>The numbers callers dial, and where each leads. The key is the dialled number, or <c>*</c> for any other.</summary>
    public required ImmutableSortedDictionary<string, EntryPoint> Numbers { get; init; }

    /// <summary>Menus of one level, the short form of a flow. A call goes through them as through flows.</summary>
    public required ImmutableSortedDictionary<string, MenuRule> Menus { get; init; }

    /// <summary>The flows of the IVR; no name is also one of <see cref="Menus"/>.</summary>
    public ImmutableSortedDictionary<string, Flow> Flows { get; init; } = ImmutableSortedDictionary<string, Flow>.Empty;

    /// <summary>Where flows may hand calls: what Asterisk dials, by name.</summary>
    public ImmutableSortedDictionary<string, string> Destinations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether agents' phones may transfer callers by themselves (SIP REFER).</summary>
    public bool PhoneTransfers { get; init; }

    /// <summary>The servers flows may ask, as <c>host</c> (its scheme's port) or <c>host:port</c>, in small letters.</summary>
    public ImmutableArray<string> Servers { get; init; } = [];

    /// <summary>When who is alerted; nothing that is decided here depends on it.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.None;

    /// <summary>Whether a flow, or a menu of one level, has this name.</summary>
    public bool HasFlow(string name) => Flows.ContainsKey(name) || Menus.ContainsKey(name);

    /// <summary>The queues.</summary>
    public required ImmutableSortedDictionary<string, QueueRule> Queues { get; init; }

    /// <summary>The agents.</summary>
    public required ImmutableSortedDictionary<string, AgentProfile> Agents { get; init; }

    /// <summary>Why an agent may pause, by the digit dialled after <c>*13</c>.</summary>
    public required ImmutableSortedDictionary<string, PauseReason> PauseReasons { get; init; }

    /// <summary>How customers are called back; null: nobody is.</summary>
    public CallbackLine? CallbackLine { get; init; }

    /// <summary>Opening hours that queues go by, by name.</summary>
    public ImmutableSortedDictionary<string, Calendar> Calendars { get; init; } = ImmutableSortedDictionary<string, Calendar>.Empty;

    /// <summary>What an agent's phone hears after a star code.</summary>
    public required AgentAnnouncements Announcements { get; init; }

    /// <summary>A site with nothing in it: what the core knows before the first configuration is loaded.</summary>
    public static SiteConfiguration Empty { get; } = new()
    {
        Version = "none",
        Numbers = ImmutableSortedDictionary<string, EntryPoint>.Empty,
        Menus = ImmutableSortedDictionary<string, MenuRule>.Empty,
        Queues = ImmutableSortedDictionary<string, QueueRule>.Empty,
        Agents = ImmutableSortedDictionary<string, AgentProfile>.Empty,
        PauseReasons = ImmutableSortedDictionary<string, PauseReason>.Empty,
        Announcements = new AgentAnnouncements(),
    };
}

/// <summary>A text in the site's languages. Either may be empty.</summary>
/// <param name="En">English.</param>
/// <param name="ZhCn">Simplified Chinese.</param>
public sealed record Label(string En, string ZhCn);

/// <summary>Where a dialled number leads.</summary>
/// <param name="Greeting">Prompts played first; may be empty.</param>
/// <param name="Language">Language of the prompts, as Asterisk names it (<c>en</c>, <c>zh_CN</c>).</param>
/// <param name="Target">What follows the greeting.</param>
public sealed record EntryPoint(ImmutableArray<string> Greeting, string Language, CallTarget Target)
{
    /// <summary>Whether the language is that of the callers; otherwise it is only the one they are first spoken to in.</summary>
    public bool SpeaksItsCallersLanguage { get; init; }
}

/// <summary>Where a call goes next: exactly one of the two names is set, or neither to hang up.</summary>
/// <param name="Queue">A queue to wait in.</param>
/// <param name="Menu">A menu to hear.</param>
public sealed record CallTarget(string? Queue, string? Menu)
{
    /// <summary>What the call asks for there by itself, for a queue; null: what it asked for before, if anything.</summary>
    public CallNeeds? Needs { get; init; }

    /// <summary>Whether the caller leaves the phone and is called back; for keys of a queue only.</summary>
    public bool IsCallback { get; init; }

    /// <summary>The call ends.</summary>
    public static CallTarget HangUp { get; } = new(null, null);

    /// <summary>The caller leaves the phone and is called back.</summary>
    public static CallTarget LeavePhone { get; } = new(null, null) { IsCallback = true };
}

/// <summary>One menu: a prompt and what each key does.</summary>
public sealed record MenuRule
{
    /// <summary>Played when the menu is entered, and again after each invalid or missing choice.</summary>
    public required ImmutableArray<string> Prompt { get; init; }

    /// <summary>Played before the prompt is repeated, when a key means nothing here.</summary>
    public required ImmutableArray<string> Invalid { get; init; }

    /// <summary>What each key (0–9, *, #, A–D) does.</summary>
    public required ImmutableSortedDictionary<string, CallTarget> Choices { get; init; }

    /// <summary>How long to wait for a key after the prompt has ended. 1 s – 60 s.</summary>
    public required TimeSpan InputTimeout { get; init; }

    /// <summary>How often the prompt is heard at most. 1 – 10.</summary>
    public required int Tries { get; init; }

    /// <summary>Where a caller goes who made no valid choice in all tries. Nobody is trapped.</summary>
    public required CallTarget Otherwise { get; init; }
}

/// <summary>One queue.</summary>
public sealed record QueueRule
{
    /// <summary>Name for people.</summary>
    public required Label Label { get; init; }

    /// <summary>What a call of this queue needs of an agent.</summary>
    public required SkillExpression Skills { get; init; }

    /// <summary>What is asked of an agent instead after some time in the queue, in order of time. At most <see cref="RelaxStepsMost"/>.</summary>
    public ImmutableArray<RelaxStep> Relax { get; init; } = [];

    /// <summary>Which of several idle agents is rung.</summary>
    public RoutingStrategy Strategy { get; init; }

    /// <summary>0 – 100: for an agent of several queues, any call of a queue of greater weight comes before any call of one of lesser weight,
    /// whatever their priorities. Only calls the agent may serve now are compared.</summary>
    public int Weight { get; init; }

    /// <summary>How waiting adds to a call's priority; null: it does not.</summary>
    public AgeingRule? Ageing { get; init; }

    /// <summary>How long an agent who declined a call, or did not answer it, is not rung for the same call again, while somebody else
    /// at work may serve it. 0 – 1 h; zero: at once.</summary>
    public TimeSpan AskAgainAfter { get; init; }

    /// <summary>Another system decides which agent gets a call; null: the queue's own rule does.</summary>
    public ExternalRule? External { get; init; }

    /// <summary>How many phones ring at once for one call where the strategy rings several. 2 – <see cref="RingMostMost"/>.</summary>
    public int RingMost { get; init; } = 10;

    /// <summary>After what time one more phone rings, for <see cref="RoutingStrategy.RingProgressively"/>. 1 s – 60 s.</summary>
    public TimeSpan RingStep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The greatest <see cref="RingMost"/>.</summary>
    public const int RingMostMost = 50;

    /// <summary>How long one agent's phone rings. 2 s – 120 s.</summary>
    public required TimeSpan RingTimeout { get; init; }

    /// <summary>Time an agent has after a conversation before the next offer. 0 – 1 h.</summary>
    public required TimeSpan WrapUp { get; init; }

    /// <summary>Longest wait before the caller is sent to <see cref="Overflow"/>. 1 s – 24 h; zero, for no limit, only in journals older than
    /// <see cref="MaxWaitDefault"/>.</summary>
    public required TimeSpan MaxWait { get; init; }

    /// <summary>The longest wait where the site's files state none: nobody is served after that, but forgotten.</summary>
    public static readonly TimeSpan MaxWaitDefault = TimeSpan.FromHours(1);

    /// <summary>Played to a caller who has waited for <see cref="MaxWait"/>, before they are sent on; may be empty.</summary>
    public ImmutableArray<string> OverflowMessage { get; init; } = [];

    /// <summary>Where a caller goes after <see cref="MaxWait"/>.</summary>
    public required CallTarget Overflow { get; init; }

    /// <summary>Hold music class, as in Asterisk's musiconhold.conf.</summary>
    public required string Music { get; init; }

    /// <summary>Whether conversations are recorded from their beginning.</summary>
    public required bool Record { get; init; }

    /// <summary>How many of a hundred, when they are. 1 – 100.</summary>
    public int RecordPercent { get; init; } = 100;

    /// <summary>Whether somebody may begin to record one.</summary>
    public bool RecordOnDemand { get; init; }

    /// <summary>How many days recordings are kept; 0: until somebody erases them. 0 – 36,500.</summary>
    public int RecordDays { get; init; }

    /// <summary>What the caller hears before a recording begins; may be empty.</summary>
    public ImmutableArray<string> RecordAnnouncement { get; init; } = [];

    /// <summary>Whether the caller hears the agent's number when the conversation begins; the agent does not hear it.</summary>
    public bool AnnounceAgent { get; init; }

    /// <summary>Whether a caller whose agent's phone dies in the talk waits again, where they joined first; otherwise they are hung up.</summary>
    public bool RequeueWhenPhoneLost { get; init; } = true;

    /// <summary>0 (lowest) – 10 (highest): calls of a higher priority are served first by agents of several queues.</summary>
    public required int Priority { get; init; }

    /// <summary>What the queue is held to; statistics count by it.</summary>
    public ServiceObjective Objective { get; init; } = ServiceObjective.Default;

    /// <summary>When boards mark the queue.</summary>
    public BoardLimits Board { get; init; } = BoardLimits.Default;

    /// <summary>What happens to an agent who did not take an offer.</summary>
    public required RecoveryRule Recovery { get; init; }

    /// <summary>Whom the queue takes in, keeps and sends on.</summary>
    public QueueLife Life { get; init; } = QueueLife.Plain;

    /// <summary>What an agent may and must do in wrap-up.</summary>
    public AfterCallRule AfterCall { get; init; } = AfterCallRule.Plain;

    /// <summary>How many relaxation steps a queue has at most.</summary>
    public const int RelaxStepsMost = 10;

    /// <summary>What is asked of an agent at a step: 0 is before the first.</summary>
    public SkillExpression SkillsAt(int step) => step == 0 ? Skills : Relax[step - 1].Skills;

    /// <summary>What is asked of an agent at a step for a call with skills of its own.</summary>
    public SkillExpression SkillsAt(int step, SkillExpression own)
    {
        ArgumentNullException.ThrowIfNull(own);
        return DropsOwnAt(step) || own.Text.Length == 0 ? SkillsAt(step) : SkillExpression.AllOf([SkillsAt(step), own]);
    }

    /// <summary>Whether a call's own skills are given up at a step, or were at one before.</summary>
    public bool DropsOwnAt(int step) => Relax.Take(step).Any(s => s.DropsOwn);

    /// <summary>The step a call has reached after this time in the queue.</summary>
    public int StepAfter(TimeSpan time)
    {
        var step = 0;
        while (step < Relax.Length && Relax[step].After <= time) step++;
        return step;
    }
}

/// <summary>One relaxation: after this time in the queue a call asks for this instead.</summary>
/// <param name="After">Time since the call joined the queue; longer than that of the step before.</param>
/// <param name="Skills">Takes the place of what was asked before.</param>
/// <param name="DropsOwn">Whether skills a call asks for by itself (<see cref="CallNeeds.Skills"/>) are not asked for any more.</param>
public sealed record RelaxStep(TimeSpan After, SkillExpression Skills, bool DropsOwn = false);

/// <summary>How long an agent who did not take an offer is left alone, by cause; null: until the agent says to be ready.</summary>
/// <param name="Silent">The phone rang and nobody answered.</param>
/// <param name="Busy">The phone was busy (486).</param>
/// <param name="Declined">The agent refused (603).</param>
/// <param name="Unreachable">The phone could not be reached (not registered, failed).</param>
public sealed record RecoveryRule(TimeSpan? Silent, TimeSpan? Busy, TimeSpan? Declined, TimeSpan? Unreachable)
{
    /// <summary>How many offers in a row an agent may leave untaken, whatever the cause; with the last one <see cref="AfterMisses"/> happens.
    /// 1 – 20; zero for no limit.</summary>
    public int MissesMost { get; init; }

    /// <summary>What happens then.</summary>
    public MissesAction AfterMisses { get; init; }
}

/// <summary>What happens to an agent who left too many offers in a row untaken.</summary>
public enum MissesAction
{
    /// <summary>Paused, with <see cref="PauseReason.MissedCalls"/> as the reason.</summary>
    Pause,

    /// <summary>Logged out.</summary>
    LogOut,
}

/// <summary>One agent as configured.</summary>
public sealed record AgentProfile
{
    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What Asterisk dials to ring this agent, e.g. <c>PJSIP/1001</c>. From the configuration only, never from a caller.</summary>
    public required string DialTarget { get; init; }

    /// <summary>What Asterisk dials at the same time: the agent's other phones, in order, at most <see cref="PhonesMost"/> with the first; null when there are none.</summary>
    public ImmutableArray<string>? AlsoDials { get; init; }

    /// <summary>How many phones an agent may have.</summary>
    public const int PhonesMost = 5;

    /// <summary>Proficiency by skill, 1 – 10.</summary>
    public required ImmutableSortedDictionary<string, int> Skills { get; init; }

    /// <summary>The queues this agent serves.</summary>
    public required ImmutableArray<string> Queues { get; init; }

    /// <summary>How this agent serves a queue, where it is not as everybody does.</summary>
    public ImmutableSortedDictionary<string, QueueProfile> Profiles { get; init; } = ImmutableSortedDictionary<string, QueueProfile>.Empty;

    /// <summary>How this agent serves a queue.</summary>
    public QueueProfile In(string queue) => Profiles.GetValueOrDefault(queue) ?? QueueProfile.Default;

    /// <summary>Language of the announcements on this agent's phone.</summary>
    public required string Language { get; init; }

    /// <summary>Time this agent has after a conversation, in the place of the queue's; null: the queue's. 0 – 1 h.</summary>
    public TimeSpan? WrapUp { get; init; }

    /// <summary>Whether the phone is asked to answer by itself: for headsets, whose wearer says by <c>*13</c> when they leave.</summary>
    public bool AutoAnswer { get; init; }
}

/// <summary>Prompts an agent's phone plays after a star code.</summary>
public sealed record AgentAnnouncements
{
    /// <summary>After logging in.</summary>
    public ImmutableArray<string> LoggedIn { get; init; } = [];

    /// <summary>After logging out (or when it will take effect after the call).</summary>
    public ImmutableArray<string> LoggedOut { get; init; } = [];

    /// <summary>After pausing.</summary>
    public ImmutableArray<string> Paused { get; init; } = [];

    /// <summary>After asking for a pause that a supervisor has to approve.</summary>
    public ImmutableArray<string> PausePending { get; init; } = [];

    /// <summary>After becoming ready.</summary>
    public ImmutableArray<string> Ready { get; init; } = [];

    /// <summary>The code means nothing, or cannot be done now.</summary>
    public ImmutableArray<string> Refused { get; init; } = [];
}
