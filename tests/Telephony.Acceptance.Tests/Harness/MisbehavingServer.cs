using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>A server that flows ask: good under /1 and /pay, slow, huge, malformed, redirecting, knowing nothing and failing under the numbers after it.</summary>
public sealed class MisbehavingServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _running;

    public MisbehavingServer(string prefix)
    {
        _listener.Prefixes.Add(prefix);
        _listener.Start();
        _running = RunAsync();
    }

    /// <summary>What was posted.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _running;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            if (context.Request.HttpMethod == "POST")
            {
                using var reader = new StreamReader(context.Request.InputStream);
                Bodies.Enqueue(await reader.ReadToEndAsync());
            }

            var body = """{"status": "open"}""";
            switch (context.Request.Url!.AbsolutePath)
            {
                case "/2": await Task.Delay(3000); break;
                case "/3": body = $"{{\"status\": \"{new string('x', 200_000)}\"}}"; break;
                case "/4": body = "{\"status\": "; break;
                case "/5": context.Response.Redirect("http://169.254.169.254/latest/meta-data"); break;
                case "/6": context.Response.StatusCode = 404; break;
                case "/7": context.Response.StatusCode = 500; break;
            }

            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The other side has gone.
        }
    }
}
