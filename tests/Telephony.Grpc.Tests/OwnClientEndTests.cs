using Echo.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using GrpcTests.Support;

namespace GrpcTests;

/// <summary>Our client against our server: how calls end.</summary>
internal sealed class OwnClientEndTests : EchoFixture
{
    [TestCase(StatusCode.Cancelled)]
    [TestCase(StatusCode.InvalidArgument)]
    [TestCase(StatusCode.NotFound)]
    [TestCase(StatusCode.Unauthenticated)]
    public void Status_of_the_handler_reaches_the_client(StatusCode code)
    {
        var error = Fails(Client.UnaryAsync(new EchoRequest { FailCode = (int)code, FailMessage = "队列 100%\r\n" }).ResponseAsync);
        Assert.That((error.StatusCode, error.Status.Detail), Is.EqualTo((code, "队列 100%\r\n")));
    }

    [Test]
    public void Error_details_reach_the_client()
    {
        var error = Fails(Client.UnaryAsync(new EchoRequest { FailCode = 9, FailMessage = "closed", FailWithDetails = true }).ResponseAsync);
        var status = error.GetRpcStatus()!;
        Assert.That(status.GetDetail<RetryInfo>()!.RetryDelay.Seconds, Is.EqualTo(3));
        Assert.That(status.GetDetail<BadRequest>()!.FieldViolations[0].Field, Is.EqualTo("queue"));
        Assert.That(status.GetDetail<Help>(), Is.Null);
    }

