using System.Diagnostics;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>
/// Who waits, who is rung, who talks, as seen on the wires of callers and agents; from it come the times and the faults.
/// Times are Stopwatch ticks.
/// </summary>
public sealed class Ledger
{
    // A caller counts as waiting this long after the answer: by then every contestant has the call in its queue.
    private static readonly long Settled = Stopwatch.Frequency / 10;

    // Two offers decided within milliseconds of each other can leave Asterisk the other way round: it makes each INVITE on a thread of its own.
    private static readonly long Crossing = Stopwatch.Frequency / 20;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WaitingCaller> _callers = [];
    private readonly Dictionary<string, WaitingCaller> _byNumber = [];
    private readonly LinkedList<WaitingCaller> _waiting = [];
    private readonly Dictionary<string, Agent> _agents = [];
    private bool _measuring;

    /// <summary>From the agent's BYE answered to the next INVITE at that agent, in ms.</summary>
    public List<double> FreeToInvite { get; } = [];

    /// <summary>From the agent's BYE sent to the next INVITE at that agent, in ms.</summary>
    public List<double> ByeToInvite { get; } = [];

    /// <summary>All INVITEs at agents: agent and time.</summary>
    public List<(string Agent, long At)> Invites { get; } = [];

    /// <summary>Conversations that ended in the window.</summary>
    public int Completed { get; private set; }

    /// <summary>Callers that were refused, or hung up on before anyone talked to them; counted from the start of the load on.</summary>
    public int Lost { get; private set; }

    /// <summary>Offers of a caller who was on offer or talking already.</summary>
    public int DoubleOffers { get; private set; }

    /// <summary>Offers to an agent who was on the phone.</summary>
    public int BusyOffers { get; private set; }

    /// <summary>Offers made while somebody who came at least 100 ms earlier still waited, and was not offered within 50 ms either.</summary>
    public int Inversions { get; private set; }

    /// <summary>Offers whose caller could not be told by number.</summary>
    public int Unknown { get; private set; }

    /// <summary>Callers in the queue now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Callers whose call has not ended.</summary>
    public int Alive
    {
        get
        {
            lock (_lock)
                return _callers.Count(caller => !caller.Value.HasEnded);
        }
    }

    /// <summary>Agents on the phone now.</summary>
    public int Busy
    {
        get
        {
            lock (_lock)
                return _agents.Values.Count(agent => agent.IsBusy);
        }
    }

    /// <summary>The first INVITE at an agent since a time, Stopwatch ticks; null when there was none yet.</summary>
    public long? InviteSince(long time)
    {
        lock (_lock)
        {
            var first = Invites.FindIndex(invite => invite.At >= time);
            return first < 0 ? null : Invites[first].At;
        }
    }

    /// <summary>Opens or closes the measured window.</summary>
    public void Measure(bool on)
    {
        lock (_lock)
            _measuring = on;
    }

    /// <summary>A message on the callers' wire.</summary>
    public void Caller(SipMessage message)
    {
        lock (_lock)
        {
            if (message.FromPhone && message.IsRequest("INVITE") && !_callers.ContainsKey(message.CallId))
                _callers[message.CallId] = _byNumber[message.FromUser] = new WaitingCaller();
            if (!_callers.TryGetValue(message.CallId, out var caller))
                return;
            if (message.IsResponse("INVITE", 200))
                Join(caller, message.At);
            else if (message is { FromPhone: false, Method: "INVITE", Status: >= 300 } || !message.FromPhone && message.IsRequest("BYE"))
                End(caller);
        }
    }

    /// <summary>An agent's phone was asked to ring.</summary>
    /// <param name="number">The caller's number as the agent's phone shows it.</param>
    public void Offered(string agentName, string number, long at)
    {
        lock (_lock)
        {
            var agent = AgentOf(agentName);
            if (agent.IsBusy)
                BusyOffers++;
            Invites.Add((agentName, at));
            if (_measuring && agent is { IsBusy: false, ByeAnswered: > 0, SomebodyWaited: true })
            {
                FreeToInvite.Add(Milliseconds(agent.ByeAnswered, at));
                ByeToInvite.Add(Milliseconds(agent.ByeSent, at));
            }

            agent.IsBusy = true;
            agent.ByeAnswered = 0;
            if (_byNumber.TryGetValue(number, out var caller))
                Offer(caller, at);
            else
                Unknown++;
        }
    }

    /// <summary>An agent hangs up.</summary>
    public void ByeSent(string agentName, long at)
    {
        lock (_lock)
        {
            var agent = AgentOf(agentName);
            agent.ByeSent = at;
            agent.SomebodyWaited = _waiting.First is { } head && head.Value.JoinedAt < at - Settled;
        }
    }

    /// <summary>An agent's hanging up was confirmed: from now on the agent is free.</summary>
    public void ByeAnswered(string agentName, long at)
    {
        lock (_lock)
        {
            var agent = AgentOf(agentName);
            agent.ByeAnswered = at;
            agent.IsBusy = false;
            if (_measuring)
                Completed++;
        }
    }

    private void Join(WaitingCaller caller, long at)
    {
        if (caller.JoinedAt != 0)
            return;
        caller.JoinedAt = at;
        // With an idle agent the offer may overtake the caller's 200 on the wire: then the caller never waited.
        if (!caller.WasOffered && !caller.HasEnded)
            caller.Place = _waiting.AddLast(caller);
    }

    private void Offer(WaitingCaller caller, long at)
    {
        if (caller.WasOffered)
            DoubleOffers++;
        if (caller.JoinedAt != 0 && _waiting.First is { } head && head.Value.JoinedAt < caller.JoinedAt - Settled)
            head.Value.Overtaken(at);
        if (!caller.WasOffered && at - caller.OvertakenAt > Crossing)
            Inversions += caller.Overtakers;
        caller.WasOffered = true;
        Leave(caller);
    }

    private void End(WaitingCaller caller)
    {
        if (!caller.HasEnded && !caller.WasOffered)
        {
            Lost++;
            Inversions += caller.Overtakers;
        }

        caller.HasEnded = true;
        Leave(caller);
    }

    private void Leave(WaitingCaller caller)
    {
        if (caller.Place is { } place)
            _waiting.Remove(place);
        caller.Place = null;
    }

    private Agent AgentOf(string name)
    {
        if (!_agents.TryGetValue(name, out var agent))
            _agents[name] = agent = new Agent();
        return agent;
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private sealed class WaitingCaller
    {
        public long JoinedAt { get; set; }

        public bool WasOffered { get; set; }

        public bool HasEnded { get; set; }

        public LinkedListNode<WaitingCaller>? Place { get; set; }

        /// <summary>Offers made of later callers while this one stood first in line.</summary>
        public int Overtakers { get; private set; }

        /// <summary>When the first of them was made, Stopwatch ticks.</summary>
        public long OvertakenAt { get; private set; }

        public void Overtaken(long at)
        {
            if (Overtakers++ == 0)
                OvertakenAt = at;
        }
    }

    private sealed class Agent
    {
        public bool IsBusy { get; set; }

        public long ByeSent { get; set; }

        public long ByeAnswered { get; set; }

        public bool SomebodyWaited { get; set; }
    }
}
