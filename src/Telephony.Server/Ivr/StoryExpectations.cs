using Telephony.Core;

namespace Telephony.Server.Ivr;

/// <content>What a story expects.</content>
public sealed partial class FlowStories
{
    private void Expect(string what)
    {
        var words = what.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["node", var node]: Same(node, Live()?.Run is { } run ? (run.Node == run.Flow ? run.Node : $"{run.Flow}/{run.Node}") : "no node", run => run == node || run.EndsWith($"/{node}", StringComparison.Ordinal)); break;
            case ["heard", .. var prompts]: Heard(prompts); break;
            case ["queue", ..]: Queue(what["queue ".Length..]); break;
            case ["language", var language]: Same(language, Live()?.Language ?? "no call"); break;
            case ["variable", var name, "=", .. var value]: Same(string.Join(' ', value), Live()?.Run?.Variables.GetValueOrDefault(name) ?? "not set"); break;
            case ["shown", var name, "=", .. var value]: Same(string.Join(' ', value), Live()?.Attached.GetValueOrDefault(name) ?? "not shown"); break;
            case ["end"]: Same("an end", EndOf() is { } end ? $"an end" : WhereNow()); break;
            case ["end", var disposition]: Same(disposition, EndOf() ?? WhereNow()); break;
            case ["voicemail", var box]: Same(box, _facts.OfType<AcdFact.MessageStarted>().LastOrDefault()?.Box ?? "no message"); break;
            case ["callback", var queue]: Same(queue, _facts.OfType<AcdFact.CallbackPlaced>().LastOrDefault()?.Queue.Value ?? "no callback"); break;
            case ["transfer", var destination]: Same(destination, _facts.OfType<AcdFact.CallTransferred>().LastOrDefault()?.Destination ?? "no transfer"); break;
            case ["mark", var question, var mark]: Same(mark, _facts.OfType<AcdFact.SurveyAnswered>().LastOrDefault(f => f.Question == question)?.Mark.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no mark"); break;
            case ["server", .. var url]: Same(string.Join(' ', url), _ask?.Url ?? "no server is asked"); break;
            case ["survey"]: Same("Surveying", Live()?.State.ToString() ?? "no call"); break;
            default: throw new StoryException("not understood; known: node, heard, queue, language, variable, shown, end, voicemail, callback, transfer, mark, server, survey");
        }
    }

    private static void Same(string wanted, string found, Func<string, bool>? fits = null)
    {
        if (!(fits?.Invoke(found) ?? wanted == found)) throw new StoryException($"but it is {found}");
    }

    /// <summary>The prompts, in this order, others may lie between; heard since the last time something was expected to be heard.</summary>
    private void Heard(string[] prompts)
    {
        var at = 0;
        foreach (var prompt in prompts)
        {
            var found = _heard.IndexOf(prompt, at);
            if (found < 0) throw new StoryException($"but heard was {(_heard.Count == 0 ? "nothing" : string.Join(' ', _heard))}");
            at = found + 1;
        }

        _heard.Clear();
    }

    /// <summary><c>queue support, skills [english&gt;=5], priority 3</c>.</summary>
    private void Queue(string what)
    {
        var parts = what.Split(", ", StringSplitOptions.TrimEntries);
        if (Live() is not { State: CallState.Queued or CallState.Ringing or CallState.Connecting, Queue: { } queue } call) throw new StoryException($"but the call is {WhereNow()}");
        Same(parts[0], queue.Value);
        foreach (var part in parts[1..])
        {
            switch (part.Split(' ', 2))
            {
                case ["skills", var skills]: Same(SkillExpression.Parse(skills.Trim('[', ']')).Text, call.Needs.Skills.Text); break;
                case ["priority", var priority]: Same(priority, call.Priority.ToString(System.Globalization.CultureInfo.InvariantCulture)); break;
                case ["preferred", var agent]: Same(agent, call.Needs.Preferred?.Value ?? "nobody"); break;
                default: throw new StoryException($"'{part}' is not understood; known: skills [..], priority N, preferred AGENT");
            }
        }
    }

    private string? EndOf() => _facts.OfType<AcdFact.CallEnded>().LastOrDefault()?.Disposition switch
    {
        null => null,
        CallDisposition.Dismissed => "hangup",
        CallDisposition.LeftMessage => "message",
        var other => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(other.ToString()!),
    };

    private string WhereNow() => Live() is not { } call ? EndOf() ?? "over"
        : call.State is CallState.InMenu or CallState.Surveying ? $"at {call.Run!.Flow}/{call.Run.Node}, waiting for {call.Run.Wait}"
        : call.Queue is { } queue ? $"in queue {queue}" : call.State.ToString();
}