    [Test]
    public async Task Messages_before_a_failure_are_delivered()
    {
        using var call = Client.ServerStream(new EchoRequest { Count = 3, FailCode = 8 });
        for (var i = 0; i < 3; i++)
            Assert.That(await call.ResponseStream.MoveNext().WaitAsync(Patience), Is.True);
        Assert.That(Fails(call.ResponseStream.MoveNext()).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public async Task Metadata_goes_both_ways()
    {
        byte[] bytes = [0, 1, 2, 254, 255];
        var headers = new Metadata { { "x-echo-text", "hello world" }, { "x-echo-data-bin", bytes }, { "x-echo-data-bin", Array.Empty<byte>() } };
        using var call = Client.UnaryAsync(new EchoRequest(), headers);
        var received = await call.ResponseHeadersAsync.WaitAsync(Patience);
        await call.ResponseAsync.WaitAsync(Patience);
        Assert.That(received.GetValue("x-echo-text"), Is.EqualTo("hello world"));
        Assert.That(received.GetAll("x-echo-data-bin").Select(entry => entry.ValueBytes), Is.EqualTo(new[] { bytes, [] }));
        Assert.That(call.GetTrailers().GetValue("x-trailer-text"), Is.EqualTo("hello world"));
        Assert.That(call.GetTrailers().GetAll("x-trailer-data-bin").First().ValueBytes, Is.EqualTo(bytes));
    }

    [Test]
    public void Deadline_ends_the_call_on_both_sides()
    {
        var error = Fails(Client.UnaryAsync(new EchoRequest { WaitForCancellation = true }, deadline: DateTime.UtcNow.AddMilliseconds(200)).ResponseAsync);
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        Assert.That(async () => await Host.Probe.Cancelled.Task.WaitAsync(Patience), Throws.Nothing);
    }

    [Test]
    public void Deadline_in_the_past_fails_without_a_call()
    {
        var error = Fails(Client.UnaryAsync(new EchoRequest { WaitForCancellation = true }, deadline: DateTime.UtcNow.AddSeconds(-1)).ResponseAsync);
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
        Assert.That(Host.Probe.Waiting.Task.IsCompleted, Is.False);
    }

    [Test]
    public async Task Cancelling_the_token_cancels_the_handler()
    {
        using var cancel = new CancellationTokenSource();
        using var call = Client.ServerStream(new EchoRequest { Count = 1, WaitForCancellation = true }, cancellationToken: cancel.Token);
        Assert.That(await call.ResponseStream.MoveNext().WaitAsync(Patience), Is.True);
        await Host.Probe.Waiting.Task.WaitAsync(Patience);
        await cancel.CancelAsync();
        Assert.That(Fails(call.ResponseStream.MoveNext()).StatusCode, Is.EqualTo(StatusCode.Cancelled));
        await Host.Probe.Cancelled.Task.WaitAsync(Patience);
    }

    [Test]
    public async Task Disposing_the_call_cancels_the_handler()
    {
        using (var call = Client.Duplex())
        {
            await call.RequestStream.WriteAsync(new EchoRequest { WaitForCancellation = true }).WaitAsync(Patience);
            await Host.Probe.Waiting.Task.WaitAsync(Patience);
        }
        await Host.Probe.Cancelled.Task.WaitAsync(Patience);
    }

    [Test]
    public async Task Request_stream_fails_with_the_status_of_a_call_that_ended()
    {
        using var call = Client.ClientStream();
        await call.RequestStream.WriteAsync(new EchoRequest { FailCode = 7, FailMessage = "no" }).WaitAsync(Patience);
        Assert.That(Fails(call.ResponseAsync).StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(Fails(call.RequestStream.WriteAsync(new EchoRequest())).StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
    }

    [Test]
    public void Exception_of_the_handler_is_logged_and_not_told()
    {
        var error = Fails(Client.UnaryAsync(new EchoRequest { Throw = true, FailMessage = "password=1234" }).ResponseAsync);
        Assert.That((error.StatusCode, error.Status.Detail), Is.EqualTo((StatusCode.Unknown, "Exception was thrown by handler.")));
        Assert.That(Host.Errors.Take(), Has.Count.EqualTo(1).And.One.Contains("password=1234"));
    }

    [Test]
    public void Unknown_service_is_unimplemented()
    {
        var channel = Channel;
        var health = new Grpc.Health.V1.Health.HealthClient(channel);
        var error = Fails(health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest()).ResponseAsync);
        Assert.That((error.StatusCode, error.Status.Detail), Is.EqualTo((StatusCode.Unimplemented, "There is no such service.")));
    }

    [Test]
    public void Server_that_is_not_there_is_unavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.41:1");
        var error = Fails(new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).ResponseAsync);
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    [Test]
    public void Message_limits_hold_on_both_sides()
    {
        using var strict = GrpcChannel.ForAddress(Host.Http2, new GrpcChannelOptions { MaxSendMessageSize = 1000, MaxReceiveMessageSize = 1000 });
        var client = new EchoService.EchoServiceClient(strict);
        Assert.That(Fails(client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1000]) }).ResponseAsync).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted), "sent by the client");
        Assert.That(Fails(client.UnaryAsync(new EchoRequest { ResponseSize = 1000 }).ResponseAsync).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted), "received by the client");
        Assert.That(Fails(Client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[5_000_000]) }).ResponseAsync).StatusCode, Is.EqualTo(StatusCode.ResourceExhausted), "received by the server");
    }

    [Test]
    public async Task Compressed_request_is_understood()
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        var response = await Client.UnaryAsync(new EchoRequest { Text = new string('x', 100_000) }, headers).ResponseAsync.WaitAsync(Patience);
        Assert.That(response.Text, Has.Length.EqualTo(100_000));
    }

    [Test]
    public async Task Deadline_answers_although_the_handler_ignores_it()
    {
        // The raw request has no deadline of its own on the client's side, so the answer must come from the server.
        using var http = new HttpClient();
        using var request = RawCalls.Grpc(Host.Http2, "Unary", RawCalls.Frame(new EchoRequest { WaitForCancellation = true, IgnoreCancellation = true }));
        request.Headers.Add("grpc-timeout", "200m");
        using var response = await http.SendAsync(request).WaitAsync(Patience);
        Assert.That(response.Headers.GetValues("grpc-status").Single(), Is.EqualTo("4"));
        Assert.That(Host.Probe.Cancelled.Task.IsCompleted, Is.False, "the handler is still busy");
        Host.Probe.LetGo.SetResult();
        await Host.Probe.Cancelled.Task.WaitAsync(Patience);
    }

    [Test]
    public async Task Stalled_reader_holds_the_writer_back_until_the_deadline_frees_it()
    {
        using var http = new HttpClient();
        using var request = RawCalls.Grpc(Host.Http2, "ServerStream", RawCalls.Frame(new EchoRequest { Count = 100_000, ResponseSize = 10_000 }));
        request.Headers.Add("grpc-timeout", "500m");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        await Host.Probe.WriteFailed.Task.WaitAsync(Patience);
        Assert.That(Host.Probe.Written, Is.LessThan(10_000), "1 GB of messages does not fit into the flow-control windows");
    }

    private static RpcException Fails(Task call) => Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(Patience))!;
}
