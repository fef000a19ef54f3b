namespace Telephony.Acceptance.Tests.Harness;

/// <summary>A real Redis (Debian's <c>redis-server</c>) on an address of its own, with nothing kept on disk.</summary>
public sealed class RedisInstance : IAsyncDisposable
{
    private const int Port = 6379;
    private readonly ChildProcess _process;

    private RedisInstance(string address, ChildProcess process) => (Address, _process) = ($"{address}:{Port}", process);

    /// <summary>HOST:PORT.</summary>
    public string Address { get; }

    /// <summary>Starts it, and waits until it takes connections.</summary>
    public static async Task<RedisInstance> StartAsync(string address)
    {
        var process = ChildProcess.Start("redis-server", "redis-server",
            ["--bind", address, "--port", $"{Port}", "--dir", Repository.TemporaryFolder("redis"), "--save", "", "--appendonly", "no"]);
        await Eventually.TrueAsync("Redis is up", () => Task.FromResult(process.Lines.Any(line => line.Contains("Ready to accept connections", StringComparison.Ordinal))), TimeSpan.FromSeconds(20));
        return new RedisInstance(address, process);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
