using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Telephony.Core;

/// <content>What flows set, and ask of servers, queues, recorders and the list of callbacks.</content>
public sealed partial class Acd
{
    private static readonly TimeSpan RecordingMargin = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, OpenMessage> _messages = new(StringComparer.Ordinal);

    // ---- variables --------------------------------------------------------------------------------------------

    private void SetVariables(Call call, FlowRun run, SetNode node)
    {
        foreach (var (name, value) in node.Values) SetVariable(run, name, value.Evaluate(used => ValueOf(call, used)));
    }

    private static void SetVariable(FlowRun run, string name, string value)
    {
        if (value.Length > FlowRun.ValueMost) value = value[..FlowRun.ValueMost];
        if (run.Variables.ContainsKey(name) || run.Variables.Count < FlowRun.VariablesMost) run.Variables = run.Variables.SetItem(name, value);
    }

    private string ValueOf(Call call, string name) => name switch
    {
        "caller" => call.Caller.Number,
        "caller_name" => call.Caller.Name,
        "called" => call.Number,
        "language" => call.Language,
        "time" => LocalTime(call).ToString("HH:mm", CultureInfo.InvariantCulture),
        "date" => LocalTime(call).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "weekday" => LocalTime(call).ToString("ddd", CultureInfo.InvariantCulture).ToLowerInvariant(),
        _ => call.Run?.Variables.GetValueOrDefault(name) ?? "",
    };

    private DateTime LocalTime(Call call)
    {
        var utc = _now.Utc.UtcDateTime;
        return call.Run is { } run && FlowOf(run) is { } flow ? utc + flow.Zone.OffsetAt(utc) : utc;
    }

    private ImmutableArray<string> Said(Call call, FlowRun run, SayNode node) =>
        [.. node.Parts.SelectMany(part => Saying.Media(part, part.Value?.Evaluate(name => ValueOf(call, name)) ?? "", call.Language))];

    private string ByHours(HoursNode node)
    {
        var opening = OpeningKind.Closed;
        if (node.Queue is { } queue) opening = OpeningOf(new QueueName(queue));
        else if (_emergencies.Contains(WholeSite)) opening = OpeningKind.Emergency;
        else if (node.Calendar is { } name && _site.Calendars.TryGetValue(name, out var calendar)) opening = OpeningHours.At(calendar, _now.Utc).Kind;
        return opening switch
        {
            OpeningKind.Open => node.Open,
            OpeningKind.Holiday => node.Holiday ?? node.Closed,
            OpeningKind.Emergency => node.Emergency ?? node.Closed,
            _ => node.Closed,
        };
    }

    // ---- servers ----------------------------------------------------------------------------------------------

    private void AskServer(Call call, FlowRun run, HttpNode node)
    {
        run.Wait = FlowWait.Answer;
        run.Asked++;
        _deadlines.Set(DeadlineKind.FlowWait, call.Id.Value, _now.Elapsed + node.Timeout + HttpNode.Margin);
        var body = node.Body.ToImmutableSortedDictionary(b => b.Key, b => ValueOf(call, b.Value), StringComparer.Ordinal);
        Do(new AcdEffect.AskServer(call.Id, AskId(call, run), node, UrlOf(call, node.Url), body));
        if (!node.Prompt.IsEmpty) Play(call, node.Prompt);
    }

    private static string AskId(Call call, FlowRun run) => $"{call.Id}-ask-{run.Asked}";

