using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.QueueLogs;

/// <summary>How far the queue_log is written.</summary>
/// <param name="Rotation">How many files have been filled.</param>
/// <param name="Length">Bytes of the current one.</param>
/// <param name="Sequence">The last fact whose lines are among them.</param>
internal sealed record QueueLogPosition(long Rotation, long Length, long Sequence);

/// <summary>What lies beside a queue_log, so that it goes on where it ended: its position, one line written over itself, and what the fold
/// has to know, written whole. Both say which journal they belong to, and mean nothing for another.</summary>
internal sealed class QueueLogKeeper(string folder, string journal) : IDisposable
{
    private readonly SafeFileHandle _position =
        File.OpenHandle(Path.Combine(folder, "position"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

    private string StatePath => Path.Combine(folder, "state.json");

    public QueueLogPosition? ReadPosition()
    {
        Span<byte> bytes = stackalloc byte[256];
        var fields = Encoding.ASCII.GetString(bytes[..RandomAccess.Read(_position, bytes, 0)]).Split('\n')[0].Split(' ');
        return fields is [var name, var rotation, var length, var sequence] && name == journal ? new QueueLogPosition(Number(rotation), Number(length), Number(sequence)) : null;
    }

    public void WritePosition(QueueLogPosition position) =>
        RandomAccess.Write(_position, Encoding.ASCII.GetBytes(FormattableString.Invariant($"{journal} {position.Rotation:D12} {position.Length:D12} {position.Sequence:D18}\n")), 0);

    public QueueLogState? ReadState()
    {
        try
        {
            if (!File.Exists(StatePath)) return null;
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(StatePath), CoreJson.Options);
            return kept?.Journal == journal ? kept.State : null;
        }
        catch (JsonException)
        {
            return null; // what it knew of waiting calls is guessed from their next facts
        }
    }

    public void WriteState(QueueLogState state)
    {
        File.WriteAllBytes(StatePath + ".part", JsonSerializer.SerializeToUtf8Bytes(new Kept(journal, state), CoreJson.Options));
        File.Move(StatePath + ".part", StatePath, overwrite: true);
    }

    public void Dispose() => _position.Dispose();

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed record Kept(string Journal, QueueLogState State);
}
