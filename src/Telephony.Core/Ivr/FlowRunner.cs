using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>How a call goes through a flow: from node to node until one waits or leads elsewhere. Every wait has a deadline, every flow a longest time,
/// every input leads over a bounded number of nodes. Questions are in FlowKeys.cs, what the flow asks of others in FlowOthers.cs.</content>
public sealed partial class Acd
{
    /// <summary>One input leads over no more nodes; more are a circle that nothing slows down.</summary>
    public const int NodesMost = 100;

    /// <summary>No flow leads a caller over more nodes.</summary>
    public const int StepsMost = 1_000;

    /// <summary>No call is led to more flows: queues and flows must not pass it to and fro for ever.</summary>
    public const int FlowsMost = 20;

    private readonly SortedDictionary<string, FlowBook> _books = new(StringComparer.Ordinal);
    private FlowBook _book = FlowBook.Of(SiteConfiguration.Empty);

    // ---- in ---------------------------------------------------------------------------------------------------

    private void EnterFlow(Call call, string name, string typed = "")
    {
        var run = call.Run ??= new FlowRun { Version = _book.Version };
        if (BookOf(run).Flows.GetValueOrDefault(name) is not { } flow || ++run.Entered > FlowsMost)
        {
            HandToFallback(call);
            return;
        }

        (run.Flow, run.Frames, run.Trail, run.Steps, run.AfterTalk, run.Typed, run.Wait) = (name, [], [], 0, null, typed, FlowWait.None);
        call.Menu = new MenuName(name);
        Enter(call, CallState.InMenu);
        _deadlines.Set(DeadlineKind.FlowLimit, call.Id.Value, _now.Elapsed + flow.Limit);
        Walk(call, flow.Start);
    }

    /// <summary>A key during the greeting is taken for the answer to the menu that follows, if it is one.</summary>
    private void ChooseEarly(Call call, char digit)
    {
        if (EntryOf(call).Target.Menu is not { } name || _book.Flows.GetValueOrDefault(name) is not { } flow) return;
        if (flow.Nodes.GetValueOrDefault(flow.Start) is not MenuNode { Ask: { BargeIn: true, TypeAhead: true } } menu || !menu.Keys.ContainsKey(digit.ToString())) return;
        StopPrompt(call);
        EnterFlow(call, name, digit.ToString());
    }

    private FlowBook BookOf(FlowRun run) => run.Version == _book.Version ? _book : _books.GetValueOrDefault(run.Version) ?? _book;

    private Flow? FlowOf(FlowRun run) => BookOf(run).Flows.GetValueOrDefault(run.Flow);

    private FlowNode? NodeOf(Call call) => call.Run is { } run ? FlowOf(run)?.Nodes.GetValueOrDefault(run.Node) : null;

    // ---- on ---------------------------------------------------------------------------------------------------

    /// <summary>Goes on until a node waits or the call has left the flow. Null: there is nothing to go on with.</summary>
    private void Walk(Call call, string? to)
    {
        for (var nodes = 0; to is not null; nodes++)
        {
            if (nodes == NodesMost || call.Run!.Steps >= StepsMost)
            {
                LeaveFlow(call, overdue: true);
                return;
            }

            to = StepTo(call, to);
        }
    }

    private string? StepTo(Call call, string to)
    {
        var run = call.Run!;
        run.Wait = FlowWait.None;
        if (to == Flow.End) return HangUpInFlow(call);
        if (to == Flow.Return) return ReturnFrom(call, run);
        if (FlowOf(run)?.Nodes.GetValueOrDefault(to) is not { } node)
        {
            HandToFallback(call);
            return null;
        }

        run.Node = to;
        run.Steps++;
        Say(new AcdFact.NodeEntered(call.Id, run.Flow, to, node.Kind));
        return Begin(call, run, node);
    }

