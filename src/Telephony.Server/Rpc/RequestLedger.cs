using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary>Remembers mutations by request id, so that a repeated one is not carried out again. In memory: a restart forgets.</summary>
internal sealed class RequestLedger(TimeProvider time)
{
    /// <summary>How many requests are remembered; one more is refused.</summary>
    public const int Capacity = 10_000;

    /// <summary>How long a request is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<Entry> _byAge = new();

    /// <summary>Carries a request out, unless one with this id was: then its answer, or its refusal, is given again.</summary>
    /// <param name="requestId">A UUID; empty to carry it out in any case.</param>
    /// <param name="request">The request, id included: the same id with another request is refused.</param>
    /// <param name="carryOut">Does it. Must not depend on the client's patience: the answer is also for a client that comes again.</param>
    public async Task<TResponse> OnceAsync<TResponse>(string requestId, IMessage request, Func<Task<TResponse>> carryOut)
        where TResponse : class, IMessage
    {
        if (requestId.Length == 0) return await carryOut();
        CheckId(requestId);
        var entry = Find(requestId, request, async () => await carryOut());
        try
        {
            return (TResponse)await entry.Answer.Value;
        }
        catch (Exception fault) when (fault is not RpcException { StatusCode: StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.FailedPrecondition })
        {
            Forget(entry); // not an answer: the next attempt may find one
            throw;
        }
    }

    /// <summary>Checks the form of a request id; empty is allowed.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is not a UUID.</exception>
    public static void CheckId(string requestId)
    {
        if (requestId.Length > 0 && !Guid.TryParseExact(requestId, "D", out _))
            throw Refusals.Field("request_id", "a UUID is wanted, as in 0b4f8f1c-5f0e-4c56-9d4e-3f2a6f1f7c11");
    }

    private Entry Find(string id, IMessage request, Func<Task<IMessage>> carryOut)
    {
        lock (_lock)
        {
            ForgetOld();
            if (_entries.TryGetValue(id, out var known))
                return known.Request.Equals(request) ? known : throw Refusals.Because(Reason.RequestIdReused, new() { ["request_id"] = id });
            if (_byAge.Count >= Capacity) throw Full();
            var entry = new Entry(id, request, time.GetTimestamp(), new Lazy<Task<IMessage>>(carryOut));
            _entries.Add(id, entry);
            _byAge.Enqueue(entry);
            return entry;
        }
    }

    private void ForgetOld()
    {
        while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= Memory)
        {
            _byAge.Dequeue();
            Remove(oldest);
        }
    }

    private void Forget(Entry entry)
    {
        lock (_lock) Remove(entry);
    }

    private void Remove(Entry entry)
    {
        if (_entries.TryGetValue(entry.Id, out var known) && ReferenceEquals(known, entry)) _entries.Remove(entry.Id);
    }

    private RpcException Full()
    {
        var wait = Memory - time.GetElapsedTime(_byAge.Peek().At);
        return Refusals.Because(
            Reason.TooManyRequestIds,
            new() { ["limit"] = Capacity.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) });
    }

    private sealed record Entry(string Id, IMessage Request, long At, Lazy<Task<IMessage>> Answer);
}
