using System.Threading.Channels;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests.Races;

/// <summary>One queue of its own, with the agents who serve it: where one race after the other is run, beside many others.</summary>
public sealed class Lane
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Channel<BankCall>> _offers;

    public Lane(Centre centre, int number, string dialled, IReadOnlyList<string> agents)
    {
        (Centre, Number, Dialled, Agents) = (centre, number, dialled, agents);
        _offers = agents.ToDictionary(agent => agent, _ => Channel.CreateUnbounded<BankCall>());
        centre.Agents.Offered += leg =>
        {
            if (_offers.TryGetValue(leg.User, out var offers)) offers.Writer.TryWrite(leg);
        };
    }

    public Centre Centre { get; }

    public int Number { get; }

    public string Dialled { get; }

    public IReadOnlyList<string> Agents { get; }

    /// <summary>The next time an agent's phone is asked to ring.</summary>
    /// <exception cref="TimeoutException">It is not.</exception>
    public async Task<BankCall> OfferAsync(string agent) => await _offers[agent].Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The same without waiting; null when the phone was not asked.</summary>
    public BankCall? OfferNow(string agent) => _offers[agent].Reader.TryRead(out var leg) ? leg : null;

    /// <summary>A caller of this lane's own number.</summary>
    public BankCall Dial(int sweep) => Centre.Callers.Dial($"1666{Number:00}{sweep:0000}", Dialled);

    /// <summary>Waits, within reason.</summary>
    public static Task PatientlyAsync(Task task) => task.WaitAsync(Patience);
}
