using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telephony.Server.Journal;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>
/// What was done through the API, and what was refused: <c>actions/actions-N.jsonl</c> below the data folder, N the first sequence in it. Only ever appended to.
/// An action is written before it takes effect; when that cannot be done, it is refused. Never deleted by the service.
/// </summary>
internal sealed class ActionLog : IDisposable
{
    private const long LargestFile = 8 << 20;
    private const int RefusalsPerSecond = 20;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    /// <summary>Stands before the first line of all.</summary>
    public static readonly string NoChain = new('0', 64);

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ILogger<ActionLog> _logger;
    private readonly ITimer _flush;
    private LineFile _file;
    private string _chain = NoChain;
    private long _sequence;
    private long _second;
    private int _refused;
    private int _notWritten;

    /// <summary>Opens the log where it ended.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ActionLog(string folder, TimeProvider time, ILogger<ActionLog> logger)
    {
        (_folder, _time, _logger) = (folder, time, logger);
        var newest = ActionReader.Files(folder).LastOrDefault() ?? FileOf(1);
        _file = LineFile.Open(newest);
        (_sequence, _chain) = ActionReader.Last(folder) is { } last ? (last.Entry.Sequence, last.Chain) : (0, NoChain);
        _flush = time.CreateTimer(_ => Flush(), null, FlushInterval, FlushInterval);
    }

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>Writes that an action begins.</summary>
    /// <returns>Its sequence.</returns>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: it cannot be written, so it must not be done.</exception>
    public long Begin(ActionEntry entry)
    {
        lock (_lock)
        {
            try
            {
                return Append(entry with { Outcome = ActionOutcome.Begun });
            }
            catch (Exception fault) when (fault is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                _logger.ActionsNotWritten(fault.Message);
                throw Refusals.Because(Reason.ActionsUnavailable, []);
            }
        }
    }

    /// <summary>Writes how an action ended; what is begun is ended, so a failure to write is only told.</summary>
    /// <param name="entry">As it began.</param>
    /// <param name="begun">What <see cref="Begin"/> returned.</param>
    /// <param name="reason">Why it failed; null when it was done.</param>
    public void End(ActionEntry entry, long begun, string? reason) =>
        TryAppend(entry with { Outcome = reason is null ? ActionOutcome.Done : ActionOutcome.Failed, Begun = begun, Reason = reason });

    /// <summary>Writes a refusal. Those that come too fast are only counted: nobody can fill the disk by being refused.</summary>
    public void Refuse(ActionEntry entry, string reason)
    {
        lock (_lock)
        {
            var second = _time.GetTimestamp() / _time.TimestampFrequency;
            if (second != _second) (_second, _refused) = (second, 0);
            if (++_refused > RefusalsPerSecond)
            {
                _notWritten++;
                return;
            }

            TryAppend(entry with { Outcome = ActionOutcome.Refused, Reason = reason, NotWritten = _notWritten == 0 ? null : _notWritten });
            _notWritten = 0;
        }
    }

    /// <summary>The chain of a line.</summary>
    /// <param name="before">The chain of the line before.</param>
    /// <param name="entry">The entry's JSON.</param>
    public static string ChainOf(string before, ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before));
        hash.AppendData(entry);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _flush.Dispose();
        lock (_lock)
        {
            Flush();
            _file.Dispose();
        }
    }

    private string FileOf(long first) => Path.Combine(_folder, $"actions-{first.ToString("D12", CultureInfo.InvariantCulture)}.jsonl");

    private void TryAppend(ActionEntry entry)
    {
        lock (_lock)
        {
            try
            {
                Append(entry);
            }
            catch (Exception fault) when (fault is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                _logger.ActionsNotWritten(fault.Message);
            }
        }
    }

    private long Append(ActionEntry entry)
    {
        if (_file.Length >= LargestFile)
        {
            Flush();
            _file.Dispose();
            _file = LineFile.Open(FileOf(_sequence + 1));
        }

        var numbered = entry with { Sequence = _sequence + 1, Time = _time.GetUtcNow() };
        var chain = ChainOf(_chain, JsonSerializer.SerializeToUtf8Bytes(numbered, CoreJson.Options));
        _file.Append(new ActionLine(chain, numbered));
        (_sequence, _chain) = (numbered.Sequence, chain);
        return numbered.Sequence;
    }

    private void Flush()
    {
        try
        {
            _file.FlushToDisk();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            _logger.ActionsNotWritten(fault.Message);
        }
    }
}
