using Echo.V1;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using GrpcTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrpcTests;

/// <summary>What an application can set: interceptors, options for all services or for one, lifetimes.</summary>
internal sealed class HostingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Test]
    public async Task Interceptors_run_in_order_around_every_call_shape()
    {
        var trace = new List<string>();
        await using var host = await EchoHost.StartAsync(
            options =>
            {
                options.Interceptors.Add<TracingInterceptor>("outer", trace);
                options.Interceptors.Add<TracingInterceptor>("inner", trace);
            });
        using var channel = GrpcChannel.ForAddress(host.Http2);
        var client = new EchoService.EchoServiceClient(channel);
        await client.UnaryAsync(new EchoRequest()).ResponseAsync.WaitAsync(Patience);
        using (var call = client.ServerStream(new EchoRequest()))
            await call.ResponseStream.MoveNext().WaitAsync(Patience);
        using (var call = client.ClientStream())
        {
            await call.RequestStream.CompleteAsync().WaitAsync(Patience);
            await call.ResponseAsync.WaitAsync(Patience);
        }
        using (var call = client.Duplex())
        {
            await call.RequestStream.CompleteAsync().WaitAsync(Patience);
            await call.ResponseStream.MoveNext().WaitAsync(Patience);
        }
        string[] expected = ["Unary", "ServerStream", "ClientStream", "Duplex"];
        Assert.That(trace, Is.EqualTo(expected.SelectMany(method => new[] { $"outer {method}", $"inner {method}" })));
    }

    [Test]
    public async Task Interceptor_can_refuse_a_call_and_add_trailers()
    {
        await using var host = await EchoHost.StartAsync(options => options.Interceptors.Add<RefusingInterceptor>());
        using var channel = GrpcChannel.ForAddress(host.Http2);
        var error = Fails(new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).ResponseAsync);
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(error.Trailers.GetValue("x-realm"), Is.EqualTo("test"));
    }

    [Test]
    public async Task Client_interceptors_run_in_order_and_change_the_call()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Http2);
        var client = new EchoService.EchoServiceClient(channel.Intercept(new HeaderInterceptor("a"), new HeaderInterceptor("b")));
        using var call = client.UnaryAsync(new EchoRequest());
        var headers = await call.ResponseHeadersAsync.WaitAsync(Patience);
        Assert.That(headers.GetValue("x-echo-order"), Is.EqualTo("a, b"), "HttpClient joins the values of one name");
        await call.ResponseAsync.WaitAsync(Patience);
    }

    [Test]
    public async Task Detailed_errors_tell_the_exception()
    {
        await using var host = await EchoHost.StartAsync(options => options.EnableDetailedErrors = true);
        using var channel = GrpcChannel.ForAddress(host.Http2);
        var error = Fails(new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest { Throw = true, FailMessage = "why" }).ResponseAsync);
        Assert.That(error.Status.Detail, Is.EqualTo("Exception was thrown by handler. InvalidOperationException: why"));
    }

    [Test]
    public async Task Options_of_one_service_override_those_of_all()
    {
        await using var host = await EchoHost.StartAsync(
            options => options.MaxReceiveMessageSize = 10,
            services => services.Configure<GrpcServiceOptions<EchoServiceImpl>>(options =>
            {
                options.MaxReceiveMessageSize = 100;
                options.MaxSendMessageSize = 50;
            }));
        using var channel = GrpcChannel.ForAddress(host.Http2);
        var client = new EchoService.EchoServiceClient(channel);
        Assert.That((await client.UnaryAsync(new EchoRequest { Text = new string('x', 40) }).ResponseAsync.WaitAsync(Patience)).Text, Has.Length.EqualTo(40));
        Assert.That(Fails(client.UnaryAsync(new EchoRequest { Text = new string('x', 60) }).ResponseAsync).Status.Detail, Does.StartWith("Outgoing message"));
        Assert.That(Fails(client.UnaryAsync(new EchoRequest { Text = new string('x', 120) }).ResponseAsync).Status.Detail, Does.StartWith("Received message"));
    }

    [Test]
    public async Task Service_object_is_made_for_each_call_and_disposed_of_after_it()
    {
        var log = new LifetimeLog();
        await using var host = await EchoHost.StartAsync(services: services => services.AddSingleton(log), map: app => app.MapGrpcService<ShortLivedHealth>());
        using var channel = GrpcChannel.ForAddress(host.Http2);
        var client = new Grpc.Health.V1.Health.HealthClient(channel);
        for (var i = 1; i <= 2; i++)
        {
            await client.CheckAsync(new Grpc.Health.V1.HealthCheckRequest()).ResponseAsync.WaitAsync(Patience);
            await log.Disposed.WaitAsync(Patience);
            Assert.That(log.Made, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task Large_messages_pass_when_the_limits_allow_them()
    {
        await using var host = await EchoHost.StartAsync(options => options.MaxReceiveMessageSize = null);
        using var channel = GrpcChannel.ForAddress(host.Http2, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var payload = ByteString.CopyFrom(new byte[40_000_000]);
        var response = await new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest { Payload = payload }).ResponseAsync.WaitAsync(Patience);
        Assert.That(response.Payload.Length, Is.EqualTo(payload.Length), "larger than the 30 MB limit of Kestrel for request bodies");
    }

    [Test]
    public void Class_that_is_no_service_is_refused_when_mapped() =>
        Assert.That(
            () => EchoHost.StartAsync(map: app => app.MapGrpcService<string>()),
            Throws.InvalidOperationException.With.Message.EqualTo("String does not derive from a service base class that protoc generated."));

    [Test]
    public void Unknown_response_compression_is_refused_at_start() =>
        Assert.That(
            () => EchoHost.StartAsync(options => options.ResponseCompressionAlgorithm = "zip"),
            Throws.InstanceOf<RpcException>().Or.InstanceOf<InvalidOperationException>());

    private static RpcException Fails(Task call) => Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(Patience))!;

    private sealed class TracingInterceptor(string name, List<string> trace) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            Trace(context);
            return continuation(request, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Trace(context);
            return continuation(requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Trace(context);
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Trace(context);
            return continuation(requestStream, responseStream, context);
        }

        private void Trace(ServerCallContext context) => trace.Add($"{name} {context.Method.Split('/')[2]}");
    }

    private sealed class RefusingInterceptor : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.Unauthenticated, "Say who you are."), new Metadata { { "x-realm", "test" } });
    }

    private sealed class HeaderInterceptor(string value) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var headers = new Metadata();
            foreach (var entry in context.Options.Headers ?? Metadata.Empty)
                headers.Add(entry);
            headers.Add("x-echo-order", value);
            return continuation(request, new(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }

    private sealed class LifetimeLog
    {
        public int Made { get; set; }

        public SemaphoreSlim Disposals { get; } = new(0);

        public Task Disposed => Disposals.WaitAsync();
    }

    private sealed class ShortLivedHealth : Grpc.Health.V1.Health.HealthBase, IDisposable
    {
        private readonly LifetimeLog _log;

        public ShortLivedHealth(LifetimeLog log)
        {
            _log = log;
            log.Made++;
        }

        public override Task<Grpc.Health.V1.HealthCheckResponse> Check(Grpc.Health.V1.HealthCheckRequest request, ServerCallContext context) =>
            Task.FromResult(new Grpc.Health.V1.HealthCheckResponse());

        public void Dispose() => _log.Disposals.Release();
    }
}
