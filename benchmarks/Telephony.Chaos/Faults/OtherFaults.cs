using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Telephony.Acceptance.Tests.Harness;
using Telephony.Acceptance.Tests.Harness.Crowd;
using Telephony.Benchmarks;

namespace Telephony.Chaos.Faults;

/// <summary>Asterisk dies, everybody hangs up at once, the configuration is broken again and again, the disk is full.</summary>
internal static class OtherFaults
{
    /// <summary>kill -9 of Asterisk while conversations are recorded; its calls are lost, nothing of them may stay.</summary>
    public static async Task<Outcome> KillAsteriskAsync(Scale scale)
    {
        var outcome = new Outcome("Asterisk kill -9, recording") { Recovery = "Asterisk is back → no ghost, agents free", RecoveryMost = TimeSpan.FromSeconds(2) };
        for (outcome.Repeats = 0; outcome.Repeats < scale.AsteriskKills; outcome.Repeats++)
        {
            await using var crowd = await Site.CrowdAsync(scale.Waiting / 8, scale.Talking / 5, record: true, "--recording-space", "1");
            await Task.Delay(2000);
            await crowd.Asterisk.KillAsync();
            crowd.Ledger.AllAreGone();
            foreach (var callers in crowd.Callers) await callers.VanishAsync();
            await crowd.Asterisk.StartAgainAsync();
            var back = Stopwatch.GetTimestamp();
            await Eventually.GetAsync("no ghost is left", async () => Ghosts(await crowd.Router.SnapshotAsync()), ghosts => ghosts.Length == 0, TimeSpan.FromSeconds(20));
            outcome.Recoveries.Add(Stopwatch.GetElapsedTime(back));
            await CheckRecordingsAsync(crowd, outcome);
        }

        return outcome;
    }

    /// <summary>Thousands hang up in the same moment.</summary>
    public static async Task<Outcome> AbandonAsync(Scale scale)
    {
        var outcome = new Outcome($"{scale.Abandons} callers hang up at once") { Recovery = "hung up → no call on the board", RecoveryMost = TimeSpan.FromSeconds(10), Repeats = 1 };
        await using var crowd = await CallCrowd.StartAsync(Site.Addresses, 1, Repository.ServiceProgram, Site.Seed);
        await crowd.Asterisk.ConsoleAsync("module unload res_musiconhold.so"); // thousands of times music is more than two cores can play
        await crowd.Router.AskAsync("AgentService/LogOut", $$"""{"name": "agents/{{crowd.Agents[0]}}"}""");
        crowd.Call(scale.Abandons, perSecond: 100, inAll: scale.Abandons);
        await Eventually.GetAsync("all wait", () => Task.FromResult(crowd.Ledger.Waiting), waiting => waiting >= scale.Abandons, TimeSpan.FromSeconds(120));
        await Eventually.GetAsync("all are on the board", async () => Waiting(await crowd.Router.SnapshotAsync()), waiting => waiting >= scale.Abandons, TimeSpan.FromSeconds(60));
        outcome.Notes.Add(await CostOfWaitingAsync(crowd, scale.Abandons));
        crowd.Ledger.AllAreGone();
        var hungUp = Stopwatch.GetTimestamp();
        await crowd.Asterisk.ConsoleAsync("channel request hangup all");
        await Eventually.GetAsync("nobody is on the board", async () => (await crowd.Router.SnapshotAsync()).GetProperty("calls").GetArrayLength(), left => left == 0, TimeSpan.FromSeconds(60));
        outcome.Recoveries.Add(Stopwatch.GetElapsedTime(hungUp));
        await crowd.Router.StopAsync();
        var ended = Directory.GetFiles(Path.Combine(crowd.Asterisk.Data, "facts"), "*.jsonl").SelectMany(File.ReadLines)
            .Count(line => line.Contains("\"kind\":\"CallEnded\"", StringComparison.Ordinal));
        if (ended != scale.Abandons) outcome.Faults.Add($"{ended} of {scale.Abandons} calls ended");
        return outcome;
    }

    /// <summary>What it costs that so many wait and nothing else happens: leases, the watchdog, the board.</summary>
    private static async Task<string> CostOfWaitingAsync(CallCrowd crowd, int callers)
    {
        var (asterisk, router, began) = (ProcessorTime.Of(crowd.Asterisk.ProcessId), ProcessorTime.Of(crowd.Router.ProcessId), Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(15));
        var share = 100.0 * 1000 / callers / Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return string.Create(CultureInfo.InvariantCulture, $"per 1,000 who wait without music: router {(ProcessorTime.Of(crowd.Router.ProcessId) - router).TotalMilliseconds * share:0.0} % of a core, Asterisk {(ProcessorTime.Of(crowd.Asterisk.ProcessId) - asterisk).TotalMilliseconds * share:0.0} % (their silence included)");
    }

