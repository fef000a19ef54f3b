using System.Text.Json;
using System.Threading.Channels;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests.Races;

/// <summary>One queue of its own, with the agents who serve it: where one race after the other is run, beside many others.</summary>
public sealed class Lane
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Channel<BankCall>> _offers;
    private int _callers;
    private string _caller = "";

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

    /// <summary>A caller whose number nobody else has.</summary>
    public BankCall Dial() => Centre.Callers.Dial(_caller = $"1666{Number:00}{++_callers:00000}", Dialled);

    /// <summary>What became of the last caller: how the phones stand, and what the service told of it.</summary>
    public string Story()
    {
        var caller = _caller;
        var phones = Centre.Callers.Calls.Where(call => call.User == caller).Concat(Centre.Agents.Calls.Where(leg => leg.Number == caller)).Select(call => $"{call}");
        var facts = Centre.Facts().Select(fact => $"{fact}").ToList();
        var call = facts.Find(fact => fact.Contains("\"CallArrived\"", StringComparison.Ordinal) && fact.Contains($"\"{caller}\"", StringComparison.Ordinal)) is { } arrived
            ? JsonDocument.Parse(arrived).RootElement.GetProperty("call").GetString()
            : "no call";
        var told = facts.Where(fact => fact.Contains($"\"{call}\"", StringComparison.Ordinal) || Agents.Any(agent => fact.Contains($"\"agent\":\"{agent}\"", StringComparison.Ordinal)));
        return string.Join('\n', [.. phones, .. told.TakeLast(30)]);
    }

    /// <summary>Everybody of this lane hangs up.</summary>
    public void HangUp()
    {
        foreach (var call in Centre.Callers.Living.Where(call => call.User.StartsWith($"1666{Number:00}", StringComparison.Ordinal))) call.HangUp();
        foreach (var leg in Centre.Agents.Living.Where(leg => Agents.Contains(leg.User))) leg.HangUp();
    }

    /// <summary>Waits, within reason.</summary>
    public static Task PatientlyAsync(Task task) => task.WaitAsync(Patience);
}
