using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>How a question to a server ended.</summary>
public enum ServerOutcome
{
    /// <summary>A good answer.</summary>
    Answered,

    /// <summary>There is no such thing (404).</summary>
    NotFound,

    /// <summary>The server refused or failed, or could not be reached.</summary>
    Failed,

    /// <summary>No answer in time.</summary>
    Late,

    /// <summary>Not asked: the host is not allowed, a secret is missing, or hidden digits are gone.</summary>
    NotAllowed,

    /// <summary>The answer was too large, or not what the mapping needs.</summary>
    Malformed,

    /// <summary>Not asked: it failed too often just before.</summary>
    Broken,
}

/// <content>What comes back to flows.</content>
public abstract partial record AcdInput
{
    /// <summary>A server answered, or did not.</summary>
    /// <param name="Call">The call that asked.</param>
    /// <param name="Ask">The question.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Values">The mapped values; each at most <see cref="FlowRun.ValueMost"/> characters.</param>
    public sealed record ServerAnswered(CallId Call, string Ask, ServerOutcome Outcome, ImmutableSortedDictionary<string, string> Values) : AcdInput;

    /// <summary>Hidden digits were checked by who holds them.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Check">The check.</param>
    /// <param name="IsGood">Whether they are what was asked for.</param>
    public sealed record DigitsChecked(CallId Call, int Check, bool IsGood) : AcdInput;

    /// <summary>The recording of a caller ended: silence, its longest time, or the caller's leaving.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Recording">The recording.</param>
    public sealed record MessageEnded(CallId Call, RecordingId Recording) : AcdInput;
}

/// <content>What flows have done.</content>
public abstract partial record AcdEffect
{
    /// <summary>Ask a server; comes back as <see cref="AcdInput.ServerAnswered"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Ask">Names the question.</param>
    /// <param name="Node">What to ask and how.</param>
    /// <param name="Url">The address with its values; <c>{hidden:N}</c> where hidden digits go.</param>
    /// <param name="Body">What a POST sends; a value that begins with <see cref="FlowRun.Hidden"/> stands for hidden digits.</param>
    public sealed record AskServer(CallId Call, string Ask, HttpNode Node, string Url, ImmutableSortedDictionary<string, string> Body) : AcdEffect, IOfCall;

    /// <summary>Record a caller alone.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Recording">The recording.</param>
    /// <param name="Most">Its longest time.</param>
    /// <param name="Silence">Ends after so much silence; zero: it does not.</param>
    public sealed record RecordMessage(CallId Call, RecordingId Recording, TimeSpan Most, TimeSpan Silence) : AcdEffect, IOfCall;

    /// <summary>End such a recording and store it; comes back as <see cref="AcdInput.RecordingStored"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Recording">The recording.</param>
    /// <param name="Box">The box it is for; null: none.</param>
    public sealed record StopMessage(CallId Call, RecordingId Recording, string? Box) : AcdEffect, IOfCall;

    /// <summary>Check the hidden digits typed last, and keep them under the number of the check; comes back as <see cref="AcdInput.DigitsChecked"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Check">Numbers the check.</param>
    /// <param name="Node">What they must look like.</param>
    public sealed record CheckDigits(CallId Call, int Check, CollectNode Node) : AcdEffect, IOfCall;

    /// <summary>Forget the hidden digits typed last, or all of a call.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="All">Whether also those checked before.</param>
    public sealed record ForgetDigits(CallId Call, bool All) : AcdEffect, IOfCall;

    /// <summary>Let the dialplan know the caller's language: its fallback speaks when no router lives.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Language">The language, as Asterisk names it.</param>
    public sealed record NoteLanguage(CallId Call, string Language) : AcdEffect, IOfCall;

    /// <summary>Hand the caller to the dialplan's way to a destination.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Destination">The destination, by its name.</param>
    public sealed record TransferCaller(CallId Call, string Destination) : AcdEffect, IOfCall;
}

/// <content>What happened in flows.</content>
public abstract partial record AcdFact
{
    /// <summary>A caller came to a node of a flow. Callers by node, and where they hang up, are folds of this.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Flow">The flow.</param>
    /// <param name="Node">The node.</param>
    /// <param name="Type">What it does.</param>
    public sealed record NodeEntered(CallId Call, string Flow, string Node, NodeKind Type) : AcdFact
    {
        /// <summary>What the node is called where menus are: by flow and node, by the flow alone where both bear the same name.</summary>
        [JsonIgnore] public MenuName Menu => MenuName.Of(Flow, Node);
    }

    /// <summary>A question to a server is over.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Flow">The flow.</param>
    /// <param name="Node">The node.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Took">How long the caller waited for it.</param>
    public sealed record ServerAsked(CallId Call, string Flow, string Node, ServerOutcome Outcome, TimeSpan Took) : AcdFact;

    /// <summary>A caller's time in a flow was over before the flow led anywhere.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Flow">The flow.</param>
    /// <param name="Node">The node the caller was at.</param>
    public sealed record FlowOverdue(CallId Call, string Flow, string Node) : AcdFact;

    /// <summary>Variables that go with a call to the agent.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Variables">Their values.</param>
    public sealed record CallAttached(CallId Call, ImmutableSortedDictionary<string, string> Variables) : AcdFact;

    /// <summary>A caller gave a mark.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue of the talk; null when there was none.</param>
    /// <param name="Agent">The agent of the talk; null when there was none.</param>
    /// <param name="Question">The question.</param>
    /// <param name="Mark">1 up to the survey's best.</param>
    public sealed record SurveyAnswered(CallId Call, QueueName? Queue, AgentId? Agent, string Question, int Mark) : AcdFact;

    /// <summary>A caller is being recorded alone.</summary>
    /// <param name="Recording">The recording.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Box">The box, for a message.</param>
    public sealed record MessageStarted(RecordingId Recording, CallId Call, string? Box) : AcdFact;

    /// <summary>A recording of a caller alone is stored.</summary>
    /// <param name="Recording">The recording.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Box">The box, for a message.</param>
    /// <param name="Caller">Who called.</param>
    /// <param name="Path">File below the recordings folder; empty when there is none.</param>
    /// <param name="Length">Length of the audio.</param>
    /// <param name="Complete">False when audio is missing.</param>
    public sealed record MessageStored(RecordingId Recording, CallId Call, string? Box, CallerId Caller, string Path, TimeSpan Length, bool Complete) : AcdFact;

    /// <summary>A caller was handed to a destination outside.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Destination">The destination.</param>
    public sealed record CallTransferred(CallId Call, string Destination) : AcdFact;
}
