using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.Configuration;
using Telephony.Server.Journal;
using Telephony.Server.Prompts;
using Telephony.Server.Simulation;
using Telephony.Server.Statistics;

namespace Telephony.Server.Hosting;

/// <summary>What the command line can do. Every command answers a mistake with one line on standard error and exit code 1.</summary>
internal static class Commands
{
    public static async Task<int> ServeAsync(ServeOptions options, CancellationToken cancel)
    {
        try
        {
            options.Validate();
            new ConfigVersions(DataFolders.ConfigVersions(options.Data)).Recover(options.Config);
            while (true)
            {
                await using var service = Service.Build(options, LoadSite(options.Config));
                var code = await service.RunAsync(cancel);
                if (!service.HasSteppedDown || cancel.IsCancellationRequested) return code;
                // It led a cluster and does no more: it is made anew, as a standby, with nothing left of what it believed.
            }
        }
        catch (UsageException fault)
        {
            return Fail(fault.Message);
        }
        catch (InvalidDataException fault)
        {
            return Fail($"{fault.Message}; move the file aside to begin anew");
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException or SocketException)
        {
            return Fail($"--http {options.Http} or --grpc {options.Grpc}: {fault.Message.TrimEnd('.')}; stop what uses the port, or choose another");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SocketException)
        {
            return Fail($"{fault.Message.TrimEnd('.')}; is another router using {options.Data}?");
        }
    }

    public static int Check(string folder)
    {
        var result = SiteLoader.Load(folder);
        foreach (var problem in result.Problems) Console.Error.WriteLine(problem);
        if (result.Omitted > 0) Console.Error.WriteLine($"… and {result.Omitted} more");
        if (!result.IsUsable) return 1;
        Console.WriteLine($"{folder}: good, version {result.Version}: {result.Site!.Queues.Count} queues, {result.Site.Agents.Count} agents, {result.Site.Menus.Count + result.Site.Flows.Count} flows");
        return 0;
    }

    public static int WriteAsteriskFiles(string config, string data, string output)
    {
        try
        {
            AsteriskFiles.Write(LoadSite(config), data, output);
            return 0;
        }
        catch (Exception fault) when (fault is UsageException or IOException or UnauthorizedAccessException)
        {
            return Fail(fault.Message);
        }
    }

    /// <summary>Says what is wrong with a site's prompts, and with the site where it names them.</summary>
    public static int CheckPrompts(string folder)
    {
        var result = SiteLoader.Load(folder);
        var problems = result.Problems.Concat(PromptInspection.Of(result.Prompts)).ToList();
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        if (problems.Exists(p => p.Severity == ConfigSeverity.Error)) return 1;
        var languages = result.Prompts.Languages.Select(l => $"{l.Value.Count} in {l.Key}");
        Console.WriteLine($"{folder}: {string.Join(", ", languages)}, {result.Prompts.Studio.Count} of them recordings of the site");
        return 0;
    }

    public static async Task<int> RenderPromptsAsync(string folder, string sounds, string cache, string tts, CancellationToken cancel)
    {
        try
        {
            var result = SiteLoader.Load(folder);
            if (result.Site is null) throw new UsageException(string.Join(Environment.NewLine, result.Problems.Select(p => p.ToString())));
            var installer = new PromptInstaller(new PromptCache(cache, SpeechCommand.Parse(tts)), sounds);
            var done = await installer.InstallAsync(result.Prompts, SiteLanguages.Of(result.Site), cancel);
            // One cause, such as a program that is missing, is told once.
            foreach (var problem in done.Problems.DistinctBy(p => p.Message).Take(SiteLoader.MaxProblems)) Console.Error.WriteLine(problem);
            Console.WriteLine($"{done.Prompts} prompts, {done.Rendered} sounds rendered now, {done.Problems.Length} without sound");
            return done.Problems.IsEmpty ? 0 : 1;
        }
        catch (Exception fault) when (fault is UsageException or IOException or UnauthorizedAccessException)
        {
            return Fail(fault.Message);
        }
    }

    public static int Replay(string data, string output)
    {
        try
        {
            File.Delete(output);
            using var facts = LineFile.Open(Path.GetFullPath(output));
            var count = 0L;
            var next = FileJournal.Replay(DataFolders.Journal(data), new Acd(), fromSnapshot: false, batch =>
            {
                foreach (var fact in batch) facts.Append(fact);
                count += batch.Count;
            });
            Console.WriteLine($"{next - 1} inputs, {count} facts");
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(fault.Message);
        }
    }

    /// <summary>Makes a queue_log of the whole fact log, as it would have been written.</summary>
    public static int WriteQueueLog(string data, string output)
    {
        try
        {
            using var file = new StreamWriter(output, append: false) { NewLine = "\n" };
            var (log, count) = (new QueueLog(), 0L);
            foreach (var facts in Directory.EnumerateFiles(DataFolders.Facts(data), "facts-*.jsonl").Order(StringComparer.Ordinal))
            {
                foreach (var line in LineFile.Read<AcdFact>(facts).SelectMany(log.Apply))
                {
                    file.WriteLine(line);
                    count++;
                }
            }

            Console.WriteLine($"{count} lines");
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(fault.Message);
        }
    }

    public static int PrintStates()
    {
        Console.Write(StateTables.Print());
        return 0;
    }

    public static int PrintMetrics()
    {
        Console.Write(MetricTables.Print());
        return 0;
    }

    public static int PrintAccess()
    {
        Console.Write(AccessTable.Print());
        return 0;
    }

    public static int Simulate(string journal, string config, int seed, int runs, IEnumerable<string> limits, bool json)
    {
        try
        {
            if (runs is < 2 or > 1000) return Fail("--runs must be from 2 to 1000");
            var folder = Directory.Exists(DataFolders.Journal(journal)) ? DataFolders.Journal(journal) : journal;
            var site = LoadSite(config);
            var wanted = limits.Select(Limit.Parse).ToArray();
            var comparison = Comparison.Of(RecordingReader.Read(folder), site, seed, runs, wanted);
            Console.Write(json ? ComparisonReport.ToJson(comparison) + Environment.NewLine : ComparisonReport.ToText(comparison));
            return comparison.Limits.All(l => l.Holds) ? 0 : 1;
        }
        catch (Exception fault) when (fault is UsageException or FormatException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(fault.Message);
        }
    }

    private static SiteConfiguration LoadSite(string folder)
    {
        var result = SiteLoader.Load(folder);
        return result.Site ?? throw new UsageException(string.Join(Environment.NewLine, result.Problems.Select(p => p.ToString())));
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
