using System.Net.Http.Headers;

namespace Telephony.Ari.Transport;

/// <summary>
/// Requests over kept-alive HTTP connections: lists (a long reply over the socket can crash Asterisk), everything that may block, and
/// downloads. What may block has a pool of its own.
/// </summary>
internal sealed class HttpTransport : IDisposable
{
    /// <summary>Longest reply that is read into memory; some 50,000 channels.</summary>
    private const int LongestReplyBytes = 64 * 1024 * 1024;

    private readonly AriOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;
    private readonly HttpClient _blocking;

    public HttpTransport(AriOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _client = CreateClient(options, options.MaxHttpConnections);
        _blocking = CreateClient(options, (options.MaxHttpConnections + 1) / 2);
    }

    /// <param name="request">What to ask.</param>
    /// <param name="lost">Signalled when the event socket dies, or null.</param>
    /// <param name="cancel">The caller no longer waits.</param>
    public async Task<RestReply> SendAsync(RestRequest request, CancellationToken lost, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, lost, cancel);
        try
        {
            using var message = ToMessage(request);
            var client = request.MayBlock ? _blocking : _client;
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseContentRead, any.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(any.Token).ConfigureAwait(false);
            return new RestReply((int)response.StatusCode, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Translate(exception, request, deadline.Token, lost, cancel);
        }
    }

    /// <summary>Copies a binary reply. The deadline holds for the head of the reply, and again for each piece of it.</summary>
    public async Task<RestReply> DownloadAsync(RestRequest request, Stream destination, CancellationToken lost, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, lost, cancel);
        try
        {
            using var message = ToMessage(request);
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, any.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return new RestReply((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(any.Token).ConfigureAwait(false));

            await using var source = await response.Content.ReadAsStreamAsync(any.Token).ConfigureAwait(false);
            var buffer = new byte[81_920];
            int read;
            while ((read = await source.ReadAsync(buffer, any.Token).ConfigureAwait(false)) > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), any.Token).ConfigureAwait(false);
                deadline.CancelAfter(_options.RequestTimeout);
            }
            return new RestReply((int)response.StatusCode, default);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException or OperationCanceledException)
        {
            throw Translate(exception, request, deadline.Token, lost, cancel);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _blocking.Dispose();
    }

    private static HttpClient CreateClient(AriOptions options, int connections)
    {
        var root = options.BaseUrl.AbsoluteUri;
        var client = new HttpClient(TcpDial.CreateHandler(options, connections), disposeHandler: true)
        {
            BaseAddress = new Uri(root.EndsWith('/') ? root + "ari/" : root + "/ari/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestReplyBytes,
        };
        client.DefaultRequestHeaders.Authorization = TcpDial.Authorization(options);
        client.DefaultRequestHeaders.ExpectContinue = false;
        return client;
    }

    private static HttpRequestMessage ToMessage(RestRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.ToUri());
        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        return message;
    }

    private Exception Translate(
        Exception exception, RestRequest request, CancellationToken deadline, CancellationToken lost, CancellationToken cancel)
    {
        if (exception is not OperationCanceledException)
            return PendingCommands.Disconnected(request, $"the connection failed, outcome unknown ({Innermost(exception)})", exception);
        if (cancel.IsCancellationRequested) return new OperationCanceledException(cancel);
        if (lost.IsCancellationRequested) return PendingCommands.Disconnected(request, "the connection to Asterisk was lost, outcome unknown");
        return deadline.IsCancellationRequested
            ? PendingCommands.Timeout(request, _options.RequestTimeout)
            : PendingCommands.Disconnected(request, $"no connection within {_options.ConnectTimeout.TotalSeconds:0.###} s", exception);
    }

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
