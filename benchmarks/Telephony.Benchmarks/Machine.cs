using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>What a figure means nothing without: the machine, the versions, the configuration.</summary>
public static class Machine
{
    public static async Task<string> DescribeAsync()
    {
        var sipp = await ChildProcess.RunAsync("sipp -v", "sipp", ["-v"], TimeSpan.FromSeconds(5));
        var git = await ChildProcess.RunAsync("git", "git", ["-C", Repository.Root, "rev-parse", "--short", "HEAD"], TimeSpan.FromSeconds(5));
        var asterisk = await AsteriskVersionAsync();
        return $"{Environment.ProcessorCount} cores ({FirstOf("/proc/cpuinfo", "model name")}), {FirstOf("/proc/meminfo", "MemTotal")} of memory, " +
            $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; {asterisk}; " +
            $"{sipp.Lines.First(line => line.Contains("SIPp", StringComparison.Ordinal)).Trim().TrimEnd('.')}; " +
            $"commit {string.Join("", git.Lines)}; configuration {ConfigurationHash()}";
    }

    private static async Task<string> AsteriskVersionAsync()
    {
        var bootstrap = await ChildProcess.RunAsync("bootstrap", Repository.File("asterisk-config", "bootstrap"), [], TimeSpan.FromMinutes(5));
        var version = await ChildProcess.RunAsync("asterisk -V", bootstrap.Lines[^1], ["-V"], TimeSpan.FromSeconds(5));
        return version.Lines[^1];
    }

    private static string FirstOf(string file, string key) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";

    /// <summary>The first eight digits of the SHA-256 of everything that configures Asterisk and the benchmark's site.</summary>
    private static string ConfigurationHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] folders = [Repository.File("asterisk-config", "templates"), Repository.File("benchmarks", "asterisk"), Repository.File("benchmarks", "site")];
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }
}
