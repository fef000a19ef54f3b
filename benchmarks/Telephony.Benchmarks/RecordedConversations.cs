using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>What came of many recorded conversations at the same time.</summary>
/// <param name="Asked">How many there were to be.</param>
/// <param name="Talked">How many there were, all at once.</param>
/// <param name="Shares">Of each recording: its length, by the size of the file, as a share of the conversation on the phones.</param>
/// <param name="Complete">Recordings that the service calls complete.</param>
/// <param name="Window">For how long all talked.</param>
/// <param name="AsteriskTime">Processor time of Asterisk in it.</param>
/// <param name="ServiceTime">Processor time of the service in it.</param>
/// <param name="PhoneTime">Processor time of the phones in it: the rest of the machine's load.</param>
/// <param name="StoredAfter">From the last hanging up to the last recording being stored.</param>
/// <param name="Bytes">Size of all files.</param>
/// <param name="Errors">Error lines in the service's log.</param>
public sealed record RecordingLoad(
    int Asked, int Talked, IReadOnlyList<double> Shares, int Complete, TimeSpan Window, TimeSpan AsteriskTime, TimeSpan ServiceTime, TimeSpan PhoneTime, TimeSpan StoredAfter, long Bytes,
    IReadOnlyList<string> Errors)
{
    /// <summary>At least this share of a conversation must be in its recording.</summary>
    public const double ShareBar = 0.97;

    public bool IsGood => Talked == Asked && Complete == Asked && Shares.Count == Asked && Shares.All(share => share >= ShareBar) && Errors.Count == 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"""
        | | |
        | --- | --- |
        | conversations at the same time, for {Window.TotalSeconds:0} s | {Talked} of {Asked} |
        | recordings complete / stored / all conversations | {Complete} / {Shares.Count} / {Asked} |
        | length of the recording by its size ÷ conversation on the phones, least / median | {(Shares.Count > 0 ? Shares.Min() : 0):0.0000} / {(Shares.Count > 0 ? Shares.Order().ElementAt(Shares.Count / 2) : 0):0.0000} |
        | Asterisk | {AsteriskTime / Window:0.00} cores, {AsteriskTime.TotalMilliseconds / Window.TotalSeconds / Math.Max(1, Talked):0.00} ms a second and conversation |
        | service | {ServiceTime / Window:0.00} cores, {ServiceTime.TotalMilliseconds / Window.TotalSeconds / Math.Max(1, Talked):0.00} ms a second and conversation |
        | phones (this program) | {PhoneTime / Window:0.00} cores |
        | all stored after the last hung up | {StoredAfter.TotalSeconds:0.0} s, {Bytes / 1e6:0.0} MB |

        bars: all complete, each at least {ShareBar:0%} of its conversation, no error: {(IsGood ? "met" : "NOT met")}
        {string.Join('\n', Errors.Take(10))}
        """);
}

/// <summary>Many people talk at the same time, with sound both ways, and every conversation is recorded.</summary>
public static class RecordedConversations
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<RecordingLoad> RunAsync(IPAddress asterisk, IPAddress phones, int conversations, TimeSpan window)
    {
        string[] agents = [.. Enumerable.Range(5000, conversations).Select(number => $"{number}")];
        using var media = new MediaPump(phones);
        await using var centre = await Centre.StartAsync(asterisk, phones, new CentrePlan
        {
            Queues = new Dictionary<string, string> { ["recorded"] = "ring_timeout: 20s\nwrap_up: 0s\nrecord: always\n" },
            Agents = agents.ToDictionary(agent => agent, _ => "recorded"), Numbers = new Dictionary<string, string> { ["7000"] = "recorded" },
            Audio = media.Local, Options = ["--recording-space", "0"],
        });
        await centre.LogInAsync(agents);
        var legs = new ConcurrentBag<BankCall>();
        foreach (var bank in new[] { centre.Agents, centre.Callers })
        {
            bank.Answered += call => { if (call.AudioTarget is { } target) media.Begin(call.Id, target); };
            bank.Ended += call => media.End(call.Id);
        }

        centre.Agents.Offered += leg =>
        {
            leg.Answer();
            legs.Add(leg);
        };
        for (var i = 0; i < conversations; i++)
        {
            centre.Callers.Dial($"1888{i:0000}", "7000");
            await Task.Delay(100);
        }

        await Eventually.GetAsync("all talk", () => Task.FromResult(legs.Count(leg => leg.ConfirmedAt != 0)), talking => talking == conversations, Patience);
        var before = Times(centre);
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(window);
        var (length, after) = (Stopwatch.GetElapsedTime(start), Times(centre));
        var talked = legs.Count(leg => leg is { IsAnswered: true, HasEnded: false });
        foreach (var leg in legs) leg.HangUp();
        await Task.WhenAll(legs.Select(leg => leg.WhenEnded)).WaitAsync(Patience);
        var hungUp = Stopwatch.GetTimestamp();
        await Eventually.GetAsync("all recordings are stored", () => Task.FromResult(Finished(centre).Count), stored => stored >= conversations, Patience);
        var storedAfter = Stopwatch.GetElapsedTime(hungUp);
        var shares = Shares(centre, legs);
        return new RecordingLoad(conversations, talked, [.. shares.Select(s => s.Share)], Finished(centre).Count(fact => fact.GetProperty("complete").GetBoolean()), length,
            after.Asterisk - before.Asterisk, after.Service - before.Service, after.Phones - before.Phones, storedAfter, shares.Sum(s => s.Bytes), centre.Errors);
    }

    private static (TimeSpan Asterisk, TimeSpan Service, TimeSpan Phones) Times(Centre centre) =>
        (ProcessorTime.Of(centre.Asterisk.ProcessId), ProcessorTime.Of(centre.Service.Id), ProcessorTime.Of(Environment.ProcessId));

    private static IReadOnlyList<JsonElement> Finished(Centre centre) => [.. centre.Facts().Where(fact => fact.GetProperty("kind").GetString() == "RecordingFinished")];

    /// <summary>How much of each conversation is in its file: 16 bits, two sides, 8 kHz.</summary>
    private static List<(double Share, long Bytes)> Shares(Centre centre, IEnumerable<BankCall> legs)
    {
        var facts = centre.Facts().ToList();
        string Text(JsonElement fact, string name) => fact.GetProperty(name).GetString()!;
        var agents = facts.Where(fact => Text(fact, "kind") == "RecordingStarted").ToDictionary(fact => Text(fact, "recording"), fact => Text(fact, "agent"));
        var talks = legs.ToDictionary(leg => leg.User, leg => Stopwatch.GetElapsedTime(leg.ConfirmedAt, leg.EndedAt).TotalSeconds);
        return
        [
            .. from fact in facts
               where Text(fact, "kind") == "RecordingFinished" && Text(fact, "path").Length > 0
               let bytes = new FileInfo(Path.Combine(centre.Asterisk.Data, "recordings", Text(fact, "path"))).Length
               select ((bytes - 44) / 32_000.0 / talks[agents[Text(fact, "recording")]], bytes),
        ];
    }
}
