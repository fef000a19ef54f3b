using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>What waiting callers hear now and then. The call stays in line meanwhile: an offer or a key ends the announcement, never the place.</content>
public sealed partial class Acd
{
    private void BeginAnnouncements(Call call, QueueRule rule)
    {
        if (rule.Life.Announcements is { } plan) _deadlines.Set(DeadlineKind.Announce, call.Id.Value, _now.Elapsed + plan.FirstAfter);
        else _deadlines.Clear(DeadlineKind.Announce, call.Id.Value);
    }

    private void AnnouncementDue(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call) || !IsInLine(call) || RuleOf(call.Queue) is not { Life.Announcements: { } plan } rule) return;
        _deadlines.Set(DeadlineKind.Announce, id.Value, _now.Elapsed + plan.Interval);
        if (call.State != CallState.Queued || call.Playback is not null) return; // a phone rings: that says it better
        var (position, wait) = (PositionToTell(call, plan), default(TimeSpan?));
        if (plan.ExpectedWait) wait = WaitToTell(call);
        var prompts = Spoken.Announcement(position, wait, call.Language);
        if (!plan.Comfort.IsEmpty) prompts = prompts.AddRange(plan.Comfort[call.Announced % plan.Comfort.Length]);
        if (prompts.IsEmpty) return;
        call.Announced++;
        Say(new AcdFact.WaitAnnounced(id, call.Queue!.Value, position, wait));
        Do(new AcdEffect.StopMusic(id));
        Play(call, prompts);
    }

    private void ResumeMusic(Call call)
    {
        if (RuleOf(call.Queue) is { } rule) Do(new AcdEffect.StartMusic(call.Id, rule.Music));
    }

    /// <summary>A position is told as long as it gets no worse.</summary>
    private int? PositionToTell(Call call, AnnouncementPlan plan)
    {
        if (!plan.Position || _router.PositionOf(call.Id) is not (> 0 and var position) || position > call.ToldPosition) return null;
        return call.ToldPosition = position;
    }

    /// <summary>The time within which four of five are served, in whole minutes, as long as such estimates hold. It is told to rise only
    /// when there is a cause: fewer agents at work than when it was told last, or a worse position.</summary>
    private TimeSpan? WaitToTell(Call call)
    {
        var (queue, position) = (call.Queue!.Value, Math.Max(1, _router.PositionOf(call.Id)));
        if (_waits.Of(queue, position, _now.Elapsed) is not { IsTrustworthy: true } estimate) return null;
        var wait = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(estimate.Bound.TotalMinutes)));
        if (wait > Spoken.LongestWait) return null;
        var agents = _presence.Of(queue, AgentPresence.Ready | AgentPresence.Busy | AgentPresence.WrapUp);
        if (wait > call.ToldWait && agents >= call.ToldAgents && position <= call.ToldWaitAt) return null;
        (call.ToldWait, call.ToldAgents, call.ToldWaitAt) = (wait, agents, position);
        return wait;
    }
}

/// <summary>Sentences and numbers as lists of sounds. The sounds bear the same names in every language; what differs is the order of numbers.</summary>
internal static class Spoken
{
    /// <summary>Longer waits are not told: they would only be heard as "go away".</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(60);

    public static ImmutableArray<string> Announcement(int? position, TimeSpan? wait, string language)
    {
        var sounds = new List<string>();
        if (position == 1) sounds.Add("sound:queue-youarenext");
        else if (position is { } place) sounds.AddRange(["sound:queue-thereare", .. Number(place, language), "sound:queue-callswaiting"]);
        if (wait is not { } time) return [.. sounds];
        var minutes = (int)time.TotalMinutes;
        sounds.Add("sound:queue-holdtime");
        if (minutes == 1) sounds.AddRange(["sound:queue-less-than", .. Number(1, language), "sound:queue-minute"]);
        else sounds.AddRange([.. Number(minutes, language), "sound:queue-minutes"]);
        return [.. sounds];
    }

    /// <summary>A number from 0 to 9999 in the words of a language; larger ones digit by digit.</summary>
    public static ImmutableArray<string> Number(int number, string language)
    {
        if (number is < 0 or > 9999) return [.. Math.Abs((long)number).ToString(System.Globalization.CultureInfo.InvariantCulture).Select(d => $"sound:digits/{d}")];
        return [.. (language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese(number) : English(number)).Select(word => $"sound:digits/{word}")];
    }

    private static IEnumerable<string> English(int number)
    {
        if (number >= 1000) return [$"{number / 1000}", "thousand", .. Rest(number % 1000)];
        if (number >= 100) return [$"{number / 100}", "hundred", .. Rest(number % 100)];
        return number <= 20 ? [$"{number}"] : [$"{number / 10 * 10}", .. Rest(number % 10)];

        static IEnumerable<string> Rest(int number) => number == 0 ? [] : English(number);
    }

    /// <summary>一千零二十五: each digit with its unit, one zero for a gap, and ten without a one before it at the beginning.</summary>
    private static IEnumerable<string> Chinese(int number)
    {
        if (number <= 10) return [$"{number}"];
        if (number < 20) return ["10", $"{number - 10}"];
        var words = new List<string>();
        var gap = false;
        foreach (var (unit, word) in new[] { (1000, "thousand"), (100, "hundred"), (10, "10"), (1, "") })
        {
            var digit = number / unit % 10;
            if (digit == 0)
            {
                gap = words.Count > 0;
                continue;
            }

            if (gap) words.Add("0");
            gap = false;
            words.Add($"{digit}");
            if (word.Length > 0) words.Add(word);
        }

        return words;
    }
}
