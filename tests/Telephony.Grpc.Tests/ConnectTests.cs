using System.Net;
using System.Text;
using System.Text.Json;
using Echo.V1;
using Google.Protobuf;
using GrpcTests.Support;

namespace GrpcTests;

/// <summary>The Connect protocol byte by byte, as <c>curl</c> and browsers use it.</summary>
internal sealed class ConnectTests : EchoFixture
{
    private readonly HttpClient _http = new() { Timeout = Patience };

    [OneTimeTearDown]
    public void CloseClient() => _http.Dispose();

    [Test]
    public async Task Unary_json_answers_json()
    {
        using var response = await PostAsync("Unary", "application/json; charset=utf-8", """{"text":"队列","unknownField":1}""");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That((await JsonAsync(response)).GetProperty("text").GetString(), Is.EqualTo("队列"));
    }

    [Test]
    public async Task Unary_binary_answers_binary()
    {
        using var response = await _http.SendAsync(RawCalls.Post(Host.Http1, "Unary", "application/proto", new EchoRequest { Text = "x" }.ToByteArray()));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/proto"));
        Assert.That(EchoResponse.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).Text, Is.EqualTo("x"));
    }

    [Test]
    public async Task Error_has_code_message_and_readable_details()
    {
        using var response = await PostAsync("Unary", "application/json", """{"failCode":9,"failMessage":"closed","failWithDetails":true}""");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var error = await JsonAsync(response);
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("failed_precondition"));
        Assert.That(error.GetProperty("message").GetString(), Is.EqualTo("closed"));
        var retry = error.GetProperty("details")[1];
        Assert.That(retry.GetProperty("type").GetString(), Is.EqualTo("google.rpc.RetryInfo"));
        Assert.That(retry.GetProperty("value").GetString(), Is.EqualTo("CgIIAw"));
        Assert.That(retry.GetProperty("debug").GetProperty("retryDelay").GetString(), Is.EqualTo("3s"));
    }

    [TestCase("not json", "invalid_argument", 400)]
    [TestCase("", "invalid_argument", 400)]
    [TestCase("""{"count":"many"}""", "invalid_argument", 400)]
    [TestCase("""{"failCode":16}""", "unauthenticated", 401)]
    [TestCase("""{"failCode":7}""", "permission_denied", 403)]
    [TestCase("""{"failCode":8}""", "resource_exhausted", 429)]
    [TestCase("""{"failCode":99}""", "unknown", 500)]
    public async Task Status_codes_follow_the_protocol(string body, string code, int httpStatus)
    {
        using var response = await PostAsync("Unary", "application/json", body);
        Assert.That(((int)response.StatusCode, (await JsonAsync(response)).GetProperty("code").GetString()), Is.EqualTo((httpStatus, code)));
    }

    [Test]
    public async Task Unknown_method_is_unimplemented()
    {
        using var response = await PostAsync("Nonsense", "application/json", "{}");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotImplemented));
        Assert.That((await JsonAsync(response)).GetProperty("code").GetString(), Is.EqualTo("unimplemented"));
    }

    [TestCase("?connect=v1&encoding=json&message=%7B%22text%22%3A%22x%22%7D", 200)]
    [TestCase("?connect=v1&encoding=proto&base64=1&message=CgF4", 200)]
    [TestCase("?connect=v2&encoding=json&message=%7B%7D", 400)]
    [TestCase("?connect=v1&encoding=proto&base64=1&message=!", 400)]
    [TestCase("", 415)]
    public async Task Method_without_side_effects_can_be_got(string query, int status)
    {
        using var response = await _http.GetAsync(new Uri(Host.Http1, $"/echo.v1.EchoService/Lookup{query}"));
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Method_with_side_effects_cannot_be_got()
    {
        using var response = await _http.GetAsync(new Uri(Host.Http1, "/echo.v1.EchoService/Unary?connect=v1&encoding=json&message=%7B%7D"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Timeout_ends_the_call_with_504()
    {
        using var request = RawCalls.Post(Host.Http1, "Unary", "application/json", """{"waitForCancellation":true}"""u8.ToArray());
        request.Headers.Add("connect-timeout-ms", "100");
        using var response = await _http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Assert.That((await JsonAsync(response)).GetProperty("code").GetString(), Is.EqualTo("deadline_exceeded"));
    }

    [TestCase("connect-timeout-ms", "soon")]
    [TestCase("connect-timeout-ms", "12345678901")]
    [TestCase("connect-protocol-version", "2")]
    public async Task Wrong_header_is_an_invalid_argument(string header, string value)
    {
        using var request = RawCalls.Post(Host.Http1, "Unary", "application/json", "{}"u8.ToArray());
        request.Headers.Add(header, value);
        using var response = await _http.SendAsync(request);
        Assert.That((await JsonAsync(response)).GetProperty("code").GetString(), Is.EqualTo("invalid_argument"));
    }

    [TestCase("Unary", "text/plain")]
    [TestCase("Unary", "application/connect+json")]
    [TestCase("ServerStream", "application/json")]
    public async Task Content_type_that_does_not_fit_is_refused_with_a_hint(string method, string contentType)
    {
        using var response = await PostAsync(method, contentType, "{}");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(response.Headers.GetValues("Accept-Post").Single(), Does.Contain("application/connect+json"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("application/"));
    }

    [Test]
    public async Task Stream_in_json_ends_with_the_error_and_the_trailers()
    {
        using var request = RawCalls.Post(
            Host.Http1, "ServerStream", "application/connect+json", RawCalls.Frame("""{"text":"x","count":1,"failCode":5,"failMessage":"gone"}"""u8));
        request.Headers.Add("x-echo-text", "hello");
        using var response = await _http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var first = bytes[4];
        Assert.That(JsonDocument.Parse(bytes.AsMemory(5, first)).RootElement.GetProperty("text").GetString(), Is.EqualTo("x"));
        Assert.That(bytes[5 + first], Is.EqualTo(2), "flag of the end of the stream");
        var end = JsonDocument.Parse(bytes.AsMemory(10 + first)).RootElement;
        Assert.That(end.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("not_found"));
        Assert.That(end.GetProperty("metadata").GetProperty("x-trailer-text")[0].GetString(), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Request_can_be_compressed()
    {
        using var buffer = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync("""{"text":"x"}"""u8.ToArray());
        using var request = RawCalls.Post(Host.Http1, "Unary", "application/json", buffer.ToArray());
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await _http.SendAsync(request);
        Assert.That((await JsonAsync(response)).GetProperty("text").GetString(), Is.EqualTo("x"));
    }

    [Test]
    public async Task Encoding_that_is_not_known_is_unimplemented()
    {
        using var request = RawCalls.Post(Host.Http1, "Unary", "application/json", "{}"u8.ToArray());
        request.Content!.Headers.ContentEncoding.Add("br");
        using var response = await _http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotImplemented));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private Task<HttpResponseMessage> PostAsync(string method, string contentType, string body) =>
        _http.SendAsync(RawCalls.Post(Host.Http1, method, contentType, Encoding.UTF8.GetBytes(body))).WaitAsync(Patience);
}
