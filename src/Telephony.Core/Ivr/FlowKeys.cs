using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Telephony.Core;

/// <summary>Who may see a digit.</summary>
public enum DigitPrivacy
{
    /// <summary>Everybody: it is journaled.</summary>
    Open,

    /// <summary>Nobody but who checks it: <see cref="FlowRun.Hidden"/> is journaled in its place.</summary>
    Hidden,

    /// <summary>Nobody, and it counts for nothing: it may be the first digit of an answer that is asked for next.</summary>
    Dropped,
}

/// <content>Questions: menus, digits, marks. A key stops the prompt at once where it may; keys that come too early are kept for the next question.</content>
public sealed partial class Acd
{
    private const int TrailMost = 20;
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    // ---- asking -----------------------------------------------------------------------------------------------

    private string? AskFirst(Call call, FlowRun run, FlowNode node)
    {
        (run.Tries, run.Repeats, run.Question, run.Entry) = (1, 0, 0, "");
        if (node is MenuNode) call.Visited = []; // a caller who is asked may go where they were before
        if (!AskOf(node).TypeAhead || node is CollectNode { Masked: true }) run.Typed = "";
        return Ask(call, run, node, []);
    }

    private static AskRule AskOf(FlowNode node) => node switch
    {
        MenuNode n => n.Ask,
        CollectNode n => n.Ask,
        SurveyNode n => n.Ask,
        _ => throw new ArgumentOutOfRangeException(nameof(node), node.Kind.ToString()),
    };

    private string? Ask(Call call, FlowRun run, FlowNode node, ImmutableArray<string> first)
    {
        run.Entry = "";
        var prompt = first.AddRange(node is SurveyNode survey ? survey.Questions[run.Question].Prompt : AskOf(node).Prompt);
        if (run.Typed.Length > 0 || prompt.IsEmpty) return AwaitKeys(call, run, node); // typed ahead: no need to ask
        run.Wait = FlowWait.Prompt;
        Play(call, prompt);
        return null;
    }

    /// <summary>Takes the keys typed ahead, then waits for more.</summary>
    private string? AwaitKeys(Call call, FlowRun run, FlowNode node)
    {
        run.Wait = FlowWait.Key;
        while (run.Typed.Length > 0 && run.Wait == FlowWait.Key)
        {
            var key = run.Typed[0];
            run.Typed = run.Typed[1..];
            if (Take(call, run, node, key) is { } next) return next;
        }

        if (run.Wait != FlowWait.Key) return null;
        var limit = node is CollectNode collect && run.Entry.Length > 0 ? collect.DigitTimeout : AskOf(node).Timeout;
        _deadlines.Set(DeadlineKind.MenuInput, call.Id.Value, _now.Elapsed + limit);
        return null;
    }

    // ---- keys -------------------------------------------------------------------------------------------------

    private void KeyInFlow(Call call, char key)
    {
        if (call.Run is not { } run || NodeOf(call) is not { } node)
        {
            HandToFallback(call);
            return;
        }

        switch (run.Wait)
        {
            case FlowWait.Key:
                _deadlines.Clear(DeadlineKind.MenuInput, call.Id.Value);
                Walk(call, Take(call, run, node, key) ?? (run.Wait == FlowWait.Key ? AwaitKeys(call, run, node) : null));
                break;
            case FlowWait.Prompt when node is MenuNode or CollectNode or SurveyNode && AskOf(node).BargeIn:
                StopPrompt(call);
                run.Typed += key;
                Walk(call, AwaitKeys(call, run, node));
                break;
            case FlowWait.Prompt when node is PlayNode { BargeIn: true } or SayNode { BargeIn: true }:
                StopPrompt(call);
                KeepTyped(run, key);
                Walk(call, node is PlayNode play ? play.Next : ((SayNode)node).Next);
                break;
            case FlowWait.Prompt when node is RecordNode or VoicemailNode:
                StopPrompt(call);
                StartRecording(call, run, node);
                break;
            case FlowWait.Recording:
                if (RuleOfRecording(node)?.Terminator == key.ToString()) EndRecording(call, run, node);
                break;
            case FlowWait.Check:
                break;
            default:
                KeepTyped(run, key);
                break;
        }
    }

