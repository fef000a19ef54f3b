using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>A flow of the IVR: named steps (nodes) that lead from one to the next. Immutable; a call goes through the version it entered with.</summary>
public sealed record Flow
{
    /// <summary>Where the word stands for "back to the flow that called this one".</summary>
    public const string Return = "return";

    /// <summary>Where the word stands for hanging up.</summary>
    public const string End = "hangup";

    /// <summary>The longest <see cref="Limit"/>: 1 h.</summary>
    public static readonly TimeSpan LimitMost = TimeSpan.FromHours(1);

    /// <summary>The node a caller begins at.</summary>
    public required string Start { get; init; }

    /// <summary>The nodes, by name.</summary>
    public required ImmutableSortedDictionary<string, FlowNode> Nodes { get; init; }

    /// <summary>How long a caller may be in the flow, subflows included; then the call goes to <see cref="Otherwise"/>. 10 s – 1 h.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where a caller goes whose time in the flow is over, or whom it can lead nowhere: a queue, or the end. Nobody is trapped.</summary>
    public CallTarget Otherwise { get; init; } = CallTarget.HangUp;

    /// <summary>The local clock of <c>time</c>, <c>date</c> and <c>weekday</c> in its expressions.</summary>
    public ZoneClock Zone { get; init; } = ZoneClock.Utc;
}

/// <summary>All flows of one version of the configuration. Kept as long as a call goes through one of them.</summary>
/// <param name="Version">The version.</param>
/// <param name="Flows">The flows, by name.</param>
public sealed record FlowBook(string Version, ImmutableSortedDictionary<string, Flow> Flows)
{
    /// <summary>The flows of a configuration; menus of one level are flows of one menu.</summary>
    public static FlowBook Of(SiteConfiguration site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var flows = site.Flows;
        foreach (var (name, menu) in site.Menus)
        {
            if (!flows.ContainsKey(name)) flows = flows.Add(name, OneMenu.Of(name, menu));
        }

        return new FlowBook(site.Version, flows);
    }
}

/// <summary>One step of a flow.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "node")]
[JsonDerivedType(typeof(PlayNode), "play")]
[JsonDerivedType(typeof(SayNode), "say")]
[JsonDerivedType(typeof(MenuNode), "menu")]
[JsonDerivedType(typeof(CollectNode), "collect")]
[JsonDerivedType(typeof(SetNode), "set")]
[JsonDerivedType(typeof(SwitchNode), "switch")]
[JsonDerivedType(typeof(HoursNode), "hours")]
[JsonDerivedType(typeof(LanguageNode), "language")]
[JsonDerivedType(typeof(HttpNode), "http")]
[JsonDerivedType(typeof(QueueNode), "queue")]
[JsonDerivedType(typeof(TransferNode), "transfer")]
[JsonDerivedType(typeof(RecordNode), "record")]
[JsonDerivedType(typeof(VoicemailNode), "voicemail")]
[JsonDerivedType(typeof(CallbackNode), "callback")]
[JsonDerivedType(typeof(SurveyNode), "survey")]
[JsonDerivedType(typeof(SubflowNode), "subflow")]
[JsonDerivedType(typeof(HangUpNode), "hangup")]
public abstract record FlowNode
{
    /// <summary>Its kind, as in the files.</summary>
    [JsonIgnore] public abstract NodeKind Kind { get; }

    /// <summary>Everywhere it may lead by itself, and what leads there in words; not by the caller's <c>back</c> key.</summary>
    public abstract IEnumerable<FlowBranch> Branches();
}

/// <summary>One way out of a node.</summary>
/// <param name="Why">What leads there: <c>1</c>, <c>no input</c>, <c>failed</c>; empty for the only way.</param>
/// <param name="To">The node, <see cref="Flow.Return"/> or <see cref="Flow.End"/>.</param>
/// <param name="ByCaller">Whether it needs a key of the caller's, or an end of tries.</param>
public readonly record struct FlowBranch(string Why, string To, bool ByCaller = false);

/// <summary>What a node does.</summary>
public enum NodeKind
{
    /// <summary>Plays prompts.</summary>
    Play,

    /// <summary>Says values: numbers, times, durations.</summary>
    Say,

    /// <summary>Asks for one key.</summary>
    Menu,

    /// <summary>Asks for several digits.</summary>
    Collect,

    /// <summary>Sets variables.</summary>
    Set,

    /// <summary>Branches by expressions.</summary>
    Switch,

    /// <summary>Branches by opening hours.</summary>
    Hours,

    /// <summary>Sets the language of the prompts.</summary>
    Language,

    /// <summary>Asks a server.</summary>
    Http,

    /// <summary>Leads to a queue.</summary>
    Queue,

    /// <summary>Hands the call to a configured destination.</summary>
    Transfer,

    /// <summary>Records the caller.</summary>
    Record,

    /// <summary>Takes a message.</summary>
    Voicemail,

    /// <summary>Places a callback.</summary>
    Callback,

    /// <summary>Asks what the caller thinks of the talk.</summary>
    Survey,

    /// <summary>Runs another flow.</summary>
    Subflow,

    /// <summary>Hangs up.</summary>
    HangUp,
}

/// <summary>A menu of one level as a flow: the form of small sites, and of journals that are older than flows.</summary>
internal static class OneMenu
{
    public static Flow Of(string name, MenuRule menu)
    {
        var nodes = ImmutableSortedDictionary.CreateBuilder<string, FlowNode>(StringComparer.Ordinal);
        foreach (var (key, target) in menu.Choices) nodes[$"key {key}"] = NodeOf(target);
        nodes["otherwise"] = NodeOf(menu.Otherwise);
        nodes[name] = new MenuNode
        {
            Ask = new AskRule { Prompt = menu.Prompt, NoMatch = menu.Invalid, Timeout = menu.InputTimeout, Tries = menu.Tries },
            Keys = menu.Choices.Keys.ToImmutableSortedDictionary(key => key, key => $"key {key}", StringComparer.Ordinal),
            Unmatched = "otherwise",
            Silent = "otherwise",
        };
        return new Flow { Start = name, Nodes = nodes.ToImmutable(), Otherwise = menu.Otherwise };
    }

    private static FlowNode NodeOf(CallTarget target) => target switch
    {
        { Queue: not null } => new QueueNode { Target = target },
        { Menu: { } menu } => new SubflowNode { Flow = menu },
        _ => new HangUpNode(),
    };
}
