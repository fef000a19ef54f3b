using System.Diagnostics;
using System.Text.RegularExpressions;
using Telephony.FakeAsterisk;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary><c>docs/api.md</c> says what is so, and its examples work.</summary>
public sealed partial class DocumentationTests
{
    private static readonly TimeSpan ExamplePatience = TimeSpan.FromSeconds(20);

    private static string Page => File.ReadAllText(Path.Combine(TestPaths.Root, "docs", "api.md"));

    [Test]
    public void Every_reason_is_in_the_table_with_its_status()
    {
        var documented = ReasonRow.Matches(Page).Select(row => (row.Groups[1].Value, row.Groups[2].Value.Replace("_", "")));
        Assert.That(documented, Is.EquivalentTo(Reason.All.Select(r => (r.Name, r.Code.ToString().ToUpperInvariant()))));
    }

    [Test]
    public void Every_method_is_in_the_table_of_services()
    {
        foreach (var service in V1Services.All)
        {
            var row = Page.Split('\n').Single(line => line.StartsWith($"| `{service.Name}`", StringComparison.Ordinal));
            foreach (var method in service.Methods) Assert.That(row, Does.Contain(method.Name));
        }
    }

    [Test]
    public async Task Every_example_works_as_it_stands()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        await using var api = await RunningApi.StartAsync(asterisk);
        var examples = Example.Matches(Page).Select(m => m.Groups[1].Value).ToList();
        Assert.That(examples, Has.Count.EqualTo(19));
        foreach (var example in examples)
        {
            var script = example.Replace("127.0.0.1:8080", api.HttpAddress).Replace("127.0.0.1:8081", api.GrpcAddress);
            var (exitCode, output) = await RunAsync(script);
            var isStream = script.StartsWith("timeout", StringComparison.Ordinal);
            Assert.That(exitCode, Is.EqualTo(isStream ? 124 : 0), $"{script}\n{output}");
            Assert.That(output, Does.Match("\"(queue|agent|agents|events|snapshot|batch|queues|callbacks?|versions|details)\": *[{\\[\"]"), script);
        }
    }

    [Test]
    public async Task Tools_learn_the_services_only_when_they_may()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        foreach (var reflection in new[] { true, false })
        {
            await using var api = await RunningApi.StartAsync(asterisk, reflection);
            var (exitCode, output) = await RunAsync(
                $"buf curl --protocol grpc --http2-prior-knowledge -d '{{\"name\":\"queues/sales\"}}' http://{api.GrpcAddress}/telephony.v1.QueueService/GetQueue");
            Assert.That(exitCode == 0 && output.Contains("queues/sales"), Is.EqualTo(reflection), output);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = TestPaths.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_PROXY"] = "*";
        start.Environment["PATH"] = $"{Path.Combine(ContractTests.Clients, "node_modules", ".bin")}:{start.Environment["PATH"]}";
        await ContractTests.InstallBufAsync();
        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(ExamplePatience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(bound.Token), process.StandardError.ReadToEndAsync(bound.Token));
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example { get; }

    [GeneratedRegex("^\\| `([A-Z_]+)` \\| ([A-Z_]+) \\|", RegexOptions.Multiline)]
    private static partial Regex ReasonRow { get; }
}
