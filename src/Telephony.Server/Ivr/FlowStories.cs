using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Telephony.Core;

namespace Telephony.Server.Ivr;

/// <summary>A step of a story that did not come as expected, or was not understood.</summary>
public sealed class StoryException(string message) : Exception(message);

/// <summary>Scripted callers who go through the flows of a site without any telephony: the real core, virtual time. One file may tell several stories;
/// each begins with <c>call</c>. Steps stand on lines of their own, or follow each other with <c>-&gt;</c>. See docs/guides/ivr.md.</summary>
public sealed partial class FlowStories
{
    private static readonly CallId Caller = new("caller");

    private readonly SiteConfiguration _site;
    private readonly List<AcdFact> _facts = [];
    private readonly List<string> _heard = [];
    private Acd _acd = new();
    private AcdEffect.AskServer? _ask;
    private AcdEffect.RingAgent? _ring;
    private TimeSpan _now;
    private DateTimeOffset _begin;
    private bool _called;

    /// <summary>In a story nobody has more phones than one: which is answered is nothing to the caller.</summary>
    private FlowStories(SiteConfiguration site) =>
        _site = site with { Agents = site.Agents.ToImmutableSortedDictionary(a => a.Key, a => a.Value with { AlsoDials = null }, site.Agents.KeyComparer) };

    /// <summary>Tells the stories of a text.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="StoryException">A step did not come as expected; the message begins with the line's number.</exception>
    public static int Tell(SiteConfiguration site, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (stories, count, number) = (new FlowStories(site), 0, 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            foreach (var step in Arrow.Split(line.Split('#', 2)[0] is var before && line.Contains("press", StringComparison.Ordinal) ? line.Split(" #", 2)[0] : before))
            {
                var words = step.Trim();
                if (words.Length == 0) continue;
                if (words.StartsWith("call ", StringComparison.Ordinal)) count++;
                try
                {
                    stories.Take(words);
                }
                catch (StoryException fault)
                {
                    throw new StoryException($"{number}: {words}: {fault.Message}");
                }
            }
        }

        return count;
    }

    private void Take(string step)
    {
        if (CallForm.Match(step) is { Success: true } call) Begin(call);
        else if (!_called) throw new StoryException("a story begins with: call NUMBER");
        else if (step.StartsWith("press ", StringComparison.Ordinal)) Press(step["press ".Length..]);
        else if (step.StartsWith("server ", StringComparison.Ordinal)) Answer(step["server ".Length..]);
        else if (step.StartsWith("expect ", StringComparison.Ordinal)) Expect(step["expect ".Length..]);
        else if (step == "wait") Wait();
        else if (SpeakForm.Match(step) is { Success: true } speak) Speak(TimeSpan.FromSeconds(int.Parse(speak.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture)));
        else if (step == "hang up") Handle(new AcdInput.CallerHungUp(Caller));
        else if (step == "agent hangs up") Talk();
        else throw new StoryException("not understood; known: call, press, wait, server, speak, hang up, agent hangs up, expect");
    }

    // ---- what the caller does ---------------------------------------------------------------------------------

    private void Begin(Match call)
    {
        (_acd, _called, _ask, _ring, _now) = (new Acd(strict: true), true, null, null, TimeSpan.Zero);
        _begin = call.Groups["at"] is { Success: true } at
            ? DateTimeOffset.Parse(at.ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero);
        Handle(new AcdInput.ConfigurationLoaded(_site));
        Handle(new AcdInput.AsteriskSynced("story", []));
        foreach (var agent in _site.Agents.Keys) Handle(new AcdInput.AgentCommanded(null, new AgentId(agent), AgentCommand.LogIn, null));
        _facts.Clear();
        _heard.Clear();
        Handle(new AcdInput.CallOffered(Caller, call.Groups["number"].Value, new CallerId(call.Groups["from"].Value, "")));
        Settle();
    }

    private void Press(string keys)
    {
        foreach (var key in keys.Where(k => k != ' '))
        {
            if (!"0123456789*#ABCD".Contains(key, StringComparison.Ordinal)) throw new StoryException($"'{key}' is not a key");
            var privacy = _acd.PrivacyOf(Caller, key);
            Handle(new AcdInput.DigitPressed(Caller, privacy == DigitPrivacy.Open ? key : FlowRun.Hidden));
            _now += TimeSpan.FromMilliseconds(200);
        }

        Settle();
    }

