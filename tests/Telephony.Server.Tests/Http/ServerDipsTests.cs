using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.Http;

namespace Telephony.Server.Tests.Http;

/// <summary>Servers that are slow, broken or malicious never delay a caller beyond the node's time, and never lead anywhere else.</summary>
public sealed class ServerDipsTests
{
    private readonly CallId _call = new("c1");
    private string _secrets = null!;
    private DigitVault _vault = null!;

    [SetUp]
    public void Prepare()
    {
        _secrets = Directory.CreateTempSubdirectory("tel-secrets-").FullName;
        _vault = new DigitVault();
    }

    [TearDown]
    public void Clean() => Directory.Delete(_secrets, recursive: true);

    [Test]
    public async Task A_good_answer_is_mapped()
    {
        await using var server = new TinyServer(_ => Json("""{"order": {"status": "open", "items": [{"n": 2}], "paid": true, "note": null}}"""));
        var answer = await AskAsync(server, result: [("status", "order.status"), ("count", "order.items.0.n"), ("paid", "order.paid"), ("note", "order.note")]);
        Assert.That(answer.Outcome, Is.EqualTo(ServerOutcome.Answered));
        Assert.That(answer.Values, Is.EquivalentTo(new Dictionary<string, string> { ["status"] = "open", ["count"] = "2", ["paid"] = "true", ["note"] = "" }));
    }

