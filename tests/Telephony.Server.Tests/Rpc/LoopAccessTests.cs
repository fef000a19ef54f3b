using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.Board;
using Telephony.Server.History;
using Telephony.Server.Hosting;
using Telephony.Server.Journal;
using Telephony.Server.QueueLogs;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary>What the API asks of the loop.</summary>
public sealed class LoopAccessTests
{
    private string _folder = "";
    private FileJournal _journal = null!;
    private FactLog _facts = null!;
    private QueueLogFile _queueLog = null!;
    private HistoryStore _history = null!;
    private AcdLoop _loop = null!;

    [SetUp]
    public void MakeLoop()
    {
        _folder = Directory.CreateTempSubdirectory("tel-loop-").FullName;
        var acd = new Acd();
        _journal = FileJournal.Open(Path.Combine(_folder, "journal"), acd, NullLogger.Instance, _ => { });
        _facts = new FactLog(Path.Combine(_folder, "facts"), NullLogger.Instance);
        _queueLog = new QueueLogFile(Path.Combine(_folder, "queue_log"), "loop", NullLogger.Instance);
        _history = new HistoryStore(Path.Combine(_folder, "history.db"), NullLogger.Instance);
        _loop = new AcdLoop(
            acd, _journal, _facts, _queueLog, _history, new LiveBoard(), new CoreClock(TimeProvider.System, default), new NoEffects(), new Telephony.Server.Http.DigitVault(), TimeProvider.System, NullLogger<AcdLoop>.Instance);
    }

    [TearDown]
    public async Task RemoveLoop()
    {
        await _loop.StopAsync(CancellationToken.None);
        _loop.Dispose();
        await _history.DisposeAsync();
        _facts.Dispose();
        _queueLog.Dispose();
        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_loop_that_hangs_is_unavailable_and_answers_everybody_when_it_turns_again()
    {
        var impatient = new LoopAccess(_loop, TimeProvider.System, TimeSpan.FromMilliseconds(100));
        var asked = Enumerable.Range(0, 20).Select(_ => impatient.QuestionAsync(acd => acd.FactSequence)).ToList();
        foreach (var question in asked)
        {
            var fault = Assert.ThrowsAsync<RpcException>(() => question)!;
            Assert.That((fault.StatusCode, fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Type), Is.EqualTo((StatusCode.Unavailable, "ROUTER_HANGS")));
        }

        await _loop.StartAsync(CancellationToken.None);
        var patient = new LoopAccess(_loop, TimeProvider.System);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => patient.QuestionAsync(acd => acd.Site.Version)));
        Assert.That(answers, Has.All.EqualTo("none"));
    }

    [Test]
    public async Task A_question_is_not_journaled_and_sees_what_was_posted_before_it()
    {
        await _loop.StartAsync(CancellationToken.None);
        var access = new LoopAccess(_loop, TimeProvider.System);
        await _loop.PostAsync(new AcdInput.RouterStarted("test"));
        Assert.That(await access.QuestionAsync(acd => acd.FactSequence), Is.EqualTo(1));
        Assert.That(_journal.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_question_that_fails_is_the_askers_trouble_only()
    {
        await _loop.StartAsync(CancellationToken.None);
        var access = new LoopAccess(_loop, TimeProvider.System);
        Assert.ThrowsAsync<InvalidOperationException>(() => access.QuestionAsync<int>(_ => throw new InvalidOperationException()));
        Assert.That(await access.QuestionAsync(acd => acd.FactSequence), Is.Zero);
    }

    private sealed class NoEffects : IEffectRunner
    {
        public void Start(IReadOnlyList<AcdEffect> effects)
        {
        }
    }
}
