using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace GrpcTests.Support;

/// <summary>Calls made by hand, to send what a well-behaved client does not.</summary>
internal static class RawCalls
{
    /// <summary>A message in its envelope.</summary>
    public static byte[] Frame(IMessage message, byte flags = 0) => Frame(message.ToByteArray(), flags);

    /// <summary>Bytes in an envelope.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> payload, byte flags = 0, int? length = null)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length ?? payload.Length);
        payload.CopyTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>A gRPC request over HTTP/2.</summary>
    public static HttpRequestMessage Grpc(Uri server, string method, byte[] body)
    {
        var request = Post(server, method, "application/grpc", body);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.TE.ParseAdd("trailers");
        return request;
    }

    /// <summary>A POST with a content type.</summary>
    public static HttpRequestMessage Post(Uri server, string method, string contentType, byte[] body) => new(HttpMethod.Post, new Uri(server, $"/echo.v1.EchoService/{method}"))
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } },
    };

    /// <summary>Status and message of a gRPC answer, from headers or trailers.</summary>
    public static async Task<(string? Status, string Message)> StatusAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        foreach (var headers in new[] { response.Headers, response.TrailingHeaders })
        {
            if (headers.TryGetValues("grpc-status", out var status))
                return (status.Single(), headers.TryGetValues("grpc-message", out var message) ? Uri.UnescapeDataString(message.Single()) : "");
        }
        return (null, "");
    }
}
