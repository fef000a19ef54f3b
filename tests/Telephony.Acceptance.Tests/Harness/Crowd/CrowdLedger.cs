using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>
/// Who waits, who is rung and who talks in a crowd of phones, as their wires show it, and what must never be seen there: a caller who is dropped,
/// served before somebody who came earlier, or rung for at two phones. Times are Stopwatch ticks.
/// </summary>
public sealed class CrowdLedger
{
    private const int MostFaults = 200;

    // Who came less than this apart may be served in either order: the answer on the wire is not yet the place in the line.
    private static readonly long Settled = Stopwatch.Frequency * 2;

    // Offers decided at the same moment, as after a restart, leave Asterisk in any order: each INVITE is made by a thread of its own.
    private static readonly long Together = Stopwatch.Frequency / 4;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Caller> _callers = [];
    private readonly Dictionary<string, Caller> _byNumber = [];
    private readonly Dictionary<string, AgentCall> _agentCalls = [];
    private readonly List<long> _offers = [];
    private readonly List<string> _faults = [];
    private readonly List<(Caller Earlier, Caller By, long At)> _overtakings = [];
    private int _inversions;
    private (CrowdMoment Moment, TaskCompletionSource Come) _awaited;
    private bool _isOutage;

    /// <summary>Callers who were hung up on, or whose conversation was cut.</summary>
    public int Dropped { get; private set; }

    /// <summary>Offers made while somebody who came earlier still waited, and went on waiting.</summary>
    public int Inversions
    {
        get
        {
            lock (_lock)
            {
                Settle(Stopwatch.GetTimestamp());
                return _inversions;
            }
        }
    }

    /// <summary>Callers rung for at a second phone, and phones rung while they rang or talked.</summary>
    public int DoubleRings { get; private set; }

    /// <summary>Agents who answered and were let go at once, because they could not be joined with the caller, who waits on.</summary>
    public int FailedJoins { get; private set; }

    /// <summary>Conversations that the agent ended.</summary>
    public int Served { get; private set; }

    /// <summary>While true no router takes calls: who arrives now stands in the dialplan's fallback, in no order of ours, until back.</summary>
    public bool IsOutage
    {
        set
        {
            lock (_lock) _isOutage = value;
        }
    }

    /// <summary>Who waits now stands in the fallback, in no order of ours, until <see cref="AllAreBack"/>.</summary>
    public void AllWaitAside()
    {
        lock (_lock)
        {
            Settle(Stopwatch.GetTimestamp());
            _overtakings.Clear(); // what was decided just before may never have been said
            foreach (var caller in _callers.Values) caller.IsOutsider |= !caller.IsTaken;
        }
    }

    /// <summary>Everybody who waits is in the router's queue again, in the order in which they came.</summary>
    /// <param name="alsoOfOutage">Those as well who came while no router lived.</param>
    public void AllAreBack(bool alsoOfOutage = true)
    {
        lock (_lock)
        {
            foreach (var caller in _callers.Values) caller.IsOutsider = caller.CameInOutage && !alsoOfOutage;
        }
    }

