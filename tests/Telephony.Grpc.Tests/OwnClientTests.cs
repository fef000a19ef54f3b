using Echo.V1;
using Google.Protobuf;
using Grpc.Core;
using GrpcTests.Support;
using Status = Grpc.Core.Status;

namespace GrpcTests;

/// <summary>Our client against our server: every call shape, and every way in which a call ends.</summary>
internal sealed class OwnClientTests : EchoFixture
{
    [Test]
    public async Task Unary_call_returns_the_response()
    {
        using var call = Client.UnaryAsync(new EchoRequest { Text = "sales" });
        var response = await call.ResponseAsync.WaitAsync(Patience);
        Assert.That(response.Text, Is.EqualTo("sales"));
        Assert.That(call.GetStatus(), Is.EqualTo(Status.DefaultSuccess));
    }

    [Test]
    public void Blocking_call_returns_the_response() =>
        Assert.That(Client.Unary(new EchoRequest { Text = "sales" }, deadline: DateTime.UtcNow + Patience).Text, Is.EqualTo("sales"));

    [Test]
    public async Task Empty_message_is_a_message()
    {
        var response = await Client.UnaryAsync(new EchoRequest()).ResponseAsync.WaitAsync(Patience);
        Assert.That(response, Is.EqualTo(new EchoResponse()));
    }

    [Test]
    public async Task Server_stream_delivers_all_messages_in_order()
    {
        using var call = Client.ServerStream(new EchoRequest { Text = "x", Count = 1000 });
        var indexes = await ReadAllAsync(call.ResponseStream).WaitAsync(Patience);
        Assert.That(indexes, Is.EqualTo(Enumerable.Range(0, 1000)));
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.OK));
    }

    [Test]
    public async Task Client_stream_collects_all_messages()
    {
        using var call = Client.ClientStream();
        foreach (var text in new[] { "a", "b", "c" })
            await call.RequestStream.WriteAsync(new EchoRequest { Text = text }).WaitAsync(Patience);
        await call.RequestStream.CompleteAsync().WaitAsync(Patience);
        Assert.That((await call.ResponseAsync.WaitAsync(Patience)).Text, Is.EqualTo("a,b,c"));
    }

    [Test]
    public async Task Duplex_stream_answers_each_message_before_the_next_is_sent()
    {
        using var call = Client.Duplex();
        for (var i = 0; i < 10; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" }).WaitAsync(Patience);
            Assert.That(await call.ResponseStream.MoveNext().WaitAsync(Patience), Is.True);
            Assert.That(call.ResponseStream.Current.Text, Is.EqualTo($"{i}"));
        }
        await call.RequestStream.CompleteAsync().WaitAsync(Patience);
        Assert.That(await call.ResponseStream.MoveNext().WaitAsync(Patience), Is.False);
    }

    [Test]
    public async Task Large_message_goes_both_ways()
    {
        var payload = ByteString.CopyFrom(new byte[3_900_000]);
        var response = await Client.UnaryAsync(new EchoRequest { Payload = payload }).ResponseAsync.WaitAsync(Patience);
        Assert.That(response.Payload.Length, Is.EqualTo(payload.Length));
    }

    private static async Task<List<int>> ReadAllAsync(IAsyncStreamReader<EchoResponse> responses)
    {
        var indexes = new List<int>();
        await foreach (var response in responses.ReadAllAsync())
            indexes.Add(response.Index);
        return indexes;
    }
}
