using System.Collections.Concurrent;
using Telephony.Core;
using Telephony.Server.Board;
using Telephony.Server.Cluster;
using Telephony.Server.History;
using Telephony.Server.Hosting;
using Telephony.Server.Http;
using Telephony.Server.Journal;
using Telephony.Server.QueueLogs;

namespace Telephony.Server;

/// <summary>Carries out effects. Must return at once; what comes of an effect is posted as an input.</summary>
public interface IEffectRunner
{
    /// <summary>Begins to carry out the effects of one input, in their order. Replies among them are the loop's own.</summary>
    void Start(IReadOnlyList<AcdEffect> effects);

    /// <summary>Tells what is true once the effects that follow have been carried out.</summary>
    void Foretell(IReadOnlyList<AcdFact> facts)
    {
    }

    /// <summary>What has been read and sent is too old to be relied on: everything is to be asked anew.</summary>
    void StartOver(string why)
    {
    }
}

/// <summary>The single writer: the only code that touches <see cref="Acd"/>, on a thread of its own. Takes inputs from the mailbox one by one,
/// journals each before it is handled, starts the effects, passes the facts on, answers questions in between, and sleeps no longer than to the
/// next deadline.</summary>
public sealed partial class AcdLoop : BackgroundService
{
    /// <summary>How many inputs may wait. When it is full, whoever posts waits: nothing is dropped.</summary>
    public const int MailboxCapacity = 10_000;

    /// <summary>The loop turns at least this often: it keeps the board fresh and shows that it is alive when nothing happens.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(100);

    /// <summary>The loop sleeps whole milliseconds. What is due within half of one is due: a deadline is kept half a millisecond early or late, not a whole one late.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(0.5);

    /// <summary>How many questions may wait in the mailbox; whoever asks one more waits outside, so that no number of askers keeps calls waiting.</summary>
    private const int MostQuestions = 4;

    /// <summary>After so long a pause (the process was stopped, the machine slept) callers may have gone elsewhere: nothing is done on what was known before.</summary>
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(5);

    private readonly Mailbox<object> _mailbox = new(MailboxCapacity); // inputs, and questions in their order
    private readonly SemaphoreSlim _questions = new(MostQuestions);

    private readonly ConcurrentDictionary<RequestId, TaskCompletionSource<string?>> _waiting = new();
    private readonly Acd _acd;
    private readonly FileJournal _journal;
    private readonly FactLog _facts;
    private readonly QueueLogFile _queueLog;
    private readonly HistoryStore _history;
    private readonly LiveBoard _board;
    private readonly CoreClock _clock;
    private readonly IEffectRunner _effects;
    private readonly DigitVault _vault;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private TimeSpan _nextHeartbeat;
    private long _lastTurn;
    private long _requests;
    private CancellationToken _stopping;

    /// <summary>A loop around a core that already knows what the journal knows.</summary>
    public AcdLoop(
        Acd acd, FileJournal journal, FactLog facts, QueueLogFile queueLog, HistoryStore history, LiveBoard board, CoreClock clock, IEffectRunner effects,
        DigitVault vault, TimeProvider time, ILogger<AcdLoop> logger, ClusterSeat? seat = null)
    {
        (_acd, _journal, _facts, _queueLog, _history, _board, _clock, _effects, _vault, _time, _logger, _seat) =
            (acd, journal, facts, queueLog, history, board, clock, effects, vault, time, logger, seat);
        _lastTurn = time.GetTimestamp();
    }

    /// <summary>How long ago the loop last handled something or found nothing to do. Grows only while it hangs.</summary>
    public TimeSpan SinceLastTurn => _time.GetElapsedTime(Volatile.Read(ref _lastTurn));

    /// <summary>Posts what happened; waits when the mailbox is full.</summary>
    public ValueTask PostAsync(AcdInput input, CancellationToken cancel = default) =>
        _mailbox.PostAsync(input with { At = _clock.Now }, cancel);

    /// <summary>Posts a command for an agent and waits for the answer: null when done, otherwise why not.</summary>
    public Task<string?> CommandAsync(AgentId agent, AgentCommand command, string? reason, CancellationToken cancel = default) =>
        AskAsync(request => new AcdInput.AgentCommanded(request, agent, command, reason), cancel);

    /// <summary>Posts anything that is answered, and waits for the answer: null when done, otherwise why not.</summary>
    public Task<string?> AskAsync(Func<RequestId, AcdInput> input, CancellationToken cancel = default) => AskAsync(input, null, cancel);