    /// <summary>Begins a node; returns what follows at once, or null when the node waits or the call is elsewhere.</summary>
    private string? Begin(Call call, FlowRun run, FlowNode node)
    {
        switch (node)
        {
            case PlayNode n: return PlayInFlow(call, run, n.Prompt, n.BargeIn) ? null : n.Next;
            case SayNode n: return PlayInFlow(call, run, Said(call, run, n), n.BargeIn) ? null : n.Next;
            case HangUpNode n: return PlayInFlow(call, run, n.Prompt, skippable: false) ? null : HangUpInFlow(call);
            case MenuNode or CollectNode or SurveyNode: return AskFirst(call, run, node);
            case SetNode n: SetVariables(call, run, n); return n.Next;
            case SwitchNode n: return n.Cases.FirstOrDefault(c => c.When.Holds(name => ValueOf(call, name)))?.Next ?? n.Otherwise;
            case HoursNode n: return ByHours(n);
            case LanguageNode n: SetLanguage(call, n.Language); return n.Next;
            case SubflowNode n: return CallFlow(call, run, n);
            case HttpNode n: AskServer(call, run, n); return null;
            case RecordNode n: BeginRecording(call, run, n.Record); return null;
            case VoicemailNode n: BeginRecording(call, run, n.Record); return null;
            case CallbackNode n: return PlaceCallback(call, run, n);
            case QueueNode n: GoToQueue(call, run, n); return null;
            case TransferNode n: Transfer(call, n.To); return null;
            default: throw new ArgumentOutOfRangeException(nameof(node), node.Kind.ToString());
        }
    }

    private void SetLanguage(Call call, string language)
    {
        call.Language = language;
        Do(new AcdEffect.NoteLanguage(call.Id, language));
    }

    /// <summary>Plays, unless there is nothing to play or the caller has typed ahead of it; returns whether it plays.</summary>
    private bool PlayInFlow(Call call, FlowRun run, ImmutableArray<string> prompts, bool skippable)
    {
        if (prompts.IsEmpty || (skippable && run.Typed.Length > 0)) return false;
        run.Wait = FlowWait.Prompt;
        Play(call, prompts);
        return true;
    }

    private string? CallFlow(Call call, FlowRun run, SubflowNode node)
    {
        if (BookOf(run).Flows.GetValueOrDefault(node.Flow) is not { } flow || run.Frames.Length >= SubflowNode.DepthMost)
        {
            LeaveFlow(call, overdue: true);
            return null;
        }

        if (node.Next is { } next) run.Frames = run.Frames.Add(new FlowFrame(run.Flow, next, run.Trail));
        (run.Flow, run.Trail) = (node.Flow, []);
        call.Menu = new MenuName(node.Flow);
        return flow.Start;
    }

    private string? ReturnFrom(Call call, FlowRun run)
    {
        if (run.Frames is not [.., var frame])
        {
            LeaveFlow(call, overdue: false);
            return null;
        }

        run.Frames = run.Frames[..^1];
        (run.Flow, run.Trail) = (frame.Flow, frame.Trail);
        call.Menu = new MenuName(frame.Flow);
        return frame.Next;
    }

    /// <summary>The prompt of the node ended by itself.</summary>
    private void PromptEndedInFlow(Call call)
    {
        var run = call.Run!;
        if (NodeOf(call) is not { } node)
        {
            HandToFallback(call);
            return;
        }

        switch (node)
        {
            case PlayNode n: Walk(call, n.Next); break;
            case SayNode n: Walk(call, n.Next); break;
            case HangUpNode: HangUpInFlow(call); break;
            case RecordNode or VoicemailNode when run.Wait == FlowWait.Prompt: StartRecording(call, run, node); break;
            case MenuNode or CollectNode or SurveyNode when run.Wait == FlowWait.Prompt: Walk(call, AwaitKeys(call, run, node)); break;
        }
    }

    // ---- out --------------------------------------------------------------------------------------------------

