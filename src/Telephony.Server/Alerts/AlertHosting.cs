using Telephony.Server.Hosting;
using Telephony.Server.Rpc;

namespace Telephony.Server.Alerts;

/// <summary>Puts the alerts into the service.</summary>
internal static class AlertHosting
{
    /// <summary>Adds the rules' watch, the book and who tells others.</summary>
    public static void AddAlerts(this IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton(s => new AlertBook(DataFolders.Alerts(options.Data), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<AlertBook>>()));
        services.AddSingleton(s => new WebhookSecrets(DataFolders.WebhookSecrets(options.Data), s.GetRequiredService<ILogger<WebhookSecrets>>()));
        services.AddSingleton<AlertPictures>();
        services.AddSingleton<LatestAlerts>(s => s.GetRequiredService<AlertPictures>().Latest);
        services.AddSingleton<AlertServiceImpl>();
        services.AddHostedService<AlertWatch>();
        services.AddHostedService(s => new WebhookSender(
            s.GetRequiredService<AlertBook>(), s.GetRequiredService<WebhookSecrets>(), s.GetRequiredService<SiteInForce>(), $"/telephony/{options.Node}",
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<WebhookSender>>()));
    }
}
