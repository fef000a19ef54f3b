using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Echo.V1;
using GrpcTests.Support;

namespace GrpcTests;

/// <summary>What no well-behaved client sends: the right status comes back, and the host goes on serving.</summary>
internal sealed class HostileFrameTests : EchoFixture
{
    private static readonly byte[] Valid = RawCalls.Frame(new EchoRequest { Text = "x" });

    private readonly HttpClient _http = new() { Timeout = Patience };

    [OneTimeTearDown]
    public void CloseClient() => _http.Dispose();

    [TearDown]
    public async Task Host_still_serves()
    {
        var response = await Client.UnaryAsync(new EchoRequest { Text = "alive" }).ResponseAsync.WaitAsync(Patience);
        Assert.That(response.Text, Is.EqualTo("alive"));
    }

    private static IEnumerable<TestCaseData> BadBodies()
    {
        yield return Case("No_message", [], "12");
        yield return Case("Half_a_header", [0, 0, 0], "13");
        yield return Case("Length_beyond_the_end", RawCalls.Frame([1, 2, 3], length: 100), "13");
        yield return Case("Length_over_the_limit", RawCalls.Frame([1, 2, 3], length: 5_000_000), "8");
        yield return Case("Length_with_the_sign_bit", RawCalls.Frame([1, 2, 3], length: -1), "8");
        yield return Case("Unknown_flags", RawCalls.Frame(new EchoRequest(), flags: 0x42), "13");
        yield return Case("Compressed_without_encoding", RawCalls.Frame(new EchoRequest { Text = "x" }, flags: 1), "13");
        yield return Case("Garbage_protobuf", RawCalls.Frame([0xff, 0xff, 0xff, 0xff, 0xff]), "13");
        yield return Case("Wrong_wire_type", RawCalls.Frame([0x0b, 0x0b, 0x0b]), "13");
        yield return Case("Two_messages_for_a_unary_method", [.. Valid, .. Valid], "12");
        yield return Case("Garbage_after_the_message", [.. Valid, 1], "12");

        static TestCaseData Case(string name, byte[] body, string status) => new TestCaseData(body, status).SetName($"Bad_body_{name}");
    }

    private static IEnumerable<TestCaseData> BadHeaders()
    {
        yield return Case("Unknown_encoding", "grpc-encoding", "br", "12");
        yield return Case("Timeout_zero", "grpc-timeout", "0n", "4");
        yield return Case("Timeout_without_unit", "grpc-timeout", "100", "3");
        yield return Case("Timeout_negative", "grpc-timeout", "-1S", "3");
        yield return Case("Timeout_too_long", "grpc-timeout", "123456789S", "3");
        yield return Case("Binary_metadata_that_is_not_base64", "x-echo-data-bin", "!!!", "3");
        yield return Case("Longest_timeout", "grpc-timeout", "99999999H", "0");

        static TestCaseData Case(string name, string header, string value, string status) =>
            new TestCaseData(header, value, status).SetName($"Bad_header_{name}");
    }

    [TestCaseSource(nameof(BadBodies))]
    public async Task Bad_body(byte[] body, string status)
    {
        using var response = await _http.SendAsync(RawCalls.Grpc(Host.Http2, "Unary", body)).WaitAsync(Patience);
        Assert.That((await RawCalls.StatusAsync(response)).Status, Is.EqualTo(status));
    }