    [TestCase("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", ServerOutcome.NotFound)]
    [TestCase("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", ServerOutcome.Failed)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"a\":", ServerOutcome.Malformed)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", ServerOutcome.Malformed)]
    [TestCase("SSH-2.0-nonsense\r\n", ServerOutcome.Failed)]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n", ServerOutcome.NotAllowed)]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", ServerOutcome.NotAllowed)]
    public async Task A_bad_answer_is_told_as_what_it_is(string raw, ServerOutcome outcome)
    {
        await using var server = new TinyServer(_ => raw);
        Assert.That((await AskAsync(server, result: [("status", "status")], retries: 0)).Outcome, Is.EqualTo(outcome));
    }

    [Test]
    public async Task A_huge_answer_is_not_read()
    {
        await using var server = new TinyServer(_ => Json($"{{\"status\": \"{new string('x', 100_000)}\"}}"));
        Assert.That((await AskAsync(server, result: [("status", "status")])).Outcome, Is.EqualTo(ServerOutcome.Malformed));
    }

    [Test]
    public async Task A_server_that_says_nothing_costs_no_more_than_the_nodes_time()
    {
        await using var server = new TinyServer(_ => null);
        var clock = Stopwatch.StartNew();
        Assert.That((await AskAsync(server, timeout: 300)).Outcome, Is.EqualTo(ServerOutcome.Late));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task A_redirect_to_a_listed_server_is_followed_without_the_secret()
    {
        await File.WriteAllTextAsync(Path.Combine(_secrets, "token"), "s3cret\n");
        await using var second = new TinyServer(_ => Json("""{"status": "moved"}"""));
        await using var first = new TinyServer(_ => $"HTTP/1.1 302 Found\r\nLocation: http://{second.Authority}/x\r\nContent-Length: 0\r\n\r\n");
        var answer = await AskAsync(first, result: [("status", "status")], secret: "token", servers: [first.Authority, second.Authority]);
        Assert.That(answer.Outcome, Is.EqualTo(ServerOutcome.Answered));
        Assert.That(first.Requests.Single(), Does.Contain("Authorization: s3cret"));
        Assert.That(second.Requests.Single(), Does.Not.Contain("s3cret"));
    }

    [Test]
    public async Task A_failing_server_is_asked_again_and_then_left_alone()
    {
        await using var server = new TinyServer(_ => "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        using var dips = Dips([server.Authority]);
        for (var i = 0; i < 10; i++) await dips.AskAsync(Question(server, retries: 1));
        Assert.That(server.Requests, Has.Count.LessThan(20), "the breaker opens");
        Assert.That((await dips.AskAsync(Question(server, retries: 0))).Outcome, Is.EqualTo(ServerOutcome.Broken));
    }

    [Test]
    public async Task A_good_answer_is_kept_for_the_next_caller()
    {
        await using var server = new TinyServer(_ => Json("""{"status": "open"}"""));
        using var dips = Dips([server.Authority]);
        var question = Question(server, result: [("status", "status")]);
        question = question with { Node = question.Node with { Cache = TimeSpan.FromMinutes(1) } };
        await dips.AskAsync(question);
        Assert.That((await dips.AskAsync(question)).Values["status"], Is.EqualTo("open"));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_is_not_listed_and_a_secret_that_is_not_there_are_not_asked_for()
    {
        await using var server = new TinyServer(_ => Json("{}"));
        Assert.That((await AskAsync(server, servers: ["other.example"])).Outcome, Is.EqualTo(ServerOutcome.NotAllowed));
        Assert.That((await AskAsync(server, secret: "missing")).Outcome, Is.EqualTo(ServerOutcome.NotAllowed));
        Assert.That(server.Requests, Is.Empty);
    }

    [TestCase("127.0.0.1", false)]
    [TestCase("::1", false)]
    [TestCase("::ffff:127.0.0.1", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("fe80::1", false)]
    [TestCase("10.0.0.5", true)]
    [TestCase("203.0.113.7", true)]
    public void A_name_may_not_lead_to_this_machine_or_its_keeper(string address, bool allowed) => Assert.That(AllowedServers.IsElsewhere(IPAddress.Parse(address)), Is.EqualTo(allowed));

    private static string Json(string json) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    private ServerDips Dips(ImmutableArray<string> servers) => new(() => servers, _secrets, _vault, NullLogger<ServerDips>.Instance);

    private async Task<AcdInput.ServerAnswered> AskAsync(
        TinyServer server, (string Name, string Path)[]? result = null, int timeout = 3000, int retries = 1, string? secret = null, ImmutableArray<string>? servers = null)
    {
        using var dips = Dips(servers ?? [server.Authority]);
        return await dips.AskAsync(Question(server, result, timeout, retries, secret));
    }

    private AcdEffect.AskServer Question(TinyServer server, (string Name, string Path)[]? result = null, int timeout = 3000, int retries = 1, string? secret = null)
    {
        var node = new HttpNode
        {
            Url = "", Next = "a", Failed = "b", Timeout = TimeSpan.FromMilliseconds(timeout), Retries = retries,
            Result = (result ?? []).ToImmutableSortedDictionary(r => r.Name, r => r.Path),
            Secrets = secret is null ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add("Authorization", secret),
        };
        return new AcdEffect.AskServer(_call, "ask", node, $"http://{server.Authority}/orders/1", ImmutableSortedDictionary<string, string>.Empty);
    }

    /// <summary>Says whatever it is told to, however wrong; null: nothing at all.</summary>
    private sealed class TinyServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Func<string, string?> _answer;
        private readonly Task _running;

        public TinyServer(Func<string, string?> answer)
        {
            _answer = answer;
            _listener.Start();
            _running = RunAsync();
        }

        public string Authority => $"{_listener.LocalEndpoint}";

        public List<string> Requests { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running; // before the listener stops: it cannot be asked any more then
            _listener.Stop();
            _stop.Dispose();
        }

        private async Task RunAsync()
        {
            var open = new List<Task>();
            try
            {
                while (true) open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(open);
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    var buffer = new byte[8192];
                    var length = await client.GetStream().ReadAsync(buffer, _stop.Token);
                    if (length == 0) return;
                    lock (Requests) Requests.Add(Encoding.UTF8.GetString(buffer, 0, length));
                    if (_answer(Requests[^1]) is not { } answer) await Task.Delay(Timeout.Infinite, _stop.Token);
                    else await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                }
                catch (Exception fault) when (fault is OperationCanceledException or IOException)
                {
                    // Over.
                }
            }
        }
    }
}
