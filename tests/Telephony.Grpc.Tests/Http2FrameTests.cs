using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Echo.V1;
using Grpc.Core;
using Grpc.Net.Client;
using GrpcTests.Support;

namespace GrpcTests;

/// <summary>Below gRPC: frames of HTTP/2 that are wrong, cut or reset (RFC 9113). The connection may end; the host goes on, and no handler is left behind.</summary>
internal sealed class Http2FrameTests : EchoFixture
{
    private const byte Data = 0x0;
    private const byte Headers = 0x1;
    private const byte ResetStream = 0x3;
    private const byte Settings = 0x4;
    private const byte EndHeaders = 0x4;

    private static readonly byte[] Preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    [TearDown]
    public async Task Host_still_serves_and_no_handler_is_left()
    {
        var response = await Client.UnaryAsync(new EchoRequest { Text = "alive" }).ResponseAsync.WaitAsync(Patience);
        Assert.That(response.Text, Is.EqualTo("alive"));
        for (var i = 0; i < 200 && Host.Probe.Inside > 0; i++) await Task.Delay(25);
        Assert.That(Host.Probe.Inside, Is.Zero, "handlers of calls that are gone");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Random_frames_end_a_connection_at_most(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            using var socket = await ConnectAsync();
            for (var frame = 0; frame < 20; frame++)
            {
                var payload = new byte[random.Next(40)];
                random.NextBytes(payload);
                // Mostly known types on few streams, so that much of it is taken for something.
                await SendAsync(socket, (byte)random.Next(random.Next(4) == 0 ? 256 : 10), (byte)random.Next(256), random.Next(4) == 0 ? random.Next() : 1 + (2 * random.Next(4)), payload);
            }
        }
    }

    [TestCase(0x00FFFFFF, TestName = "A_frame_that_says_to_be_16_MiB_is_not_waited_for")]
    [TestCase(100, TestName = "A_frame_that_is_cut_ends_its_connection")]
    public async Task A_frame_of_a_wrong_length(int length)
    {
        using var socket = await ConnectAsync();
        await SendRequestAsync(socket, 1);
        await SendAsync(socket, Data, 0, 1, [0, 0, 0, 0, 50], length);
        socket.Shutdown(SocketShutdown.Send);
        await ReadToEndAsync(socket);
    }

    [Test]
    public async Task A_message_split_over_frames_and_reset_in_the_middle_is_forgotten()
    {
        using var socket = await ConnectAsync();
        for (var stream = 1; stream < 200; stream += 2)
        {
            await SendRequestAsync(socket, stream);
            await SendAsync(socket, Data, 0, stream, [0, 0, 0]);
            await SendAsync(socket, ResetStream, 0, stream, [0, 0, 0, 8]); // CANCEL
        }
    }

    [Test]
    public async Task Calls_reset_at_any_moment_leave_no_handler_behind()
    {
        var random = new Random(1);
        using var channel = GrpcChannel.ForAddress(Host.Http2);
        var client = new EchoService.EchoServiceClient(channel);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            using var cancel = new CancellationTokenSource(random.Next(0, 60));
            using var call = client.ServerStream(new EchoRequest { Count = i % 3, WaitForCancellation = true }, cancellationToken: cancel.Token);
            var fault = Assert.ThrowsAsync<RpcException>(async () =>
            {
                while (await call.ResponseStream.MoveNext(default).WaitAsync(Patience)) { }
            })!;
            Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.Cancelled), fault.Message);
            await Task.CompletedTask;
        }));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Host.Http2.Host, Host.Http2.Port).WaitAsync(Patience);
        await socket.SendAsync(Preface);
        await SendAsync(socket, Settings, 0, 0, []);
        return socket;
    }

    /// <summary>The headers of a call of ClientStream, as HPACK literals without indexing (RFC 7541, 6.2.2).</summary>
    private static Task SendRequestAsync(Socket socket, int stream)
    {
        var block = new List<byte>();
        Add(":method", "POST");
        Add(":scheme", "http");
        Add(":path", "/echo.v1.EchoService/ClientStream");
        Add(":authority", "localhost");
        Add("content-type", "application/grpc");
        Add("te", "trailers");
        return SendAsync(socket, Headers, EndHeaders, stream, [.. block]);

        void Add(string name, string value)
        {
            block.Add(0);
            foreach (var text in new[] { name, value })
            {
                block.Add((byte)text.Length);
                block.AddRange(Encoding.ASCII.GetBytes(text));
            }
        }
    }

    private static async Task SendAsync(Socket socket, byte type, byte flags, int stream, byte[] payload, int? length = null)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (length ?? payload.Length) << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        try
        {
            await socket.SendAsync(frame).WaitAsync(Patience);
        }
        catch (SocketException)
        {
            // The host has ended the connection already.
        }
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(Patience) > 0) { }
        }
        catch (SocketException)
        {
            // Reset.
        }
    }
}
