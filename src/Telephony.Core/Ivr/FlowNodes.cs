using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>How a caller is asked for keys.</summary>
public sealed record AskRule
{
    /// <summary>The greatest <see cref="Tries"/>.</summary>
    public const int TriesMost = 10;

    /// <summary>Played when the question is asked, and again after each wrong or missing answer.</summary>
    public required ImmutableArray<string> Prompt { get; init; }

    /// <summary>Played first when the answer means nothing.</summary>
    public ImmutableArray<string> NoMatch { get; init; } = [];

    /// <summary>Played first when no answer came.</summary>
    public ImmutableArray<string> NoInput { get; init; } = [];

    /// <summary>How long to wait for the first key after the prompt. 1 s – 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the question is asked at most. 1 – 10.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>Whether a key stops the prompt at once.</summary>
    public bool BargeIn { get; init; } = true;

    /// <summary>Whether keys pressed before the question count as its answer.</summary>
    public bool TypeAhead { get; init; } = true;
}

/// <summary>Plays prompts, one after the other.</summary>
public sealed record PlayNode : FlowNode
{
    /// <summary>The prompts: media URIs.</summary>
    public required ImmutableArray<string> Prompt { get; init; }

    /// <summary>Whether a key stops it; the key is kept for the next question either way.</summary>
    public bool BargeIn { get; init; } = true;

    /// <summary>What follows.</summary>
    public required string Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Play;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next)];
}

/// <summary>How a value is said.</summary>
public enum SaidAs
{
    /// <summary>A prompt; no value.</summary>
    Prompt,

    /// <summary>Digit by digit.</summary>
    Digits,

    /// <summary>As a number.</summary>
    Number,

    /// <summary>As an amount of money in yuan.</summary>
    Yuan,

    /// <summary>As an amount of money in dollars.</summary>
    Dollars,

    /// <summary>A time of day, HH:MM.</summary>
    Time,

    /// <summary>A date, YYYY-MM-DD.</summary>
    Date,

    /// <summary>A duration in seconds.</summary>
    Duration,
}

/// <summary>A part of what is said.</summary>
/// <param name="As">How.</param>
/// <param name="Prompt">The media URI, for <see cref="SaidAs.Prompt"/>.</param>
/// <param name="Value">The value, for all others.</param>
public sealed record SaidPart(SaidAs As, string? Prompt, FlowExpression? Value);

/// <summary>Says prompts and values in the caller's language.</summary>
public sealed record SayNode : FlowNode
{
    /// <summary>What is said, in order.</summary>
    public required ImmutableArray<SaidPart> Parts { get; init; }

    /// <inheritdoc cref="PlayNode.BargeIn" />
    public bool BargeIn { get; init; } = true;

    /// <summary>What follows.</summary>
    public required string Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Say;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next)];
}

/// <summary>Asks for one key.</summary>
public sealed record MenuNode : FlowNode
{
    /// <summary>How it is asked.</summary>
    public required AskRule Ask { get; init; }

    /// <summary>Where each key leads.</summary>
    public required ImmutableSortedDictionary<string, string> Keys { get; init; }

    /// <summary>The key that plays the menu again; null: none. At most <see cref="RepeatsMost"/> times.</summary>
    public string? Repeat { get; init; }

    /// <summary>The key that leads back to the menu the caller came from; null: none.</summary>
    public string? Back { get; init; }

    /// <summary>Where a caller goes whose last try was a wrong key.</summary>
    public required string Unmatched { get; init; }

    /// <summary>Where a caller goes whose last try was no key.</summary>
    public required string Silent { get; init; }

    /// <summary>How often a caller may have a menu repeated.</summary>
    public const int RepeatsMost = 10;

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Menu;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() =>
        [.. Keys.Select(k => new FlowBranch(k.Key, k.Value, ByCaller: true)), new("no match", Unmatched), new("no input", Silent)];
}

/// <summary>Asks for several digits.</summary>
public sealed record CollectNode : FlowNode
{
    /// <summary>The greatest <see cref="Most"/>.</summary>
    public const int DigitsMost = 40;