    /// <summary>The caller says and presses nothing until something else happens.</summary>
    private void Wait()
    {
        var before = _facts.Count + _heard.Count;
        for (var i = 0; i < 1000 && _facts.Count + _heard.Count == before && Live() is { } call; i++)
        {
            if (call.Playback is { } playing) Handle(new AcdInput.PlaybackEnded(Caller, playing));
            else Pass();
        }

        Settle();
    }

    private void Answer(string how)
    {
        if (_ask is not { } ask) throw new StoryException("no server is being asked");
        var values = ImmutableSortedDictionary<string, string>.Empty;
        var outcome = how switch
        {
            "fails" => ServerOutcome.Failed,
            "finds nothing" => ServerOutcome.NotFound,
            "is late" => ServerOutcome.Late,
            _ when how.StartsWith("answers", StringComparison.Ordinal) => ServerOutcome.Answered,
            _ => throw new StoryException("server answers NAME=VALUE, …; server finds nothing; server fails; server is late"),
        };
        if (outcome == ServerOutcome.Answered)
        {
            foreach (var pair in how["answers".Length..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (pair.Split('=', 2) is not [var name, var value] || !ask.Node.Result.ContainsKey(name)) throw new StoryException($"the node has no result named '{pair}'");
                values = values.SetItem(name, value);
            }
        }

        _ask = null;
        if (outcome == ServerOutcome.Late) Pass();
        else Handle(new AcdInput.ServerAnswered(Caller, ask.Ask, outcome, values));
        Settle();
    }

    private void Speak(TimeSpan time)
    {
        if (Live()?.Run is not { Wait: FlowWait.Recording, Recording: { } recording }) throw new StoryException("nothing is being recorded");
        _now += time;
        Handle(new AcdInput.MessageEnded(Caller, recording));
        Settle();
    }

    private void Talk()
    {
        if (_ring is not { } ring) throw new StoryException("no agent's phone rings");
        Handle(new AcdInput.LegAnswered(ring.Leg));
        Handle(new AcdInput.BridgeEntered(Caller, Caller.Value));
        Handle(new AcdInput.BridgeEntered(Caller, ring.Leg.Value));
        _now += TimeSpan.FromSeconds(30);
        Handle(new AcdInput.LegEnded(ring.Leg, LegEnd.HungUp));
        Settle();
    }

    // ---- time -------------------------------------------------------------------------------------------------

    /// <summary>Hears prompts to their end, as long as they are no question and nobody waits for an agent.</summary>
    private void Settle()
    {
        for (var i = 0; i < 1000 && Live() is { Playback: { } playing } call; i++)
        {
            var isQuestion = call.State is CallState.InMenu or CallState.Surveying && _site.Flows.GetValueOrDefault(call.Run!.Flow)?.Nodes.GetValueOrDefault(call.Run.Node) is var node
                && (node is MenuNode or CollectNode or SurveyNode or HttpNode || (node is null && _site.Menus.ContainsKey(call.Run.Flow)));
            if (isQuestion || call.State is CallState.Queued or CallState.Ringing) return;
            Handle(new AcdInput.PlaybackEnded(Caller, playing));
        }
    }

    private void Pass()
    {
        _now = _acd.NextDeadline is { } due && due > _now ? due : _now + TimeSpan.FromSeconds(1);
        Handle(new AcdInput.Tick());
    }

    private Call? Live() => _acd.Capture().Calls.FirstOrDefault(c => c.Id == Caller && c.State != CallState.Ended);

    private void Handle(AcdInput input)
    {
        _now += TimeSpan.FromMilliseconds(1);
        var output = _acd.Handle(input with { At = new Moment(_now, _begin + _now) });
        _facts.AddRange(output.Facts);
        var checks = output.Effects.OfType<AcdEffect.CheckDigits>().ToArray();
        foreach (var effect in output.Effects)
        {
            if (effect is AcdEffect.Play play) _heard.AddRange(play.Prompts.Select(p => Prompt.IdOf(p) ?? p));
            else if (effect is AcdEffect.AskServer ask) _ask = ask;
            else if (effect is AcdEffect.RingAgent ring) _ring = ring;
        }

        foreach (var check in checks) Handle(new AcdInput.DigitsChecked(Caller, check.Check, IsGood: true)); // a story's masked digits are taken for good
    }

    [GeneratedRegex(@"\s*(?:->|→)\s*")]
    private static partial Regex Arrow { get; }

    [GeneratedRegex(@"^call (?<number>\S+)(?: from (?<from>\S+))?(?: at (?<at>\S+))?$")]
    private static partial Regex CallForm { get; }

    [GeneratedRegex(@"^speak (?<seconds>[0-9]{1,4})s$")]
    private static partial Regex SpeakForm { get; }
}