    private static void KeepTyped(FlowRun run, char key)
    {
        if (key != FlowRun.Hidden && run.Typed.Length < FlowRun.TypedMost) run.Typed += key;
    }

    private void NoKeyInFlow(Call call)
    {
        if (call.Run is not { Wait: FlowWait.Key } run || NodeOf(call) is not { } node) return;
        if (node is CollectNode collect && run.Entry.Length > 0) Walk(call, Complete(call, run, collect));
        else Walk(call, AskAgain(call, run, node, AskOf(node).NoInput, silent: true));
    }

    /// <summary>One key as (part of) the answer. Returns what follows; null when more is waited for, or something else.</summary>
    private string? Take(Call call, FlowRun run, FlowNode node, char key) => node switch
    {
        MenuNode n => Choose(call, run, n, key),
        SurveyNode n => TakeMark(call, run, n, key),
        CollectNode n => TakeDigit(call, run, n, key),
        _ => null,
    };

    private string? Choose(Call call, FlowRun run, MenuNode menu, char digit)
    {
        var key = digit.ToString();
        if (menu.Keys.TryGetValue(key, out var next))
        {
            Say(new AcdFact.MenuChosen(call.Id, NameOf(run), digit));
            (call.Visited, call.RefusedBy) = ([], []); // the caller's own choice may lead anywhere
            if (run.Trail.Length < TrailMost) run.Trail = run.Trail.Add(run.Node);
            return next;
        }

        if (key == menu.Back && run.Trail is [.., var before])
        {
            Say(new AcdFact.MenuChosen(call.Id, NameOf(run), digit));
            run.Trail = run.Trail[..^1];
            return before;
        }

        if ((key == menu.Repeat || key == menu.Back) && run.Repeats < MenuNode.RepeatsMost)
        {
            run.Repeats++;
            return Ask(call, run, menu, []);
        }

        return AskAgain(call, run, menu, menu.Ask.NoMatch, silent: false);
    }

    private static MenuName NameOf(FlowRun run) => MenuName.Of(run.Flow, run.Node);

    private string? TakeMark(Call call, FlowRun run, SurveyNode survey, char key)
    {
        if (key < '1' || key > '0' + survey.Best) return AskAgain(call, run, survey, survey.Ask.NoMatch, silent: false);
        Say(new AcdFact.SurveyAnswered(call.Id, call.Queue, call.TalkedWith, survey.Questions[run.Question].Name, key - '0'));
        if (run.Question + 1 >= survey.Questions.Length) return survey.Next;
        (run.Question, run.Tries) = (run.Question + 1, 1);
        return Ask(call, run, survey, []);
    }

    private string? TakeDigit(Call call, FlowRun run, CollectNode collect, char key)
    {
        if (key.ToString() == collect.Terminator) return Complete(call, run, collect);
        if (key == '*')
        {
            if (run.HasHidden) Do(new AcdEffect.ForgetDigits(call.Id, All: false));
            run.Entry = ""; // begins again
            return null;
        }

        if (!(char.IsAsciiDigit(key) && !collect.Masked) && key != FlowRun.Hidden) return null;
        run.Entry += key;
        run.HasHidden |= key == FlowRun.Hidden;
        return run.Entry.Length >= collect.Most ? Complete(call, run, collect) : null;
    }

    /// <summary>The caller has answered; hidden digits are checked by who holds them.</summary>
    private string? Complete(Call call, FlowRun run, CollectNode collect)
    {
        _deadlines.Clear(DeadlineKind.MenuInput, call.Id.Value);
        if (run.Entry.Length < collect.Least) return NoMatch(call, run, collect);
        if (collect.Masked)
        {
            run.Wait = FlowWait.Check;
            _deadlines.Set(DeadlineKind.FlowWait, call.Id.Value, _now.Elapsed + CheckLimit);
            Do(new AcdEffect.CheckDigits(call.Id, ++run.Asked, collect));
            return null;
        }

        if (!Digits.AreGood(run.Entry, collect)) return NoMatch(call, run, collect);
        SetVariable(run, collect.Variable, run.Entry);
        return collect.Next;
    }