    /// <summary>The flow can lead the caller nowhere, or the caller's time in it is over: where the outermost flow leads otherwise.</summary>
    private void LeaveFlow(Call call, bool overdue)
    {
        var run = call.Run!;
        if (overdue) Say(new AcdFact.FlowOverdue(call.Id, run.Flow, run.Node));
        if (call.State == CallState.Surveying)
        {
            HangUpInFlow(call);
            return;
        }

        var outermost = run.Frames is [var first, ..] ? first.Flow : run.Flow;
        var otherwise = BookOf(run).Flows.GetValueOrDefault(outermost)?.Otherwise ?? CallTarget.HangUp;
        PutFlowAside(call);
        GoOn(call, otherwise);
    }

    private string? HangUpInFlow(Call call)
    {
        PutFlowAside(call);
        if (call.State == CallState.Surveying) EndAfterTalk(call);
        else End(call, call.Run!.HasMessage ? CallDisposition.LeftMessage : CallDisposition.Dismissed);
        Release(call);
        return null;
    }

    /// <summary>The call goes on elsewhere; its variables stay.</summary>
    private void PutFlowAside(Call call)
    {
        StopPrompt(call);
        StopMessage(call);
        call.Run!.Wait = FlowWait.None;
        _deadlines.Clear(DeadlineKind.FlowWait, call.Id.Value);
        _deadlines.Clear(DeadlineKind.FlowLimit, call.Id.Value);
    }

    /// <summary>The agent has hung up, and the caller is asked what they think.</summary>
    private void BeginAfterTalk(Call call, string node)
    {
        var run = call.Run!;
        var limit = FlowOf(run)?.Limit ?? TimeSpan.FromMinutes(1);
        (run.AfterTalk, run.Typed, run.Steps) = (null, "", 0);
        Enter(call, CallState.Surveying);
        _deadlines.Set(DeadlineKind.FlowLimit, call.Id.Value, _now.Elapsed + limit);
        Walk(call, node);
    }

    // ---- taking over ------------------------------------------------------------------------------------------

    /// <summary>Whatever was being played may not have been, and digits that only a dead process knew are gone: the node begins again.</summary>
    private void ResumeFlow(Call call)
    {
        if (call.Run is not { } run || NodeOf(call) is not { } node)
        {
            HandToFallback(call);
            return;
        }

        if (call.Playback is { } playing) Do(new AcdEffect.StopPlayback(call.Id, playing));
        if (run.Wait == FlowWait.Prompt || node is CollectNode { Masked: true })
        {
            StopPrompt(call);
            (run.Wait, run.Entry) = (FlowWait.None, "");
            _deadlines.Clear(DeadlineKind.FlowWait, call.Id.Value);
            if (run.HasHidden) Do(new AcdEffect.ForgetDigits(call.Id, All: false));
            Walk(call, Begin(call, run, node));
        }
        else if (run.Wait == FlowWait.Answer)
        {
            StopPrompt(call);
        }
    }

    /// <summary>Versions nobody goes through any more are forgotten.</summary>
    private void KeepBooks(FlowBook current)
    {
        if (_book.Version != current.Version) _books[_book.Version] = _book;
        _book = current;
        _books.Remove(current.Version);
        ForgetBooks();
    }

    private void ForgetBooks()
    {
        if (_books.Count == 0) return;
        var used = _calls.Values.Select(c => c.Run?.Version).OfType<string>().ToHashSet();
        foreach (var version in _books.Keys.Where(v => !used.Contains(v)).ToArray()) _books.Remove(version);
    }

    private void RestoreFlows(AcdState state)
    {
        _book = FlowBook.Of(_loaded);
        _books.Clear();
        foreach (var book in state.Books) _books.Add(book.Version, book);
        _messages.Clear();
        foreach (var message in state.Messages) _messages.Add(message.Recording.Value, message);
        foreach (var call in state.Calls.Where(c => c is { State: CallState.InMenu, Run: null, Menu: not null }))
        {
            // A snapshot older than flows: the menu of one level, at the same question.
            call.Run = new FlowRun { Version = _book.Version, Flow = call.Menu!.Value.Value, Node = call.Menu.Value.Value, Tries = 1 };
            call.Run.Wait = call.Playback is null ? FlowWait.Key : FlowWait.Prompt;
        }
    }
}
