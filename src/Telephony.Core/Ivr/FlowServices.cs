using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>Asks a server, and goes on with what it answers.</summary>
public sealed record HttpNode : FlowNode
{
    /// <summary>The longest <see cref="Timeout"/>: 20 s.</summary>
    public static readonly TimeSpan TimeoutMost = TimeSpan.FromSeconds(20);

    /// <summary>The core waits this much longer than the server may take, then goes on without an answer.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary><c>GET</c> or <c>POST</c>.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The address, with <c>{variable}</c> where a value goes, behind the host only; values are percent-encoded.</summary>
    public required string Url { get; init; }

    /// <summary>Headers of fixed value.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Headers whose value is a secret, by the secret's name.</summary>
    public ImmutableSortedDictionary<string, string> Secrets { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What a POST sends, as a JSON object of strings: name and variable. A masked variable may be sent; it is filled in by the shell.</summary>
    public ImmutableSortedDictionary<string, string> Body { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How long the server may take, all retries included. 100 ms – 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a good answer to a GET is kept for the next caller who asks the same. 0 – 1 h.</summary>
    public TimeSpan Cache { get; init; }

    /// <summary>How often a GET that failed is tried again within the timeout. 0 – 3.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Variables and where their values lie in the answer's JSON: <c>order.status</c>, <c>items.0.name</c>.</summary>
    public ImmutableSortedDictionary<string, string> Result { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Played while the server thinks; stopped when it answers.</summary>
    public ImmutableArray<string> Prompt { get; init; } = [];

    /// <summary>What follows a good answer.</summary>
    public required string Next { get; init; }

    /// <summary>What follows when the server says there is no such thing (404); null: as when it failed.</summary>
    public string? NotFound { get; init; }

    /// <summary>What follows everything else.</summary>
    public required string Failed { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Http;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches()
    {
        yield return new FlowBranch("", Next);
        if (NotFound is { } notFound) yield return new FlowBranch("not found", notFound);
        yield return new FlowBranch("failed", Failed);
    }
}

/// <summary>Leads to a queue.</summary>
public sealed record QueueNode : FlowNode
{
    /// <summary>The queue, and what the call asks for there.</summary>
    public required CallTarget Target { get; init; }

    /// <summary>The variable that names the preferred agent; null: none.</summary>
    public string? PreferredFrom { get; init; }

    /// <summary>How long the call waits for the preferred agent.</summary>
    public TimeSpan PreferredFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Variables that the agent sees.</summary>
    public ImmutableArray<string> Show { get; init; } = [];

    /// <summary>Where the caller goes after the talk, when the agent has hung up; null: nowhere.</summary>
    public string? AfterTalk { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Queue;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => AfterTalk is { } after ? [new("after the talk", after, ByCaller: true)] : [];
}

/// <summary>Hands the call to a destination of the site: it leaves the router.</summary>
public sealed record TransferNode : FlowNode
{
    /// <summary>The destination, by the name it has in the site.</summary>
    public required string To { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Transfer;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [];
}

/// <summary>How a caller is recorded alone.</summary>
public sealed record RecordRule
{
    /// <summary>The longest <see cref="Most"/>: 10 min.</summary>
    public static readonly TimeSpan LengthMost = TimeSpan.FromMinutes(10);

    /// <summary>Played first.</summary>
    public required ImmutableArray<string> Prompt { get; init; }

    /// <summary>The longest recording. 5 s – 10 min.</summary>
    public TimeSpan Most { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Ends by itself after so much silence; zero: it does not. 0 – 60 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The key that ends it; null: none.</summary>
    public string? Terminator { get; init; } = "#";
}

/// <summary>Records the caller: a name, a statement.</summary>
public sealed record RecordNode : FlowNode
{
    /// <summary>How.</summary>
    public required RecordRule Record { get; init; }

    /// <summary>The variable that receives the recording's id; null: none.</summary>
    public string? Variable { get; init; }

    /// <summary>What follows.</summary>
    public required string Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Record;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next, ByCaller: true)];
}

/// <summary>Takes a message for a box.</summary>
public sealed record VoicemailNode : FlowNode
{
    /// <summary>The box the message is left in.</summary>
    public required string Box { get; init; }

    /// <summary>How.</summary>
    public required RecordRule Record { get; init; }

    /// <summary>What follows.</summary>
    public required string Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Voicemail;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next, ByCaller: true)];
}

/// <summary>Places a callback: the caller keeps a place without waiting, or is promised an answer.</summary>
public sealed record CallbackNode : FlowNode
{
    /// <summary>The queue whose agents call back.</summary>
    public required string Queue { get; init; }

    /// <summary>The variable that holds the number; null: the caller's own.</summary>
    public string? NumberFrom { get; init; }

    /// <summary>Why.</summary>
    public CallbackKind Purpose { get; init; } = CallbackKind.VirtualHold;

    /// <summary>Not before this much later. 0 – 30 days.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long after that it stays wanted. 1 min – 30 days.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromHours(8);

    /// <summary>What follows when it is placed.</summary>
    public required string Next { get; init; }

    /// <summary>What follows when it cannot be.</summary>
    public required string Failed { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Callback;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next), new("failed", Failed)];
}

/// <summary>One question of a survey.</summary>
/// <param name="Name">Names it in facts and reports.</param>
/// <param name="Prompt">Asks it.</param>
public sealed record SurveyQuestion(string Name, ImmutableArray<string> Prompt);

/// <summary>Asks the caller for marks, one key each.</summary>
public sealed record SurveyNode : FlowNode
{
    /// <summary>How many questions a survey has at most.</summary>
    public const int QuestionsMost = 10;

    /// <summary>The questions, in order.</summary>
    public required ImmutableArray<SurveyQuestion> Questions { get; init; }

    /// <summary>The greatest mark; the least is 1. 2 – 9.</summary>
    public int Best { get; init; } = 5;

    /// <summary>How each is asked; its prompt is that of the question.</summary>
    public required AskRule Ask { get; init; }

    /// <summary>What follows, answered or not.</summary>
    public required string Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Survey;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next)];
}

/// <summary>Runs another flow.</summary>
public sealed record SubflowNode : FlowNode
{
    /// <summary>How deep flows may call each other.</summary>
    public const int DepthMost = 5;

    /// <summary>The flow.</summary>
    public required string Flow { get; init; }

    /// <summary>What follows when that flow returns; null: it does not, the call stays there.</summary>
    public string? Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Subflow;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => Next is { } next ? [new("returned", next)] : [];
}
