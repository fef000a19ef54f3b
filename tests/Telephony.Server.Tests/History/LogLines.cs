using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Telephony.Server.Tests.History;

/// <summary>Keeps what is logged, so that a test can wait for a line.</summary>
internal sealed class LogLines : ILogger
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Writer.TryWrite(formatter(state, exception));

    public async Task<string> NextAsync(string containing)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (true)
        {
            var line = await lines.Reader.ReadAsync(limit.Token);
            if (line.Contains(containing, StringComparison.Ordinal)) return line;
        }
    }

    public string[] Rest()
    {
        var rest = new List<string>();
        while (lines.Reader.TryRead(out var line)) rest.Add(line);
        return [.. rest];
    }
}