    private void DigitsChecked(AcdInput.DigitsChecked checkedDigits)
    {
        if (!_calls.TryGetValue(checkedDigits.Call, out var call) || call.Run is not { Wait: FlowWait.Check } run || run.Asked != checkedDigits.Check) return;
        if (NodeOf(call) is not CollectNode collect) return;
        _deadlines.Clear(DeadlineKind.FlowWait, call.Id.Value);
        if (checkedDigits.IsGood) SetVariable(run, collect.Variable, $"{FlowRun.Hidden}{checkedDigits.Check}");
        Walk(call, checkedDigits.IsGood ? collect.Next : NoMatch(call, run, collect));
    }

    private string? NoMatch(Call call, FlowRun run, CollectNode collect)
    {
        if (run.HasHidden) Do(new AcdEffect.ForgetDigits(call.Id, All: false));
        return AskAgain(call, run, collect, collect.Ask.NoMatch, silent: false);
    }

    private string? AskAgain(Call call, FlowRun run, FlowNode node, ImmutableArray<string> first, bool silent)
    {
        run.Typed = ""; // what was typed ahead of a wrong answer is part of it
        if (run.Tries >= AskOf(node).Tries)
        {
            return node switch
            {
                MenuNode n => silent ? n.Silent : n.Unmatched,
                CollectNode n => n.Failed,
                SurveyNode n => n.Next,
                _ => Flow.End,
            };
        }

        run.Tries++;
        return Ask(call, run, node, first);
    }

    // ---- hidden digits ----------------------------------------------------------------------------------------

    /// <summary>Who may see the digit a call has just pressed. Asked by whoever journals it, before it is handled.</summary>
    public DigitPrivacy PrivacyOf(CallId id, char digit)
    {
        if (!char.IsAsciiDigit(digit) || !_calls.TryGetValue(id, out var call)) return DigitPrivacy.Open;
        if (call.State == CallState.Offered)
            return EntryOf(call).Target.Menu is { } name && _book.Flows.GetValueOrDefault(name) is { } first && LeadsToHidden(_book, first, first.Start, [], []) ? DigitPrivacy.Dropped : DigitPrivacy.Open;
        if (call.State is not (CallState.InMenu or CallState.Surveying) || call.Run is not { } run || NodeOf(call) is not { } node) return DigitPrivacy.Open;
        if (node is CollectNode { Masked: true }) return run.Wait == FlowWait.Check ? DigitPrivacy.Dropped : DigitPrivacy.Hidden;
        return node is not (MenuNode or CollectNode) && LeadsToHidden(BookOf(run), FlowOf(run)!, run.Node, run.Frames, []) ? DigitPrivacy.Dropped : DigitPrivacy.Open;
    }

    /// <summary>Whether a masked question may be the next one from here.</summary>
    private static bool LeadsToHidden(FlowBook book, Flow flow, string at, ImmutableArray<FlowFrame> frames, HashSet<(Flow, string)> seen)
    {
        if (at == Flow.Return)
            return frames is [.., var frame] && book.Flows.GetValueOrDefault(frame.Flow) is { } caller && LeadsToHidden(book, caller, frame.Next, frames[..^1], seen);
        if (!seen.Add((flow, at)) || flow.Nodes.GetValueOrDefault(at) is not { } node) return false;
        if (node is CollectNode { Masked: true }) return true;
        if (node is CollectNode or MenuNode) return false;
        if (node is SubflowNode { Flow: var name } && book.Flows.GetValueOrDefault(name) is { } inner && LeadsToHidden(book, inner, inner.Start, [], seen)) return true;
        return node.Branches().Any(branch => LeadsToHidden(book, flow, branch.To, frames, seen));
    }
}

/// <summary>What digits must look like.</summary>
public static class Digits
{
    /// <summary>Whether digits are what a question asks for.</summary>
    public static bool AreGood(string digits, CollectNode question)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(question);
        if (digits.Length < question.Least || digits.Length > question.Most) return false;
        if (question.Luhn && !HaveLuhnCheck(digits)) return false;
        return question.Pattern is not { } pattern || Regex.IsMatch(digits, $"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>Whether the last digit is the check digit of the others: ISO/IEC 7812-1, annex B. Every second digit from the right, the last
    /// but one first, is doubled and its digits added; the sum of all is a multiple of 10.</summary>
    public static bool HaveLuhnCheck(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiDigit(digits[^(i + 1)])) return false;
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return digits.Length > 1 && sum % 10 == 0;
    }
}