    /// <summary>Posts anything that is answered, unless something stands against it when its turn comes.</summary>
    /// <param name="input">What is asked.</param>
    /// <param name="unless">Looked at just before the input would be handled, with nothing in between: when it says why not, the input never was.
    /// Must be quick, and reads only.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<string?> AskAsync(Func<RequestId, AcdInput> input, Func<Acd, string?>? unless, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var request = new RequestId($"r{Interlocked.Increment(ref _requests)}");
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[request] = answer;
        try
        {
            if (unless is null) await PostAsync(input(request), cancel);
            else await _mailbox.PostAsync(new Conditional(request, input(request) with { At = _clock.Now }, unless), cancel);
            return await answer.Task.WaitAsync(cancel);
        }
        finally
        {
            _waiting.TryRemove(request, out _);
        }
    }

    /// <summary>Asks the core something that changes nothing; it is answered on the loop's thread, after all that was posted before, as of now.
    /// Nothing is journaled.</summary>
    /// <param name="question">Must be quick: O(site) at most, because calls wait for it.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<T> QuestionAsync<T>(Func<Acd, T> question, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        await _questions.WaitAsync(cancel);
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _mailbox.PostAsync(new Action<Acd>(Ask), cancel);
        }
        catch
        {
            _questions.Release();
            throw;
        }

        return await answer.Task.WaitAsync(cancel);

        void Ask(Acd acd)
        {
            _questions.Release();
            if (cancel.IsCancellationRequested) return;
            try
            {
                answer.SetResult(acd.AsOf(_clock.Now, question));
            }
            catch (Exception fault)
            {
                answer.SetException(fault); // the asker's, not the calls'
            }
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _questions.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var closing = stoppingToken.Register(_mailbox.Close);
        await Task.Factory.StartNew(() => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Run(CancellationToken stopping)
    {
        _stopping = stopping;
        while (!stopping.IsCancellationRequested && MayTurn(stopping))
        {
            var taken = _mailbox.Take(TimeToSleep());
            if (!MayTurn(stopping)) break; // it may have slept for long, and not by its own will
            if (!IsFollowing && HasStalled) StartOver();
            Volatile.Write(ref _lastTurn, _time.GetTimestamp());
            if (taken is Action<Acd> question) question(_acd);
            else if (taken is Step step) step.Do();
            else if (IsFollowing) Decline(taken);
            else if (taken is AcdInput input) Handle(input);
            else if (taken is Conditional conditional) Handle(conditional);
            LookAtTheClock();
        }

        _facts.Flush();
        _queueLog.Flush();
        _logger.LoopStopped(_journal.Count);
        _ended.TrySetResult();
    }

    /// <summary>The loop sleeps no longer than a heartbeat, and handles nothing that takes so long.</summary>
    private bool HasStalled => SinceLastTurn > StallLimit;

    /// <summary>Nobody is offered a call until Asterisk's lists have been read again.</summary>
    private void StartOver()
    {
        var seconds = SinceLastTurn.TotalSeconds;
        Volatile.Write(ref _lastTurn, _time.GetTimestamp());
        _logger.LoopStalled(seconds);
        Handle(new AcdInput.AsteriskLost { At = _clock.Now });
        _effects.StartOver($"this router stood still for {seconds:0.0} s");
    }

    /// <summary>Time is an input, and journaled, only when something is due.</summary>
    private void LookAtTheClock()
    {
        var now = _clock.Now;
        var soon = now.Elapsed + Grain;
        if (!IsFollowing && _acd.NextDeadline is { } due && due <= soon) Handle(new AcdInput.Tick { At = due > now.Elapsed ? now with { Elapsed = due } : now });
        if (soon < _nextHeartbeat) return;
        _nextHeartbeat = now.Elapsed + Heartbeat;
        _facts.Flush(); // before the board shows them
        _queueLog.Flush();
        if (!IsFollowing) _seat?.Mend(_acd);
        _board.Offer(_acd, now.Elapsed);
    }

    private TimeSpan TimeToSleep()
    {
        var until = !IsFollowing && _acd.NextDeadline is { } due && due < _nextHeartbeat ? due : _nextHeartbeat;
        return until - _clock.Now.Elapsed;
    }

    private void Handle(AcdInput happened)
    {
        var input = _vault.Hide(happened, _acd); // masked digits reach nothing that lasts
        WriteToJournal(input);
        _seat?.Append(input, _acd);
        var output = _acd.Handle(input);
        if (output.Effects.Count > 0 && MayTurn(_stopping)) // who stood still while it thought must not act on what it thought
        {
            if (HasStalled) _effects.StartOver("this router stood still while it decided"); // what was decided is found again by the resync
            else
            {
                _effects.Foretell(output.Facts);
                _effects.Start(output.Effects);
            }

            foreach (var effect in output.Effects)
            {
                if (effect is AcdEffect.Reply reply) Answer(reply);
            }
        }

        PassOn(output.Facts);
    }

    private void WriteToJournal(AcdInput input)
    {
        if (_journal.SnapshotIsNext)
        {
            _facts.Flush();
            _queueLog.FlushForSnapshot();
        }

        _journal.Append(input, _acd);
    }

    private void PassOn(IReadOnlyList<AcdFact> facts)
    {
        if (facts.Count == 0) return;
        foreach (var fact in facts)
        {
            if (fact is AcdFact.InvariantBroken broken) _logger.InvariantBroken(broken.Invariant, broken.Detail);
        }

        _facts.Append(facts);
        _queueLog.Append(facts);
        _history.Apply(facts);
    }

    private void Handle(Conditional asked)
    {
        if (WhyNot(asked) is { } refusal) Answer(new AcdEffect.Reply(asked.Request, refusal));
        else Handle(asked.Input);
    }

    private string? WhyNot(Conditional asked)
    {
        try
        {
            return asked.Unless(_acd);
        }
        catch (Exception fault)
        {
            return $"could not be looked at: {fault.Message}"; // the asker's, not the calls'
        }
    }

    private void Answer(AcdEffect.Reply reply)
    {
        if (_waiting.TryRemove(reply.Request, out var waiting)) waiting.TrySetResult(reply.Refusal);
    }

    /// <summary>An input that is handled only if nothing stands against it when its turn comes.</summary>
    private sealed record Conditional(RequestId Request, AcdInput Input, Func<Acd, string?> Unless);
}
