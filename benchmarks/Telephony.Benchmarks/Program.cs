using System.CommandLine;
using Telephony.Benchmarks;

Option<bool> quick = new("--quick") { Description = "two rounds of 10 s each: about three minutes, for CI" };
Option<int> rate = new("--calls-per-second") { Description = "what the agents can serve", DefaultValueFactory = _ => 20 };
Option<int> agents = new("--agents") { Description = "agents at work; twice the calls per second when not given" };
Option<int> waiting = new("--waiting") { Description = "callers kept waiting", DefaultValueFactory = _ => 20 };
Option<int> seconds = new("--seconds") { Description = "measured seconds of a round", DefaultValueFactory = _ => 20 };
Option<int> repeats = new("--repeats") { Description = "pairs of rounds (there and back)", DefaultValueFactory = _ => 5 };
Option<int> seed = new("--seed") { Description = "of the talk times", DefaultValueFactory = _ => 1 };
Option<double> wrapUp = new("--wrap-up") { Description = "seconds of wrap-up after each conversation, to measure how punctually it ends; for --only service" };
Option<bool> audio = new("--audio") { Description = "phones send G.711 both ways, 50 packets a second each" };
Option<bool> record = new("--record") { Description = "the service records each conversation; wants --audio and --only service" };
Option<int> warmUp = new("--warm-up") { Description = "seconds discarded at the start of a round: the queue fills, the runtime compiles", DefaultValueFactory = _ => 30 };
Option<string[]> only = new("--only") { Description = "contestants to run; all when not given", AllowMultipleArgumentsPerToken = true };
only.AcceptOnlyFromAmong([.. Contestant.All.Select(contestant => contestant.Name)]);
Option<FileInfo?> raw = new("--raw") { Description = "file for all single times, tab-separated" };

RootCommand compare = new("Compares app_queue, a bare ARI loop and the service: same callers, same agents, same Asterisk, one run.")
{
    quick, rate, agents, waiting, seconds, repeats, seed, wrapUp, warmUp, only, raw, audio, record,
};
compare.Validators.Add(parsed =>
{
    if (parsed.GetValue(wrapUp) > 0 && parsed.GetValue(only) is not ["service"])
        parsed.AddError("--wrap-up needs --only service: the others know no wrap-up");
});
compare.SetAction(async (parsed, _) =>
{
    var isQuick = parsed.GetValue(quick);
    var options = new RunOptions(
        parsed.GetValue(rate), parsed.GetResult(agents) is null ? parsed.GetValue(rate) * 2 : parsed.GetValue(agents), parsed.GetValue(waiting),
        TimeSpan.FromSeconds(isQuick ? 10 : parsed.GetValue(seconds)), isQuick ? 1 : parsed.GetValue(repeats), parsed.GetValue(seed),
        TimeSpan.FromSeconds(parsed.GetValue(wrapUp)), parsed.GetValue(only) ?? [])
    {
        Audio = parsed.GetValue(audio),
        Record = parsed.GetValue(record),
        WarmUp = TimeSpan.FromSeconds(isQuick ? 5 : parsed.GetValue(warmUp)),
    };
    return await Comparison.RunAsync(options, parsed.GetValue(raw));
});

Argument<string> ari = new("ari");
Argument<FileInfo> password = new("password-file");
Argument<string[]> names = new("agents");
Command bareLoop = new("bare-loop", "Runs the bare ARI loop alone.") { ari, password, names };
bareLoop.SetAction(async (parsed, stop) =>
{
    var secret = await File.ReadAllTextAsync(parsed.GetRequiredValue(password).FullName, stop);
    using var loop = new BareLoop(new Uri(parsed.GetRequiredValue(ari)), secret.Trim(), parsed.GetRequiredValue(names));
    await loop.RunAsync(stop);
});
compare.Subcommands.Add(bareLoop);
foreach (var command in RealCalls.Commands()) compare.Subcommands.Add(command);

Option<int> starts = new("--repeats") { Description = "how often the service begins anew", DefaultValueFactory = _ => 20 };
Command coldStart = new("cold-start", "How long the service's process needs until it is ready, and until it has an agent's phone ring.") { starts };
coldStart.SetAction(async (parsed, _) => await ColdStart.RunAsync(parsed.GetValue(starts)));
compare.Subcommands.Add(coldStart);

return await compare.Parse(args).InvokeAsync();
