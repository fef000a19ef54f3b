using System.CommandLine;
using Telephony.Api.Benchmarks;

// The API under load: one fact for many watchers, and gRPC servers side by side. docs/benchmarks.md says what is measured.
Option<bool> quick = new("--quick") { Description = "a fifth of the time" };
Option<string> only = new("--only") { Description = "fan-out, throughput, or board: from the fact to the pixel" };
only.AcceptOnlyFromAmong("fan-out", "throughput", "board");
Option<int> watchers = new("--watchers") { Description = "streams of WatchAgents; a tenth of them stalls", DefaultValueFactory = _ => 500 };
Option<int> agents = new("--agents") { Description = "agents of the site", DefaultValueFactory = _ => 1_000 };
Option<int> changes = new("--changes") { Description = "changes of state a second", DefaultValueFactory = _ => 100 };

RootCommand bench = new("Measures the API.") { quick, only, watchers, agents, changes };
bench.SetAction(async (args, _) =>
{
    var seconds = args.GetValue(quick) ? 4 : 15;
    Report.Begin();
    var isMet = true;
    if (args.GetValue(only) is null or "fan-out")
    {
        var count = args.GetValue(watchers);
        var options = new FanOutOptions(args.GetValue(agents), count, count / 10, args.GetValue(changes), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(Math.Max(3, seconds / 4)));
        var (before, with, after) = await new FanOut(options).RunAsync();
        isMet = Report.Print(options, before, with, after);
    }

    if (args.GetValue(only) is null or "throughput")
    {
        var options = new ThroughputOptions(TimeSpan.FromSeconds(Math.Max(2, seconds / 3)), TimeSpan.FromSeconds(2), 50, 10);
        await Folders.InstallNodePackagesAsync();
        var descriptors = Folders.WriteDescriptors();
        Report.PrintThroughputHead(options);
        foreach (var (name, start) in Throughput.Servers(descriptors))
        {
            var (unary, stream) = await Throughput.RunAsync(start, options);
            Report.Print(name, unary, stream);
        }

        File.Delete(descriptors);
    }

    if (args.GetValue(only) is "board")
    {
        var count = args.GetValue(watchers);
        var options = new FanOutOptions(args.GetValue(agents), count, count / 10, args.GetValue(changes), TimeSpan.FromSeconds(seconds * 2), TimeSpan.FromSeconds(5));
        isMet = Report.Print(options, await new FactToPixel(options).RunAsync());
    }

    return isMet ? 0 : 1;
});

Argument<string> server = new("server");
Argument<int> all = new("watchers");
Argument<int> stalled = new("stalled");
Command watch = new("watchers", "The watchers' process.") { server, all, stalled };
watch.SetAction((args, _) => Watchers.RunAsync(args.GetRequiredValue(server), args.GetValue(all), args.GetValue(stalled)));
Command boards = new("board-watchers", "The process of boards that watch.") { server, all, stalled };
boards.SetAction((args, _) => BoardWatchers.RunAsync(args.GetRequiredValue(server), args.GetValue(all), args.GetValue(stalled)));
Command serve = new("server", "Our server of the comparison.");
serve.SetAction((_, _) => OwnServer.RunAsync());
bench.Subcommands.Add(watch);
bench.Subcommands.Add(boards);
bench.Subcommands.Add(serve);
return await bench.Parse(args).InvokeAsync();
