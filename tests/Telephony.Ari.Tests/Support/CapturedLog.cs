using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Telephony.Ari.Tests.Support;

/// <summary>Keeps what the client logs, so that a test can ask, and so that an unexpected error fails it.</summary>
internal sealed class CapturedLog : ILogger
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    public IReadOnlyList<Entry> Entries => [.. _entries];

    public IReadOnlyList<Entry> Errors => [.. _entries.Where(entry => entry.Level >= LogLevel.Error)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = (state as IReadOnlyList<KeyValuePair<string, object?>> ?? []).ToDictionary(pair => pair.Key, pair => pair.Value);
        _entries.Enqueue(new Entry(logLevel, eventId.Id, formatter(state, exception), values));
    }

    internal sealed record Entry(LogLevel Level, int Id, string Text, IReadOnlyDictionary<string, object?> Values);
}
