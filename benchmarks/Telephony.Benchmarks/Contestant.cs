using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>Something that connects waiting callers with agents.</summary>
/// <param name="Name">The name on the command line and in the table.</param>
/// <param name="Number">What its callers dial.</param>
/// <param name="Start">Starts the process that routes, once Asterisk runs; gives null when Asterisk itself routes.</param>
/// <param name="LogInCode">The star code that agents dial first; null when they are members from the start.</param>
public sealed record Contestant(string Name, string Number, Func<AsteriskInstance, IReadOnlyList<string>, Task<ChildProcess?>> Start, string? LogInCode)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(15);

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<Contestant> All { get; } =
    [
        new("app_queue-default", "7001", (_, _) => Task.FromResult<ChildProcess?>(null), null),
        new("app_queue-retry-1", "7002", (_, _) => Task.FromResult<ChildProcess?>(null), null),
        new("bare-ari-loop", "7003", StartBareLoopAsync, null),
        new("service", "7000", StartServiceAsync, "*11"),
    ];

    private static async Task<ChildProcess?> StartBareLoopAsync(AsteriskInstance asterisk, IReadOnlyList<string> agents)
    {
        var loop = ChildProcess.Start("the bare loop", "dotnet",
            [typeof(Contestant).Assembly.Location, "bare-loop", $"{asterisk.AriUrl}", asterisk.PasswordFile, .. agents]);
        await Eventually.TrueAsync("the bare loop is connected", () => loop.HasExited
            ? throw new InvalidOperationException($"The bare loop ended at start:\n{loop.LastLines(20)}")
            : Task.FromResult(loop.Lines.Contains("ready")), StartTime);
        return loop;
    }

    private static async Task<ChildProcess?> StartServiceAsync(AsteriskInstance asterisk, IReadOnlyList<string> agents)
    {
        var service = ChildProcess.Start("the service", "dotnet",
        [
            Repository.ServiceProgram, "serve", "--config", Path.Combine(asterisk.Data, "site"), "--data", asterisk.Data,
            "--ari-url", $"{asterisk.AriUrl}".TrimEnd('/'), "--ari-user", "telephony", "--ari-password-file", asterisk.PasswordFile,
            "--http", $"{asterisk.Address}:8080", "--grpc", $"{asterisk.Address}:8081", "--node", "n1",
        ]);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        await Eventually.TrueAsync("the service is ready", async () =>
        {
            if (service.HasExited)
                throw new InvalidOperationException($"The service ended at start:\n{service.LastLines(20)}");
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{asterisk.Address}:8080/readyz"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, StartTime);
        return service;
    }
}
