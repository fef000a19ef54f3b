using System.CommandLine;
using System.Diagnostics;
using Telephony.Chaos;
using Telephony.Chaos.Faults;

(string Name, Func<Scale, Task<Outcome>> Run)[] faults =
[
    ("kill", RouterFaults.KillAsync),
    ("freeze", RouterFaults.FreezeAsync),
    ("lose-data", RouterFaults.LoseDataAsync),
    ("cut", ConnectionFaults.CutAsync),
    ("half-open", ConnectionFaults.HalfOpenAsync),
    ("slow", ConnectionFaults.SlowAsync),
    ("kill-asterisk", OtherFaults.KillAsteriskAsync),
    ("disk-full", OtherFaults.FillDiskAsync),
    ("abandon", OtherFaults.AbandonAsync),
    ("reload", OtherFaults.ReloadAsync),
];

Option<bool> isLong = new("--long") { Description = "100 kills and more of everything: about an hour, for nights" };
Option<string[]> only = new("--only") { Description = "these faults; all when not given", AllowMultipleArgumentsPerToken = true };
only.AcceptOnlyFromAmong([.. faults.Select(fault => fault.Name)]);
Option<int?> kills = new("--kills") { Description = "how often the router is killed" };
Option<int?> waiting = new("--waiting") { Description = "callers who wait; other crowds shrink and grow with it" };
Option<int?> talking = new("--talking") { Description = "agents who talk; other crowds shrink and grow with it" };
Option<int> seed = new("--seed") { Description = "of all dice", DefaultValueFactory = _ => 1 };
RootCommand root = new("Does to a busy site what happens to sites, and says what came of it. Exit code 1 when a bar was missed.") { isLong, only, kills, waiting, talking, seed };
root.SetAction(async (parsed, _) =>
{
    var scale = parsed.GetValue(isLong) ? Scale.Long : Scale.Usual;
    if (parsed.GetValue(kills) is { } count) scale = scale with { Kills = count };
    scale = scale with { Waiting = parsed.GetValue(waiting) ?? scale.Waiting, Talking = parsed.GetValue(talking) ?? scale.Talking };
    Site.Seed = parsed.GetValue(seed);
    var wanted = parsed.GetValue(only) is { Length: > 0 } names ? names : [.. faults.Select(fault => fault.Name)];
    var (began, load) = (Stopwatch.GetTimestamp(), Report.Load());
    List<Outcome> outcomes = [];
    foreach (var (name, run) in faults.Where(fault => wanted.Contains(fault.Name)))
    {
        Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(began):mm\\:ss} {name}");
        outcomes.Add(await TryAsync(name, run, scale));
        Console.Error.WriteLine(Report.Details(outcomes[^1]));
    }

    Console.WriteLine(Report.Table(outcomes, Stopwatch.GetElapsedTime(began), load));
    return outcomes.TrueForAll(outcome => outcome.IsGood) ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();

static async Task<Outcome> TryAsync(string name, Func<Scale, Task<Outcome>> run, Scale scale)
{
    try
    {
        return await run(scale);
    }
    catch (Exception fault)
    {
        return new Outcome(name) { Faults = { fault is TimeoutException or InvalidOperationException or HttpRequestException ? fault.Message : fault.ToString() } };
    }
}
