using Grpc.Core;

namespace Telephony.Server.Access;

/// <summary>What somebody is shown: everything, or only what is their own.</summary>
internal abstract class Sight
{
    private static readonly object Key = new();

    /// <summary>Everything.</summary>
    public static readonly Sight Everything = new WholeSite(seesNumbers: true);

    /// <summary>Everything, callers' numbers masked.</summary>
    public static readonly Sight WithoutNumbers = new WholeSite(seesNumbers: false);

    /// <summary>Whether nothing is hidden but numbers.</summary>
    public virtual bool SeesSite => false;

    /// <summary>Whether callers' numbers are shown in full.</summary>
    public abstract bool SeesNumbers { get; }

    /// <summary>Whether a queue is shown: <c>queues/sales</c>.</summary>
    public abstract bool SeesQueue(string queue);

    /// <summary>Whether an agent is shown: <c>agents/1001</c>.</summary>
    public abstract bool SeesAgent(string agent);

    /// <summary>Whether a call, a callback or a recording of this queue and agent is shown; both are resource names, empty for none.</summary>
    public abstract bool SeesWork(string queue, string agent);

    /// <summary>Whether a live call is shown.</summary>
    public bool Sees(V1.Call call) => SeesWork(call.Queue, call.Agent) || (call.ReservedAgent.Length > 0 && SeesAgent(call.ReservedAgent));

    /// <summary>Whether an alert is shown: one about the site, or about a group of agents, only to whom sees all.</summary>
    public bool Sees(V1.Alert alert) => SeesSite || (alert.Queue.Length > 0 && SeesQueue(alert.Queue));

    /// <summary>Keeps the sight with the request.</summary>
    public void KeepIn(HttpContext http) => KeepIn(http.Items!);

    /// <summary>The sight of a request.</summary>
    /// <exception cref="InvalidOperationException">Nobody asked who calls: nothing may be shown.</exception>
    public static Sight Of(HttpContext http) => In(http.Items!);

    /// <summary>The sight among the values that go with a request; those of an RPC are those of its HTTP request.</summary>
    /// <exception cref="InvalidOperationException">Nobody asked who calls: nothing may be shown.</exception>
    public static Sight In(IDictionary<object, object> items) =>
        items.TryGetValue(Key, out var found) && found is Sight sight ? sight : throw new InvalidOperationException("Nobody has been asked who calls.");

    /// <summary>Keeps the sight among the values that go with a request.</summary>
    public void KeepIn(IDictionary<object, object> items) => items[Key] = this;

    private sealed class WholeSite(bool seesNumbers) : Sight
    {
        public override bool SeesSite => true;

        public override bool SeesNumbers => seesNumbers;

        public override bool SeesQueue(string queue) => true;

        public override bool SeesAgent(string agent) => true;

        public override bool SeesWork(string queue, string agent) => true;
    }
}

/// <summary>From a call to what its caller is shown.</summary>
internal static class SightExtensions
{
    /// <summary>What the caller is shown.</summary>
    public static Sight Sight(this ServerCallContext context) => Access.Sight.In(context.UserState);
}
