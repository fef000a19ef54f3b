using System.Globalization;
using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>The service's configuration in the benchmark (benchmarks/site, and as many agents as asked for).</summary>
public static class SiteFiles
{
    public static async Task WriteAsync(string folder, IReadOnlyList<string> agents, RunOptions options)
    {
        var source = Repository.File("benchmarks", "site");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllTextAsync(target, (await File.ReadAllTextAsync(file))
                .Replace("wrap_up: 0s", string.Create(CultureInfo.InvariantCulture, $"wrap_up: {options.WrapUp.TotalSeconds}s"), StringComparison.Ordinal)
                .Replace("record: false", options.Record ? "record: true" : "record: false", StringComparison.Ordinal));
        }

        var list = new StringBuilder("agents:\n");
        foreach (var agent in agents)
            list.Append("  \"").Append(agent).Append("\": {name: Agent ").Append(agent).Append(", queues: [bench]}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "agents.yaml"), list.ToString());
    }
}