    /// <summary>How it is asked.</summary>
    public required AskRule Ask { get; init; }

    /// <summary>The variable that receives the digits.</summary>
    public required string Variable { get; init; }

    /// <summary>The fewest digits. 1 – 40.</summary>
    public int Least { get; init; } = 1;

    /// <summary>The most digits; with the last one the answer is complete. 1 – 40.</summary>
    public int Most { get; init; } = DigitsMost;

    /// <summary>The key that ends the answer; null: none.</summary>
    public string? Terminator { get; init; } = "#";

    /// <summary>How long to wait for each further digit. 1 s – 30 s.</summary>
    public TimeSpan DigitTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What the digits must look like: a regular expression over the whole; null: anything.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether the last digit must be the check digit of the others by the Luhn rule (ISO/IEC 7812-1, annex B).</summary>
    public bool Luhn { get; init; }

    /// <summary>Whether the digits are hidden: they never reach the core, the journal, a fact or a log.</summary>
    public bool Masked { get; init; }

    /// <summary>Where a good answer leads.</summary>
    public required string Next { get; init; }

    /// <summary>Where a caller goes who gave none in all tries.</summary>
    public required string Failed { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Collect;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next, ByCaller: true), new("failed", Failed)];
}

/// <summary>Sets variables.</summary>
public sealed record SetNode : FlowNode
{
    /// <summary>The values, computed in the order of their names.</summary>
    public required ImmutableSortedDictionary<string, FlowExpression> Values { get; init; }

    /// <summary>What follows.</summary>
    public required string Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Set;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next)];
}

/// <summary>One case of a switch.</summary>
/// <param name="When">The condition.</param>
/// <param name="Next">Where it leads when it holds.</param>
public sealed record SwitchCase(FlowExpression When, string Next);

/// <summary>Goes the way of the first condition that holds.</summary>
public sealed record SwitchNode : FlowNode
{
    /// <summary>The cases, in order.</summary>
    public required ImmutableArray<SwitchCase> Cases { get; init; }

    /// <summary>Where it leads when none holds.</summary>
    public required string Otherwise { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Switch;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [.. Cases.Select(c => new FlowBranch(c.When.Text, c.Next)), new("otherwise", Otherwise)];
}

/// <summary>Branches by the opening hours of a queue (with its switches and the emergency switch) or by a calendar.</summary>
public sealed record HoursNode : FlowNode
{
    /// <summary>The queue; null when a calendar is named.</summary>
    public string? Queue { get; init; }

    /// <summary>The calendar; null when a queue is named.</summary>
    public string? Calendar { get; init; }

    /// <summary>Where it leads when open.</summary>
    public required string Open { get; init; }

    /// <summary>Where it leads when closed.</summary>
    public required string Closed { get; init; }

    /// <summary>Where it leads on a holiday; null: as when closed.</summary>
    public string? Holiday { get; init; }

    /// <summary>Where it leads in an emergency; null: as when closed.</summary>
    public string? Emergency { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Hours;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches()
    {
        yield return new FlowBranch("open", Open);
        yield return new FlowBranch("closed", Closed);
        if (Holiday is { } holiday) yield return new FlowBranch("holiday", holiday);
        if (Emergency is { } emergency) yield return new FlowBranch("emergency", emergency);
    }
}

/// <summary>Sets the language of the prompts.</summary>
public sealed record LanguageNode : FlowNode
{
    /// <summary>The language, as Asterisk names it.</summary>
    public required string Language { get; init; }

    /// <summary>What follows.</summary>
    public required string Next { get; init; }

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.Language;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [new("", Next)];
}

/// <summary>Hangs up, after a last word if there is one.</summary>
public sealed record HangUpNode : FlowNode
{
    /// <summary>Played first; may be empty.</summary>
    public ImmutableArray<string> Prompt { get; init; } = [];

    /// <inheritdoc />
    [JsonIgnore] public override NodeKind Kind => NodeKind.HangUp;

    /// <inheritdoc />
    public override IEnumerable<FlowBranch> Branches() => [];
}
