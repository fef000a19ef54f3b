using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Simulation;

/// <summary>Makes a recording of a journal, by replaying it and listening to the facts.</summary>
public sealed class RecordingReader
{
    private static readonly TimeSpan AlmostAll = TimeSpan.FromMilliseconds(500);

    private readonly Recording _recording = new();
    private readonly Dictionary<CallId, CallTrack> _calls = [];
    private readonly Dictionary<AgentId, (QueueName? Queue, TimeSpan Since)> _agents = [];
    private bool _begun;

    private RecordingReader()
    {
    }

    /// <summary>Reads a journal.</summary>
    /// <param name="directory">The folder with <c>inputs-*.jsonl</c>.</param>
    /// <exception cref="InvalidDataException">The journal cannot be read, or there is nothing in it.</exception>
    public static Recording Read(string directory)
    {
        var (reader, acd) = (new RecordingReader(), new Acd());
        FileJournal.Replay(directory, acd, fromSnapshot: false, facts => reader.Take(acd, facts));
        if (!reader._begun) throw new InvalidDataException($"{directory}: no journal here; wanted is the folder with inputs-*.jsonl");
        if (reader._recording.Calls.Count == 0) throw new InvalidDataException($"{directory}: no call in this journal");
        return reader.Finish(acd);
    }

    /// <summary>Makes a recording of inputs, as they would come from a journal.</summary>
    public static Recording Of(IEnumerable<AcdInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (reader, acd) = (new RecordingReader(), new Acd());
        foreach (var input in inputs) reader.Take(acd, acd.Handle(input).Facts);
        return reader.Finish(acd);
    }

    private Recording Finish(Acd acd)
    {
        _recording.Until = acd.Now;
        _recording.Figures.Advance(acd.Now);
        return _recording;
    }

    private void Take(Acd acd, IReadOnlyList<AcdFact> facts)
    {
        if (!_begun)
        {
            // A journal that begins with a snapshot: who is at work already has logged in before.
            _begun = true;
            _recording.From = acd.Now;
            if (acd.Site != SiteConfiguration.Empty) _recording.Sites.Add((acd.Now, acd.Site));
            foreach (var agent in acd.Capture().Agents.Where(a => a.State is not (AgentState.LoggedOut or AgentState.Paused)))
                _recording.Commands.Add(new RecordedCommand(acd.Now, agent.Id, AgentCommand.LogIn, null));
        }

        foreach (var fact in facts)
        {
            _recording.Figures.Apply(fact);
            if (fact is AcdFact.ConfigurationInForce) _recording.Sites.Add((fact.At, acd.Site));
            else if (fact is AcdFact.AgentStateChanged changed) Take(changed, acd.Site);
            else Take(fact);
        }
    }

    private void Take(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.CallArrived f:
                var call = new RecordedCall(f.At, f.Number);
                // A customer whom we called has arrived already, in the first call; how they waited and talked counts all the same.
                if (!CallbackId.IsCustomer(f.Call.Value)) _recording.Calls.Add(call);
                _calls[f.Call] = new CallTrack(call);
                break;
            case AcdFact.NodeEntered { Type: NodeKind.Menu } f when _calls.TryGetValue(f.Call, out var track):
                track.MenuAt = f.At.Elapsed;
                break;
            case AcdFact.MenuChosen f when _calls.TryGetValue(f.Call, out var track):
                track.Call.Choices.Add((f.Menu.Value, f.Digit, f.At.Elapsed - track.MenuAt));
                break;
            case AcdFact.CallQueued f when _calls.TryGetValue(f.Call, out var track):
                track.First ??= f.Queue;
                break;
            case AcdFact.OfferMade f when _calls.TryGetValue(f.Call, out var track):
                (track.Queue, track.OfferedAt) = (f.Queue, f.At.Elapsed);
                break;
            case AcdFact.OfferFailed f when _calls.TryGetValue(f.Call, out var track):
                if (f.Outcome is OfferOutcome.NoAnswer or OfferOutcome.Busy or OfferOutcome.Declined or OfferOutcome.Unreachable)
                    _recording.Of(track.Queue).Offers.Add((f.Outcome, f.At.Elapsed - track.OfferedAt));
                break;
            case AcdFact.CallConnected f when _calls.TryGetValue(f.Call, out var track):
                _recording.Of(f.Queue).Offers.Add((null, f.At.Elapsed - track.OfferedAt));
                _recording.Of(track.First ?? f.Queue).Waits.Add((f.Waited, false));
                _agents[f.Agent] = (f.Queue, f.At.Elapsed);
                track.IsAnswered = true;
                break;
            case AcdFact.TalkEnded f when _calls.TryGetValue(f.Call, out var track):
                if (f.EndedBy != Party.System) _recording.Of(track.Queue).Talks.Add((f.Talked, f.EndedBy));
                break;
            case AcdFact.CallEnded f when _calls.Remove(f.Call, out var track):
                End(f, track);
                break;
        }
    }

    private void End(AcdFact.CallEnded f, CallTrack track)
    {
        var gaveUp = f.Disposition is CallDisposition.AbandonedInQueue or CallDisposition.AbandonedWhileRinging;
        if (f.Disposition is CallDisposition.AbandonedInGreeting or CallDisposition.AbandonedInMenu && track.First is null)
            track.Call.LeftAfter = f.At.Elapsed - track.Call.ArrivedAt.Elapsed;
        else if (track.First is { } queue && !track.IsAnswered)
            _recording.Of(queue).Waits.Add((f.Waited, gaveUp));
    }

    private void Take(AcdFact.AgentStateChanged f, SiteConfiguration site)
    {
        var (queue, since) = _agents.GetValueOrDefault(f.Agent);
        var lasted = f.At.Elapsed - since;
        if (f.From == AgentState.WrapUp && queue is { } of)
        {
            var given = site.Agents.GetValueOrDefault(f.Agent.Value)?.WrapUp ?? site.Queues.GetValueOrDefault(of.Value)?.WrapUp ?? TimeSpan.Zero;
            _recording.Of(of).WrapUps.Add((lasted - given).Duration() < AlmostAll ? null : lasted);
        }

        if (f.From == AgentState.NotResponding && f.To == AgentState.Ready) _recording.Recoveries.Add(lasted);
        AgentCommand? command = (f.From, f.To) switch
        {
            (AgentState.LoggedOut, _) => AgentCommand.LogIn,
            (_, AgentState.LoggedOut) => AgentCommand.LogOut,
            (_, AgentState.Paused) when f.Reason != PauseReason.MissedCalls => AgentCommand.Pause,
            (AgentState.Paused, AgentState.Ready) => AgentCommand.Ready,
            _ => null,
        };
        if (command is { } wanted) _recording.Commands.Add(new RecordedCommand(f.At, f.Agent, wanted, f.Reason));
        _agents[f.Agent] = (queue, f.At.Elapsed);
    }

    private sealed class CallTrack(RecordedCall call)
    {
        public RecordedCall Call { get; } = call;

        public TimeSpan MenuAt { get; set; }

        public QueueName? First { get; set; }

        public QueueName Queue { get; set; }

        public TimeSpan OfferedAt { get; set; }

        public bool IsAnswered { get; set; }
    }
}