    [TestCaseSource(nameof(BadHeaders))]
    public async Task Bad_header(string header, string value, string status)
    {
        using var request = RawCalls.Grpc(Host.Http2, "Unary", Valid);
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await _http.SendAsync(request).WaitAsync(Patience);
        Assert.That((await RawCalls.StatusAsync(response)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task Message_in_single_bytes_is_put_together()
    {
        using var content = new TrickleContent(Valid);
        using var request = RawCalls.Grpc(Host.Http2, "Unary", []);
        request.Content = content;
        using var response = await _http.SendAsync(request).WaitAsync(Patience);
        Assert.That((await RawCalls.StatusAsync(response)).Status, Is.EqualTo("0"));
    }

    [Test]
    public async Task Decompression_bomb_stops_at_the_limit()
    {
        using var request = RawCalls.Grpc(Host.Http2, "Unary", RawCalls.Frame(Gzip(new byte[100_000_000]), flags: 1));
        request.Headers.Add("grpc-encoding", "gzip");
        using var response = await _http.SendAsync(request).WaitAsync(Patience);
        Assert.That((await RawCalls.StatusAsync(response)).Status, Is.EqualTo("8"));
    }

    [Test]
    public async Task Invalid_gzip_is_refused()
    {
        using var request = RawCalls.Grpc(Host.Http2, "Unary", RawCalls.Frame([1, 2, 3, 4], flags: 1));
        request.Headers.Add("grpc-encoding", "gzip");
        using var response = await _http.SendAsync(request).WaitAsync(Patience);
        Assert.That((await RawCalls.StatusAsync(response)).Status, Is.EqualTo("13"));
    }

    [Test]
    public void Huge_headers_are_refused_by_the_transport()
    {
        using var request = RawCalls.Grpc(Host.Http2, "Unary", Valid);
        request.Headers.Add("x-huge", new string('x', 100_000));
        using var own = new HttpClient();
        Assert.That(async () => (await own.SendAsync(request).WaitAsync(Patience)).EnsureSuccessStatusCode(), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task Grpc_over_http1_is_told_what_to_use_instead()
    {
        using var response = await _http.SendAsync(RawCalls.Post(Host.Http1, "Unary", "application/grpc", Valid)).WaitAsync(Patience);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("gRPC-Web"));
    }

    [Test]
    public async Task Connection_cut_in_the_middle_of_a_message_cancels_the_handler()
    {
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) })
        {
            await socket.ConnectAsync(IPAddress.Parse(Host.Http1.Host), Host.Http1.Port).WaitAsync(Patience);
            var body = RawCalls.Frame(new EchoRequest { Count = 1, WaitForCancellation = true });
            var head = $"POST /echo.v1.EchoService/ServerStream HTTP/1.1\r\nhost: x\r\ncontent-type: application/grpc-web\r\ncontent-length: {body.Length}\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head)).WaitAsync(Patience);
            await socket.SendAsync(body).WaitAsync(Patience);
            await Host.Probe.Waiting.Task.WaitAsync(Patience);
        }
        await Host.Probe.Cancelled.Task.WaitAsync(Patience);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Random_bytes_in_every_protocol_never_break_the_host(int seed)
    {
        var random = new Random(seed);
        string[] types = ["application/grpc", "application/grpc-web", "application/grpc-web-text", "application/connect+proto", "application/connect+json", "application/proto", "application/json"];
        string[] methods = ["Unary", "ServerStream", "ClientStream", "Duplex", "Nonsense"];
        for (var i = 0; i < 200; i++)
        {
            var type = types[random.Next(types.Length)];
            var method = methods[random.Next(methods.Length)];
            var body = RandomBody(random);
            using var request = type == "application/grpc" ? RawCalls.Grpc(Host.Http2, method, body) : RawCalls.Post(Host.Http1, method, type, body);
            using var response = await _http.SendAsync(request).WaitAsync(Patience);
            await response.Content.ReadAsByteArrayAsync().WaitAsync(Patience);
            Assert.That((int)response.StatusCode, Is.LessThan(500).Or.EqualTo(501), $"{type} {method} {Convert.ToHexString(body)}");
        }
    }

    /// <summary>Sometimes pure noise, sometimes a valid frame with one byte changed; never a request to wait or to throw.</summary>
    private static byte[] RandomBody(Random random)
    {
        var body = random.Next(2) == 0 ? new byte[random.Next(60)] : RawCalls.Frame(new EchoRequest { Text = "hello", Count = 3 });
        if (body.Length == 0 || random.Next(2) == 0)
            return body;
        if (body[^1] == 0)
            random.NextBytes(body);
        else
            body[random.Next(5)] = (byte)random.Next(256);
        return body;
    }

    private static byte[] Gzip(byte[] data)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(data);
        return target.ToArray();
    }

    /// <summary>Sends one byte at a time, each in a frame of its own.</summary>
    private sealed class TrickleContent : HttpContent
    {
        private readonly byte[] _bytes;

        public TrickleContent(byte[] bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new("application/grpc");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var one in _bytes)
            {
                await stream.WriteAsync(new[] { one });
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
