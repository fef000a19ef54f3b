using Telephony.Ari;
using Telephony.Core;
using Telephony.Server.Asterisk;
using Telephony.Server.Configuration;
using Telephony.Server.Prompts;
using Telephony.Server.Rpc;

namespace Telephony.Server.Hosting;

/// <summary>Takes over a changed configuration: a good one as a whole, a bad one not at all, with a line for each problem.</summary>
internal static class SiteFollower
{
    /// <summary>Begins to watch the site's folder.</summary>
    public static IAsyncDisposable Start(ServeOptions options, SiteConfiguration site, IServiceProvider services)
    {
        var loop = services.GetRequiredService<AcdLoop>();
        var ari = services.GetRequiredService<AriConnection>();
        var logger = services.GetRequiredService<ILogger<SiteWatcher>>();
        return new SiteWatcher(options.Config, site.Version, result => _ = TakeOverAsync(result), logger);

        async Task TakeOverAsync(SiteLoadResult result)
        {
            if (result.Site is not { } changed)
            {
                foreach (var problem in result.Problems) logger.SiteRefused(problem.ToString());
                return;
            }

            await InstallPromptsAsync(result.Prompts, changed);
            await WritePhonesAsync(changed);
            await loop.PostAsync(new AcdInput.ConfigurationLoaded(changed));
            services.GetRequiredService<SiteInForce>().Latest = changed;
            logger.SiteTakenOver(changed.Version);
        }

        // Before the change is taken over, so that nobody is led to a prompt that is not there yet.
        async Task InstallPromptsAsync(PromptLibrary prompts, SiteConfiguration changed)
        {
            if (options.Sounds is not { } sounds || !PromptInstaller.HasInstalled(sounds)) return;
            try
            {
                var installer = new PromptInstaller(new PromptCache(PromptCache.DefaultFolder(), SpeechCommand.Parse(options.Tts)), sounds);
                var done = await installer.InstallAsync(prompts, SiteLanguages.Of(changed));
                services.GetRequiredService<PromptLengths>().Forget();
                foreach (var problem in done.Problems.DistinctBy(p => p.Message)) logger.PromptWithoutSound(problem.ToString());
            }
            catch (Exception fault) when (fault is UsageException or IOException or UnauthorizedAccessException)
            {
                logger.PromptWithoutSound(fault.Message);
            }
        }

        async Task WritePhonesAsync(SiteConfiguration changed)
        {
            if (options.AsteriskEtc is not { } etc) return;
            try
            {
                if (!AsteriskFiles.Write(changed, options.Data, etc)) return;
                await ari.Asterisk.ReloadModuleAsync("res_pjsip.so");
                await ari.Asterisk.ReloadModuleAsync("app_queue.so");
                await ari.Asterisk.ReloadModuleAsync("pbx_config.so");
            }
            catch (Exception fault) when (fault is AriException or IOException or UnauthorizedAccessException)
            {
                logger.PhonesNotWritten(fault.Message);
            }
        }
    }
}
