using Grpc.Core;
using Telephony.Server.Access;
using Telephony.Server.Hosting;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Signed links for screens on walls.</summary>
public sealed class ScreenLinkTests : SharedApiFixture
{
    private ScreenVault Vault => new(Api.Data, TimeProvider.System);

    [Test]
    public async Task A_link_shows_its_queues_without_numbers_and_opens_nothing_else()
    {
        await Api.CallAsync("8100"); // from 555 into tech; nobody can take it
        await Api.CallAsync("8000"); // into sales
        var (_, text) = Vault.Add("entrance", ["tech"], DateTimeOffset.UtcNow.AddDays(180));
        var screen = new Bearer(Api.Channel.CreateCallInvoker(), text);
        using var board = new V1.BoardService.BoardServiceClient(screen).WatchBoard(new V1.WatchBoardRequest());
        Assert.That(await board.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
        var shown = board.ResponseStream.Current.Snapshot;
        Assert.That(shown.Queues.Select(q => q.Name), Is.EqualTo(new[] { "queues/tech" }));
        Assert.That(shown.Calls.Select(c => (c.Queue, c.CallerNumber)), Is.EqualTo(new[] { ("queues/tech", "***") }));
        Assert.That(Refusal(() => new V1.QueueService.QueueServiceClient(screen).GetQueue(new V1.GetQueueRequest { Name = "queues/tech" })), Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(Refusal(() => new V1.QueueService.QueueServiceClient(screen).CloseQueue(new V1.CloseQueueRequest { Name = "queues/tech" })), Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(Refusal(() => new V1.AgentService.AgentServiceClient(screen).ListAgents(new V1.ListAgentsRequest())), Is.EqualTo(StatusCode.PermissionDenied));
    }

    [Test]
    public async Task A_link_holds_over_restarts_and_a_revoked_one_ends_its_stream()
    {
        var (_, text) = Vault.Add("floor", [], DateTimeOffset.UtcNow.AddDays(60));
        await Api.RestartAsync();
        var screen = new V1.BoardService.BoardServiceClient(new Bearer(Api.Channel.CreateCallInvoker(), text));
        using var board = screen.WatchBoard(new V1.WatchBoardRequest());
        Assert.That(await board.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
        Assert.That(board.ResponseStream.Current.Snapshot.Queues, Has.Count.GreaterThan(3));
        Assert.That(Vault.Find("floor").Text, Is.EqualTo(text), "it can be printed again");
        Vault.Revoke("floor");
        var fault = Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await board.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(20))) { }
        })!;
        Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.Throws<UsageException>(() => Vault.Find("floor"));
    }

    [Test]
    public void A_text_that_was_changed_or_has_ended_or_was_signed_with_another_key_is_none_of_ours()
    {
        var (key, now) = (new byte[32], DateTimeOffset.UtcNow);
        var link = new ScreenLink { Id = "abcdefgh", Name = "x", Created = now, Expires = now.AddDays(1) };
        var text = ScreenText.Of(link, key);
        Assert.That(ScreenText.IdOf(text, key, now), Is.EqualTo("abcdefgh"));
        Assert.That(ScreenText.IdOf(text, key, now.AddDays(2)), Is.Null);
        Assert.That(ScreenText.IdOf(text, [.. key[1..], 1], now), Is.Null);
        for (var i = 0; i < text.Length; i++) Assert.That(ScreenText.IdOf(text[..i] + (char)(text[i] ^ 1) + text[(i + 1)..], key, now), Is.Null, $"{i}");
        for (var i = 0; i < text.Length; i++) Assert.That(ScreenText.IdOf(text[..i], key, now), Is.Null, $"{i}");
        foreach (var odd in new[] { "", "tels_", "tels___", "tels_a_99999999999999999_x", new string('t', 10_000) }) Assert.That(ScreenText.IdOf(odd, key, now), Is.Null, odd);
    }

    [Test]
    public void The_command_line_states_when_a_link_ends_and_takes_it_back()
    {
        var made = Run("link", "--name", "hall", "--queues", "sales,support", "--expires", "90d", "--board", "https://board.example");
        Assert.That((made.Code, made.Output), Is.EqualTo((0, $"https://board.example/tv#token={Vault.Find("hall").Text}\n")));
        Assert.That(made.Errors, Does.StartWith("hall: sales, support, until 20"));
        Assert.That(Run("show", "hall", "--board", "https://board.example").Output, Is.EqualTo(made.Output));
        Assert.That(Run("list").Output, Does.Contain("hall").And.Contain("sales,support").And.Contain("good until").And.Not.Contain("tels_"));
        Assert.That(Run("revoke", "hall"), Is.EqualTo((0, "hall: revoked\n", "")));
        Assert.That(Run("list").Output, Does.Contain("revoked 20"));
        Assert.That(Run("revoke", "hall").Errors, Is.EqualTo("hall: there is no good link of this name; 'tv list' shows them\n"));
    }

    [TestCase("--name x --expires never", "--expires never: at most two years ahead")]
    [TestCase("--name x --queues ../a", "../a: not the name of a queue or agent")]
    [TestCase("--name y --board elsewhere", "--board elsewhere: expected http://HOST:PORT or https://HOST")]
    public void A_mistake_gets_one_line(string arguments, string line) => Assert.That(Run(["link", .. arguments.Split(' ')]).Errors, Is.EqualTo(line + "\n"));

    private static StatusCode Refusal(Action action) => Assert.Throws<RpcException>(() => action())!.StatusCode;

    private (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            return (ScreenCommands.Build().Parse([.. arguments, "--data", Api.Data]).Invoke(), said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