    /// <summary>Ends when a caller calls, or an agent answers, the next time.</summary>
    public Task NextAsync(CrowdMoment moment)
    {
        lock (_lock) return (_awaited = (moment, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))).Come.Task;
    }

    private void Tell(CrowdMoment moment)
    {
        if (_awaited.Moment == moment) _awaited.Come?.TrySetResult();
    }

    /// <summary>These were sent to the fallback by the router itself, and stay there.</summary>
    public void StayAside(IEnumerable<string> numbers)
    {
        lock (_lock)
        {
            foreach (var number in numbers)
            {
                if (_byNumber.TryGetValue(number, out var caller)) caller.IsOutsider = true;
            }
        }
    }

    /// <summary>Callers who are connected to Asterisk.</summary>
    public int Alive => Count(caller => caller is { JoinedAt: > 0, HasEnded: false });

    /// <summary>Callers whom nobody has taken yet.</summary>
    public int Waiting => Count(caller => caller is { JoinedAt: > 0, HasEnded: false, IsTaken: false });

    /// <summary>Callers who talk with an agent.</summary>
    public int Talking => Count(caller => caller is { HasEnded: false, IsTaken: true, WasServed: false });

    /// <summary>Phones of agents that ring or talk.</summary>
    public int AgentsOnThePhone
    {
        get
        {
            lock (_lock) return _agentCalls.Count;
        }
    }

    /// <summary>What went wrong, in words.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock)
            {
                Settle(Stopwatch.GetTimestamp());
                return [.. _faults];
            }
        }
    }

    /// <summary>The numbers of those who wait, the longest first.</summary>
    public IReadOnlyList<string> WaitingNumbers
    {
        get
        {
            lock (_lock) return [.. _callers.Values.Where(c => c is { JoinedAt: > 0, HasEnded: false, IsTaken: false }).OrderBy(c => c.JoinedAt).Select(c => c.Number)];
        }
    }

    /// <summary>How long those waited for an answer, whoever gave it, who came while no router lived.</summary>
    public IReadOnlyList<TimeSpan> AnsweredInOutage
    {
        get
        {
            lock (_lock) return [.. _callers.Values.Where(c => c is { CameInOutage: true, JoinedAt: > 0 }).Select(c => Stopwatch.GetElapsedTime(c.CalledAt, c.JoinedAt))];
        }
    }

    /// <summary>When the first phone was rung after a moment; null while none was.</summary>
    public long? FirstOfferSince(long moment)
    {
        lock (_lock)
        {
            var at = _offers.FindLastIndex(offer => offer <= moment) + 1;
            return at < _offers.Count ? _offers[at] : null;
        }
    }

    /// <summary>A message on the callers' wire.</summary>
    public void OfCaller(SipMessage message)
    {
        lock (_lock)
        {
            if (message.FromPhone && message.IsRequest("INVITE") && !_callers.ContainsKey(message.CallId))
            {
                _callers[message.CallId] = _byNumber[message.FromUser] = new Caller(message.FromUser) { IsOutsider = _isOutage, CameInOutage = _isOutage, CalledAt = message.At };
                Tell(CrowdMoment.CallerCalls);
            }

            if (!_callers.TryGetValue(message.CallId, out var caller) || caller.HasEnded)
                return;
            if (message.IsResponse("INVITE", 200) && caller.JoinedAt == 0)
            {
                // Who called before the router died, and was answered after, was answered by the fallback.
                caller.JoinedAt = message.At;
                caller.IsOutsider |= _isOutage;
                caller.CameInOutage |= _isOutage;
            }
            else if (message is { FromPhone: false, Method: "INVITE", Status: >= 300 } || message.IsRequest("BYE"))
            {
                caller.HasEnded = true;
                caller.EndedAt = message.At;
                if (!message.FromPhone && !caller.WasServed)
                    Fault(() => Dropped++, $"{caller.Number} was dropped while {(caller.IsTaken ? "talking" : "waiting")}: {message.StartLine}");
            }
        }
    }

    /// <summary>An agent's phone was asked to ring.</summary>
    public void Offered(string agent, string callId, string number, long at)
    {
        lock (_lock)
        {
            _offers.Add(at);
            if (_agentCalls.Values.FirstOrDefault(other => other.Agent == agent) is { } other)
                Fault(() => DoubleRings++, $"{agent} was rung for {number} while on the phone with {other.Number}");
            if (!_byNumber.TryGetValue(number, out var caller))
            {
                Fault(() => DoubleRings++, $"{agent} was rung for {number}, who never called");
                caller = new Caller(number);
            }

            if (_agentCalls.Values.FirstOrDefault(call => call.Caller == caller) is { } elsewhere)
                Fault(() => DoubleRings++, $"{number} was offered to {agent} while {elsewhere.Agent} was rung for them");
            else if (caller.WasServed)
                Fault(() => DoubleRings++, $"{number} was offered to {agent} after having been served");
            Settle(at);
            _overtakings.RemoveAll(overtaking => overtaking.Earlier == caller);
            if (!caller.IsOutsider && caller.JoinedAt > 0 && Overtaken(caller) is { } earlier) _overtakings.Add((earlier, caller, at));
            _agentCalls[callId] = new AgentCall(agent, number, caller);
        }
    }

    /// <summary>An agent's phone was answered.</summary>
    public void Answered(string callId)
    {
        lock (_lock)
        {
            if (_agentCalls.TryGetValue(callId, out var call))
                call.Caller.IsTaken = true;
            Tell(CrowdMoment.AgentAnswers);
        }
    }

    /// <summary>A phone rings no more: it was cancelled before it was answered.</summary>
    public void Withdrawn(string callId)
    {
        lock (_lock)
        {
            if (_agentCalls.Remove(callId, out var call) && !_agentCalls.Values.Any(other => other.Caller == call.Caller))
                call.Caller.IsTaken = false;
        }
    }

    /// <summary>An agent hung up.</summary>
    /// <param name="hasTalked">Whether the caller was heard; if not, nobody was joined with the agent, and the caller waits on.</param>
    public void HungUp(string callId, bool hasTalked)
    {
        lock (_lock)
        {
            if (!_agentCalls.Remove(callId, out var call) || WasNotJoined(call, hasTalked))
                return;
            call.Caller.WasServed = true;
            Served++;
        }
    }

    /// <summary>Asterisk ended the call of an agent who had not hung up.</summary>
    public void Cut(string callId, bool hasTalked)
    {
        lock (_lock)
        {
            if (!_agentCalls.Remove(callId, out var call) || call.Caller.HasEnded || WasNotJoined(call, hasTalked))
                return;
            Fault(() => Dropped++, $"{call.Agent} was hung up on, talking with {call.Number}");
            call.Caller.WasServed = true;
        }
    }

    private bool WasNotJoined(AgentCall call, bool hasTalked)
    {
        if (hasTalked)
            return false;
        FailedJoins++;
        call.Caller.IsTaken = _agentCalls.Values.Any(other => other.Caller == call.Caller);
        return true;
    }

    /// <summary>All connections have gone down with Asterisk, whose fault it is: nobody is counted as dropped.</summary>
    public void AllAreGone()
    {
        lock (_lock)
        {
            _agentCalls.Clear();
            _overtakings.Clear();
            foreach (var caller in _callers.Values) caller.HasEnded = true;
        }
    }

    private Caller? Overtaken(Caller by) =>
        _callers.Values.FirstOrDefault(c => c is { HasEnded: false, IsTaken: false, IsOutsider: false, JoinedAt: > 0 } && c.JoinedAt < by.JoinedAt - Settled
            && !_agentCalls.Values.Any(call => call.Caller == c));

    /// <summary>Who was overtaken and is still not offered to anybody has been passed over.</summary>
    private void Settle(long now)
    {
        foreach (var (earlier, by, at) in _overtakings.Where(o => now - o.At > Together).ToArray())
            Fault(() => _inversions++, $"{by.Number} was offered before {earlier.Number}, who came {Stopwatch.GetElapsedTime(earlier.JoinedAt, by.JoinedAt).TotalSeconds:0.0} s earlier");
        _overtakings.RemoveAll(o => now - o.At > Together);
    }

    private void Fault(Action count, string what)
    {
        count();
        if (_faults.Count < MostFaults) _faults.Add(what);
    }

    private int Count(Func<Caller, bool> isOne)
    {
        lock (_lock) return _callers.Values.Count(isOne);
    }

    private sealed class Caller(string number)
    {
        public string Number => number;

        public long CalledAt { get; init; }

        public bool CameInOutage { get; set; }

        public long JoinedAt { get; set; }

        public long EndedAt { get; set; }

        public bool HasEnded { get; set; }

        /// <summary>An agent has answered.</summary>
        public bool IsTaken { get; set; }

        public bool WasServed { get; set; }

        /// <summary>Came while no router lived.</summary>
        public bool IsOutsider { get; set; }
    }

    private sealed record AgentCall(string Agent, string Number, Caller Caller);
}