    /// <summary>The configuration is broken, mended and changed, ten times a second, under calls.</summary>
    public static async Task<Outcome> ReloadAsync(Scale scale)
    {
        var outcome = new Outcome("configuration rewritten under load, mostly broken") { Recovery = "good again → next phone rings", RecoveryMost = TimeSpan.FromSeconds(5) };
        var dice = new Random(Site.Seed);
        await using var crowd = await Site.CrowdAsync(scale.Waiting / 4, scale.Talking / 2);
        var file = Path.Combine(CrowdSite.FolderIn(crowd.Asterisk.Data), "queues", "crowd.yaml");
        var good = await File.ReadAllTextAsync(file);
        for (outcome.Repeats = 0; outcome.Repeats < scale.Reloads; outcome.Repeats++)
        {
            await File.WriteAllTextAsync(file, outcome.Repeats % 5 == 4 ? good + $"priority: {dice.Next(1, 2)}\n" : Broken(good, dice));
            await Task.Delay(100);
        }

        await File.WriteAllTextAsync(file, good);
        outcome.Recoveries.Add(await crowd.NextOfferAsync(Stopwatch.GetTimestamp(), TimeSpan.FromSeconds(30)));
        foreach (var orphan in await crowd.OrphansAsync()) outcome.Faults.Add($"left for 10 s: {orphan}");
        outcome.Take(crowd);
        return outcome;
    }

    /// <summary>The disk of journal and recordings is full for 10 s.</summary>
    public static async Task<Outcome> FillDiskAsync(Scale scale)
    {
        var outcome = new Outcome("disk of journal and recordings full for 10 s") { Recovery = "room again → journal is written", RecoveryMost = TimeSpan.FromSeconds(10) };
        var disk = Directory.CreateTempSubdirectory("tel-disk-").FullName;
        var mounted = await ChildProcess.RunAsync("mount", "mount", ["-t", "tmpfs", "-o", "size=160m", "tmpfs", disk], TimeSpan.FromSeconds(5));
        if (mounted.ExitCode != 0)
        {
            outcome.Notes.Add("not tried: this user may not mount a small disk");
            return outcome;
        }

        var before = Environment.GetEnvironmentVariable("TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", disk);
        try
        {
            await using var crowd = await Site.CrowdAsync(scale.Waiting / 8, scale.Talking / 5, record: true, "--recording-space", "8");
            Environment.SetEnvironmentVariable("TMPDIR", before);
            outcome.Repeats = 1;
            var filler = Path.Combine(disk, "filler");
            await FillAsync(filler);
            await Task.Delay(TimeSpan.FromSeconds(10));
            var since = Stopwatch.GetTimestamp();
            await crowd.NextOfferAsync(since, TimeSpan.FromSeconds(20)); // calls go on
            if (await crowd.Router.IsReadyAsync()) outcome.Faults.Add("/readyz was content with a journal that cannot be written");
            var freed = Stopwatch.GetTimestamp();
            File.Delete(filler);
            await Eventually.TrueAsync("the journal is written again", crowd.Router.IsReadyAsync, TimeSpan.FromSeconds(30));
            outcome.Recoveries.Add(Stopwatch.GetElapsedTime(freed));
            await Task.Delay(TimeSpan.FromSeconds(15)); // the conversations of that time end
            await CheckRecordingsAsync(crowd, outcome);
            outcome.Take(crowd);
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
            await ChildProcess.RunAsync("umount", "umount", ["-l", disk], TimeSpan.FromSeconds(5));
            Directory.Delete(disk);
        }

        return outcome;
    }

    private static async Task FillAsync(string filler)
    {
        try
        {
            await using var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            var block = new byte[1 << 16];
            while (true) await file.WriteAsync(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static string[] Ghosts(System.Text.Json.JsonElement board) =>
    [
        .. board.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("id").GetString()!),
        .. board.GetProperty("agents").EnumerateArray().Where(agent => agent.GetProperty("state").GetString() is not ("ready" or "Ready")).Select(agent => $"{agent.GetProperty("id")} {agent.GetProperty("state")}"),
    ];

    private static int Waiting(System.Text.Json.JsonElement board) => board.GetProperty("queues").EnumerateArray().Sum(queue => queue.GetProperty("waiting").GetInt32());

    /// <summary>Every stored recording can be played: the lengths in its header are those of the file, and what is called complete is as long as it says.</summary>
    private static async Task CheckRecordingsAsync(CallCrowd crowd, Outcome outcome)
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        var files = Directory.GetFiles(Path.Combine(crowd.Asterisk.Data, "recordings"), "*.wav", SearchOption.AllDirectories).Where(file => !file.Contains(".incoming", StringComparison.Ordinal)).ToArray();
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            if (bytes.Length < 44 || BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)) != bytes.Length - 8)
                outcome.Faults.Add($"{Path.GetFileName(file)} cannot be played: {bytes.Length} bytes, says {(bytes.Length < 8 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)))}");
        }

        outcome.Notes.Add($"{files.Length} recordings stored, all with a true header");
    }

    private static string Broken(string good, Random dice) => dice.Next(5) switch
    {
        0 => good[..dice.Next(1, good.Length)] + "\n  : [",
        1 => good.Insert(dice.Next(good.Length), "\t{"),
        2 => good + $"unknown_{dice.Next(1000)}: {dice.Next()}\n",
        3 => good.Replace("20s", $"{dice.Next()} parsecs", StringComparison.Ordinal),
        _ => string.Concat(Enumerable.Range(0, 200).Select(_ => (char)dice.Next(1, 255))),
    };
}
