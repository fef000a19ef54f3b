using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>Every RPC passes here: the gate before it, the mask behind it. What the table does not know is refused.</summary>
internal sealed class AccessInterceptor(Gate gate, AccessOptions options, StreamPlaces places, TimeProvider time) : Interceptor
{
    private const string By = "by";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (AccessPolicy.IsOpenRpc(context.Method)) return await continuation(request, context);
        var pass = await AdmitAsync(context, request);
        return pass.Shown(await pass.DoAsync(() => InTimeAsync(continuation(request, context))));
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (AccessPolicy.IsOpenRpc(context.Method))
        {
            await continuation(request, responseStream, context);
            return;
        }

        var pass = await AdmitAsync(context, request);
        await StreamAsync(pass, () => continuation(request, new GuardedWriter<TResponse>(responseStream, pass, time), context));
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var pass = await AdmitAsync<TRequest>(context, null);
        TResponse answer = null!;
        await StreamAsync(pass, async () => answer = await continuation(new GuardedReader<TRequest>(requestStream, pass, this), context));
        return pass.Shown(answer);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var pass = await AdmitAsync<TRequest>(context, null);
        await StreamAsync(pass, () => continuation(
            new GuardedReader<TRequest>(requestStream, pass, this), new GuardedWriter<TResponse>(responseStream, pass, time), context));
    }

    private async Task<Pass> AdmitAsync<TRequest>(ServerCallContext context, TRequest? request)
        where TRequest : class
    {
        var pass = await gate.AdmitAsync(context.GetHttpContext(), AccessPolicy.OfRpc(context.Method), context.Method.TrimStart('/'), request as IMessage);
        if (request is IMessage message) SignFor(pass.Principal, message);
        return pass;
    }

    private async Task CheckAsync<TRequest>(Pass pass, TRequest request, bool isFirst)
    {
        pass.CheckStillHolds(time);
        if (request is not IMessage message) return;
        await gate.CheckAsync(pass, message, isFirst);
        SignFor(pass.Principal, message);
    }

    private async Task StreamAsync(Pass pass, Func<Task> serve)
    {
        await pass.DoAsync(async () =>
        {
            using var place = places.Enter(pass.Principal);
            await serve();
            return true;
        });
    }

    /// <summary>The field <c>by</c> goes into the events: nobody can sign with another's name alone.</summary>
    private static void SignFor(Principal principal, IMessage message)
    {
        if (principal.Proof == Proof.Local) return;
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(f => !f.IsRepeated))
        {
            if (field.FieldType == FieldType.Message && field.Accessor.GetValue(message) is IMessage below) SignFor(principal, below);
            if (field.Name != By || field.FieldType != FieldType.String) continue;
            var said = (string)field.Accessor.GetValue(message);
            if (said != principal.Name) field.Accessor.SetValue(message, said.Length == 0 ? principal.Name : $"{said} (via {principal.Name})");
        }
    }

    /// <summary>What is begun is ended, but nobody waits for it for ever.</summary>
    private async Task<TResponse> InTimeAsync<TResponse>(Task<TResponse> answer)
    {
        try
        {
            return await answer.WaitAsync(options.UnaryPatience, time);
        }
        catch (TimeoutException)
        {
            throw Refusals.Because(Reason.TookTooLong, []);
        }
    }

    /// <summary>Answers of a stream: masked, and only as long as the token is good. Signs of life come every few seconds, so that is noticed soon.</summary>
    private sealed class GuardedWriter<T>(IServerStreamWriter<T> stream, Pass pass, TimeProvider time) : IServerStreamWriter<T>
        where T : class
    {
        public WriteOptions? WriteOptions
        {
            get => stream.WriteOptions;
            set => stream.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(T message, CancellationToken cancellationToken)
        {
            pass.CheckStillHolds(time);
            return stream.WriteAsync(pass.Shown(message), cancellationToken);
        }
    }

    /// <summary>Requests of a stream: each is checked as the request of a unary call is.</summary>
    private sealed class GuardedReader<T>(IAsyncStreamReader<T> stream, Pass pass, AccessInterceptor interceptor) : IAsyncStreamReader<T>
        where T : class
    {
        private bool _hasBegun;

        public T Current => stream.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await stream.MoveNext(cancellationToken)) return false;
            await interceptor.CheckAsync(pass, stream.Current, isFirst: !_hasBegun);
            _hasBegun = true;
            return true;
        }
    }
}
