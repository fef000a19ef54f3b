using Echo.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace GrpcTests.Support;

/// <summary>Does what each request asks for.</summary>
internal sealed class EchoServiceImpl(EchoProbe probe) : EchoService.EchoServiceBase
{
    public override async Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context)
    {
        await ReturnMetadataAsync(context);
        await WaitAsync(request, context);
        Fail(request);
        return Response(request, 0);
    }

    public override Task<EchoResponse> Lookup(EchoRequest request, ServerCallContext context) => Unary(request, context);

    public override async Task ServerStream(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        await ReturnMetadataAsync(context);
        await WriteAllAsync(request, responseStream);
        await WaitAsync(request, context);
        Fail(request);
    }

    public override async Task<EchoResponse> ClientStream(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        await ReturnMetadataAsync(context);
        var texts = new List<string>();
        long bytes = 0;
        await foreach (var request in requestStream.ReadAllAsync())
        {
            texts.Add(request.Text);
            bytes += request.Payload.Length;
            await WaitAsync(request, context);
            Fail(request);
        }
        return new EchoResponse { Text = string.Join(',', texts), Index = (int)bytes };
    }

    public override async Task Duplex(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        await ReturnMetadataAsync(context);
        var index = 0;
        await foreach (var request in requestStream.ReadAllAsync())
        {
            await responseStream.WriteAsync(Response(request, index++));
            await WaitAsync(request, context);
            Fail(request);
        }
    }

    /// <summary>Every request header <c>x-echo-…</c> comes back as header, and as trailer <c>x-trailer-…</c>.</summary>
    private static async Task ReturnMetadataAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-echo-", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            var trailer = entry.Key.Replace("x-echo-", "x-trailer-", StringComparison.Ordinal);
            context.ResponseTrailers.Add(entry.IsBinary ? new Metadata.Entry(trailer, entry.ValueBytes) : new Metadata.Entry(trailer, entry.Value));
        }
        if (headers.Count > 0)
            await context.WriteResponseHeadersAsync(headers);
    }

    private static EchoResponse Response(EchoRequest request, int index) => new()
    {
        Text = request.Text,
        Payload = request.ResponseSize > 0 ? UnsafeByteOperations.UnsafeWrap(new byte[request.ResponseSize]) : request.Payload,
        Index = index,
    };

    private static void Fail(EchoRequest request)
    {
        if (request.Throw)
            throw new InvalidOperationException(request.FailMessage);
        if (request.FailCode == 0)
            return;
        if (!request.FailWithDetails)
            throw new RpcException(new Status((StatusCode)request.FailCode, request.FailMessage));
        throw new Google.Rpc.Status
        {
            Code = request.FailCode,
            Message = request.FailMessage,
            Details =
            {
                Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "queue", Description = "The queue is closed." } } }),
                Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) }),
            },
        }.ToRpcException();
    }

    private async Task WriteAllAsync(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream)
    {
        for (var i = 0; i < request.Count; i++)
        {
            try
            {
                await responseStream.WriteAsync(Response(request, i));
            }
            catch (OperationCanceledException)
            {
                probe.Written = i;
                probe.WriteFailed.TrySetResult();
                throw;
            }
        }
    }

    private async Task WaitAsync(EchoRequest request, ServerCallContext context)
    {
        if (!request.WaitForCancellation)
            return;
        probe.Waiting.TrySetResult();
        if (request.IgnoreCancellation)
        {
            await probe.LetGo.Task;
            probe.Cancelled.TrySetResult(context.Status);
            return;
        }
        probe.Enter();
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            probe.Leave();
            probe.Cancelled.TrySetResult(context.Status);
        }
    }
}

/// <summary>What a test sees of the server's side, and how it holds a handler back.</summary>
internal sealed class EchoProbe
{
    private int _inside;

    /// <summary>How many handlers wait to be cancelled.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Set when a handler begins to wait.</summary>
    public TaskCompletionSource Waiting { get; private set; } = New();

    /// <summary>Set when a waiting handler goes on.</summary>
    public TaskCompletionSource<Status> Cancelled { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set when a write was given up because the call was cancelled.</summary>
    public TaskCompletionSource WriteFailed { get; private set; } = New();

    /// <summary>Messages that were written before <see cref="WriteFailed"/>.</summary>
    public int Written { get; set; }

    /// <summary>Set by the test to let a handler go on that ignores its cancellation.</summary>
    public TaskCompletionSource LetGo { get; private set; } = New();

    public void Enter() => Interlocked.Increment(ref _inside);

    public void Leave() => Interlocked.Decrement(ref _inside);

    public void Reset()
    {
        LetGo.TrySetResult();
        Waiting = New();
        WriteFailed = New();
        Cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LetGo = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