    /// <summary>The address with its values percent-encoded: whatever a caller typed stays inside its place.</summary>
    private string UrlOf(Call call, string template)
    {
        var url = new StringBuilder();
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0) return url.Append(template, at, template.Length - at).ToString();
            url.Append(template, at, open - at);
            var value = ValueOf(call, template[(open + 1)..close]);
            url.Append(value.StartsWith(FlowRun.Hidden) ? $"{{hidden:{value[1..]}}}" : Uri.EscapeDataString(value));
            at = close + 1;
        }

        return url.ToString();
    }

    private void ServerAnswered(AcdInput.ServerAnswered answer)
    {
        if (!_calls.TryGetValue(answer.Call, out var call) || call.Run is not { Wait: FlowWait.Answer } run || AskId(call, run) != answer.Ask) return;
        foreach (var (name, value) in answer.Values) SetVariable(run, name, value.Replace(FlowRun.Hidden, '.'));
        AnswerCame(call, run, answer.Outcome);
    }

    private void AnswerCame(Call call, FlowRun run, ServerOutcome outcome)
    {
        if (NodeOf(call) is not HttpNode node) return;
        StopPrompt(call);
        var due = _deadlines.DueOf(DeadlineKind.FlowWait, call.Id.Value);
        var left = due is { } until && until > _now.Elapsed ? until - _now.Elapsed : TimeSpan.Zero;
        _deadlines.Clear(DeadlineKind.FlowWait, call.Id.Value);
        Say(new AcdFact.ServerAsked(call.Id, run.Flow, run.Node, outcome, node.Timeout + HttpNode.Margin - left));
        Walk(call, outcome switch
        {
            ServerOutcome.Answered => node.Next,
            ServerOutcome.NotFound => node.NotFound ?? node.Failed,
            _ => node.Failed,
        });
    }

    /// <summary>What a flow waited for did not come in time.</summary>
    private void WaitInFlowOver(Call call)
    {
        if (call.Run is not { } run) return;
        switch (run.Wait)
        {
            case FlowWait.Answer: AnswerCame(call, run, ServerOutcome.Late); break;
            case FlowWait.Check when NodeOf(call) is CollectNode collect: Walk(call, NoMatch(call, run, collect)); break;
            case FlowWait.Recording when NodeOf(call) is { } node: EndRecording(call, run, node); break;
        }
    }

    // ---- queues, destinations, callbacks ----------------------------------------------------------------------

    private void GoToQueue(Call call, FlowRun run, QueueNode node)
    {
        if (call.State == CallState.Surveying)
        {
            HangUpInFlow(call);
            return;
        }

        var target = node.Target;
        if (node.PreferredFrom is { } variable && ValueOf(call, variable) is { Length: > 0 } agent && _agents.ContainsKey(new AgentId(agent)))
            target = target with { Needs = (target.Needs ?? CallNeeds.None) with { Preferred = new AgentId(agent), PreferredFor = node.PreferredFor } };
        Attach(call, run, node);
        run.AfterTalk = node.AfterTalk;
        PutFlowAside(call);
        GoOn(call, target);
    }

    private void Attach(Call call, FlowRun run, QueueNode node)
    {
        if (node.Show.IsEmpty) return;
        call.Attached = node.Show.ToImmutableSortedDictionary(name => name, name => ValueOf(call, name).Replace(FlowRun.Hidden, '.'), StringComparer.Ordinal);
        Say(new AcdFact.CallAttached(call.Id, call.Attached));
    }

    private void Transfer(Call call, string destination)
    {
        if (call.State == CallState.Surveying)
        {
            HangUpInFlow(call);
            return;
        }

        PutFlowAside(call);
        Say(new AcdFact.CallTransferred(call.Id, destination));
        call.TransferTo = destination;
        End(call, CallDisposition.Transferred);
        Release(call);
    }

    private string PlaceCallback(Call call, FlowRun run, CallbackNode node)
    {
        var number = node.NumberFrom is { } variable ? ValueOf(call, variable) : call.Caller.Number;
        var refusal = ScheduleCallback(
            new AcdInput.CallbackScheduled(null, node.Purpose, call.Caller with { Number = number }, new QueueName(node.Queue), null, _now.Utc + node.Delay, node.Within, By: $"flow {run.Flow}"),
            call.Language, call.Id);
        return refusal is null ? node.Next : node.Failed;
    }

    // ---- recordings -------------------------------------------------------------------------------------------

    private static RecordRule? RuleOfRecording(FlowNode node) => node switch { RecordNode n => n.Record, VoicemailNode n => n.Record, _ => null };

    private void BeginRecording(Call call, FlowRun run, RecordRule rule)
    {
        run.Wait = FlowWait.Prompt;
        if (rule.Prompt.IsEmpty) StartRecording(call, run, NodeOf(call)!);
        else Play(call, rule.Prompt);
    }

    private void StartRecording(Call call, FlowRun run, FlowNode node)
    {
        if (RuleOfRecording(node) is not { } rule) return;
        var box = (node as VoicemailNode)?.Box;
        run.HasMessage |= box is not null;
        run.Wait = FlowWait.Recording;
        run.Recording = new RecordingId($"{call.Id}-msg-{++run.Asked}");
        _messages.Add(run.Recording.Value.Value, new OpenMessage(run.Recording.Value, call.Id, box, call.Caller));
        _deadlines.Set(DeadlineKind.FlowWait, call.Id.Value, _now.Elapsed + rule.Most + RecordingMargin);
        Do(new AcdEffect.RecordMessage(call.Id, run.Recording.Value, rule.Most, rule.Silence));
        Say(new AcdFact.MessageStarted(run.Recording.Value, call.Id, box));
    }

    private void MessageEnded(AcdInput.MessageEnded ended)
    {
        if (_calls.TryGetValue(ended.Call, out var call) && call.Run is { Wait: FlowWait.Recording } run && run.Recording == ended.Recording && NodeOf(call) is { } node)
            EndRecording(call, run, node);
    }

    private void EndRecording(Call call, FlowRun run, FlowNode node)
    {
        var recording = run.Recording;
        StopMessage(call);
        if (node is RecordNode { Variable: { } variable } && recording is { } made) SetVariable(run, variable, made.Value);
        Walk(call, node is RecordNode record ? record.Next : ((VoicemailNode)node).Next);
    }

    private void StopMessage(Call call)
    {
        if (call.Run is not { Recording: { } recording } run) return;
        run.Recording = null;
        _deadlines.Clear(DeadlineKind.FlowWait, call.Id.Value);
        Do(new AcdEffect.StopMessage(call.Id, recording, _messages.GetValueOrDefault(recording.Value)?.Box));
    }

    private bool MessageStored(AcdInput.RecordingStored stored)
    {
        if (!_messages.Remove(stored.Recording.Value, out var message)) return false;
        Say(new AcdFact.MessageStored(stored.Recording, message.Call, message.Box, message.Caller, stored.Path, stored.Length, stored.Complete));
        return true;
    }
}
