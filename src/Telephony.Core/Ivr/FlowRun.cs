using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>What a call in a flow waits for.</summary>
public enum FlowWait
{
    /// <summary>Nothing: it is on its way, or in a queue.</summary>
    None,

    /// <summary>The end of a prompt, or a key that stops it.</summary>
    Prompt,

    /// <summary>A key.</summary>
    Key,

    /// <summary>Whether hidden digits are good.</summary>
    Check,

    /// <summary>A server's answer.</summary>
    Answer,

    /// <summary>The end of a recording.</summary>
    Recording,
}

/// <summary>Where a flow goes on when the one it called returns.</summary>
/// <param name="Flow">The flow that called.</param>
/// <param name="Next">The node that follows there.</param>
/// <param name="Trail">The menus behind it there.</param>
public sealed record FlowFrame(string Flow, string Next, ImmutableArray<string> Trail);

/// <summary>Where a call stands in the flows: data only. How it goes on is in <see cref="Acd"/>'s flow runner.</summary>
public sealed class FlowRun
{
    /// <summary>How long a variable's value may be.</summary>
    public const int ValueMost = 200;

    /// <summary>How many variables a call may have.</summary>
    public const int VariablesMost = 50;

    /// <summary>How many keys are kept for questions to come.</summary>
    public const int TypedMost = 32;

    /// <summary>Stands for a digit of a masked answer, and begins the value of its variable.</summary>
    public const char Hidden = '•';

    /// <summary>The version of the configuration whose flows the call goes through, from its first to its last.</summary>
    [JsonInclude] public string Version { get; internal init; } = "";

    /// <summary>The flow.</summary>
    [JsonInclude] public string Flow { get; internal set; } = "";

    /// <summary>The node, or the last one.</summary>
    [JsonInclude] public string Node { get; internal set; } = "";

    /// <summary>Flows that wait for this one to return, the outermost first.</summary>
    [JsonInclude] public ImmutableArray<FlowFrame> Frames { get; internal set; } = [];

    /// <summary>The variables; kept from flow to flow as long as the call lives.</summary>
    [JsonInclude] public ImmutableSortedDictionary<string, string> Variables { get; internal set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What is waited for.</summary>
    [JsonInclude] public FlowWait Wait { get; internal set; }

    /// <summary>Keys pressed before they were asked for.</summary>
    [JsonInclude] public string Typed { get; internal set; } = "";

    /// <summary>The answer so far.</summary>
    [JsonInclude] public string Entry { get; internal set; } = "";

    /// <summary>How often the question has been asked.</summary>
    [JsonInclude] public int Tries { get; internal set; }

    /// <summary>How often the caller has had it repeated.</summary>
    [JsonInclude] public int Repeats { get; internal set; }

    /// <summary>The question of a survey, from 0.</summary>
    [JsonInclude] public int Question { get; internal set; }

    /// <summary>The menus the caller came through in this flow.</summary>
    [JsonInclude] public ImmutableArray<string> Trail { get; internal set; } = [];

    /// <summary>How many nodes have been entered since the flow was.</summary>
    [JsonInclude] public int Steps { get; internal set; }

    /// <summary>How many flows the call has been led to.</summary>
    [JsonInclude] public int Entered { get; internal set; }

    /// <summary>Numbers questions to servers, checks and recordings.</summary>
    [JsonInclude] public int Asked { get; internal set; }

    /// <summary>The recording under way.</summary>
    [JsonInclude] public RecordingId? Recording { get; internal set; }

    /// <summary>Where the caller goes after the talk; null: nowhere.</summary>
    [JsonInclude] public string? AfterTalk { get; internal set; }

    /// <summary>Whether a message was left.</summary>
    [JsonInclude] public bool HasMessage { get; internal set; }

    /// <summary>Whether hidden digits are kept for it.</summary>
    [JsonInclude] public bool HasHidden { get; internal set; }
}

/// <summary>A recording of a caller alone that is not stored yet.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Call">Whose.</param>
/// <param name="Box">The box, for a message.</param>
/// <param name="Caller">Who called.</param>
public sealed record OpenMessage(RecordingId Recording, CallId Call, string? Box, CallerId Caller);
