using System.Diagnostics.Metrics;

namespace Telephony.Server.Cluster;

/// <summary>What a cluster counts, as metrics of the meter <c>Telephony.Cluster</c>.</summary>
public sealed class ClusterFigures : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Telephony.Cluster";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _takeovers;
    private readonly Counter<long> _stepDowns;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _broken;
    private readonly Counter<long> _reloads;
    private readonly Counter<long> _compared;

    /// <summary>Counters at zero.</summary>
    public ClusterFigures()
    {
        _takeovers = _meter.CreateCounter<long>("telephony_cluster_takeovers_total", description: "times this router began to lead");
        _stepDowns = _meter.CreateCounter<long>("telephony_cluster_step_downs_total", description: "times it ceased to");
        _fenced = _meter.CreateCounter<long>("telephony_cluster_fenced_total", description: "inputs refused because another router led");
        _broken = _meter.CreateCounter<long>("telephony_cluster_stream_breaks_total", description: "times Redis missed an input, which a snapshot then made good");
        _reloads = _meter.CreateCounter<long>("telephony_cluster_reloads_total", description: "times a standby began anew from the leader's snapshot");
        _compared = _meter.CreateCounter<long>("telephony_cluster_compared_total", description: "cores compared with the leader's, by whether they were the same");
    }

    /// <summary>Shows what is looked at rather than counted.</summary>
    internal void Observe(ClusterSeat seat)
    {
        _meter.CreateObservableGauge("telephony_cluster_leader", () => seat.Leadership.Role == ClusterRole.Leader ? 1 : 0, description: "1 when this router leads");
        _meter.CreateObservableGauge("telephony_cluster_epoch", () => seat.Lease.Epoch, description: "the epoch of its lease");
        _meter.CreateObservableGauge("telephony_cluster_lease_seconds", () => seat.Leadership.Left.TotalSeconds, "s", "how much longer it may act unproven");
        _meter.CreateObservableGauge("telephony_cluster_behind_inputs", () => seat.Behind, description: "inputs that Redis does not have yet");
    }

    internal void TookOver() => _takeovers.Add(1);

    internal void SteppedDown() => _stepDowns.Add(1);

    internal void Fenced() => _fenced.Add(1);

    internal void Broken() => _broken.Add(1);

    internal void Reloaded() => _reloads.Add(1);

    internal void Compared(bool same) => _compared.Add(1, new KeyValuePair<string, object?>("same", same));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
