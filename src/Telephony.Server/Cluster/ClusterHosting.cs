namespace Telephony.Server.Cluster;

/// <summary>Puts the cluster into the service.</summary>
internal static class ClusterHosting
{
    /// <summary>Adds this router's part in a cluster, if it has one.</summary>
    public static void AddCluster(this IServiceCollection services, ClusterOptions? options)
    {
        if (options is null) return;
        services.AddSingleton(options);
        services.AddSingleton(new ClusterFigures());
        services.AddSingleton(s => ClusterStore.Open(options, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new Leadership(s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ClusterSeat>();
        services.AddSingleton(s => new EpochFile(options.Folder, s.GetRequiredService<ILogger<EpochFile>>()));
        services.AddSingleton<AsteriskProof>();
        services.AddSingleton<AsteriskReach>();
        services.AddSingleton<Follower>();
        services.AddSingleton<ClusterNode>();
        services.AddHostedService(s => s.GetRequiredService<ClusterNode>());
    }
}
