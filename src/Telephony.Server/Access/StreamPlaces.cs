using System.Collections.Concurrent;
using System.Globalization;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>How many streams each principal has open. One who opens too many takes no place from others.</summary>
internal sealed class StreamPlaces(AccessOptions options)
{
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Takes a place; dispose of it when the stream ends.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED.</exception>
    public IDisposable Enter(Principal principal)
    {
        var limit = principal.IsProgram ? options.ProgramStreams : options.Streams;
        if (_open.AddOrUpdate(principal.Id, 1, static (_, open) => open + 1) <= limit) return new Place(this, principal.Id);
        Leave(principal.Id);
        throw Refusals.Because(Reason.TooManyStreams, new() { ["limit"] = limit.ToString(CultureInfo.InvariantCulture) });
    }

    private void Leave(string id)
    {
        if (_open.AddOrUpdate(id, 0, static (_, open) => open - 1) <= 0) _open.TryRemove(new KeyValuePair<string, int>(id, 0));
    }

    private sealed class Place(StreamPlaces places, string id) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) places.Leave(id);
        }
    }
}
