using Telephony.Ari;
using Telephony.Core;
using Telephony.Server.Asterisk;
using Telephony.Server.Configuration;
using Telephony.Server.Prompts;
using Telephony.Server.Rpc;

namespace Telephony.Server.Hosting;

/// <summary>Takes over a changed configuration: a good one as a whole, a bad one not at all, with a line for each problem.
/// What comes into force is kept as a version, whoever changed it.</summary>
internal sealed class SiteFollower(
    ServeOptions options, AcdLoop loop, AsteriskServers servers, PromptLengths lengths, SiteInForce inForce, ConfigVersions versions, TimeProvider time,
    ILogger<SiteWatcher> logger) : ISiteTakeOver, IDisposable
{
    /// <summary>Who changed files of the folder by hand is not known.</summary>
    private const string ByHand = "files";

    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Begins to watch the site's folder.</summary>
    public IAsyncDisposable Start(SiteConfiguration site) => new SiteWatcher(options.Config, site.Version, result => _ = FoundAsync(result), logger, writing: _writing);

    /// <summary>Keeps what is found at the start as a version, unless it is the newest already.</summary>
    public void Keep(SiteConfiguration site) => Keep(site, ByHand);

    /// <inheritdoc />
    public SiteLoadResult Read(IReadOnlyDictionary<string, string> files) => SiteLoader.Load(files, options.Config);

    /// <inheritdoc />
    public async Task PutInForceAsync(SiteLoadResult read, IReadOnlyDictionary<string, string> files, string by)
    {
        var site = read.Site ?? throw new ArgumentException("not usable", nameof(read));
        await _writing.WaitAsync();
        try
        {
            var before = Directory.Exists(options.Config) ? SiteFolder.Read(options.Config, new ProblemList(1)).Files : null;
            var version = versions.Add(site.Version, files, time.GetUtcNow(), by);
            versions.Begin(version);
            Write(files, before);
            versions.End();
            await TakeOverAsync(read.Prompts, site, by); // before the folder is looked at again, or it would be found changed by hand
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private void Write(IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string>? before)
    {
        try
        {
            SiteFolder.Write(options.Config, files);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException && before is not null)
        {
            SiteFolder.Write(options.Config, before); // all or nothing; when this fails too, the next start writes the new version
            versions.End();
            throw;
        }
    }

    private async Task FoundAsync(SiteLoadResult result)
    {
        if (result.Site is not { } changed)
        {
            foreach (var problem in result.Problems) logger.SiteRefused(problem.ToString());
            return;
        }

        if (changed.Version == inForce.Latest.Version) return;
        Keep(changed, ByHand);
        await TakeOverAsync(result.Prompts, changed, null);
    }

    private async Task TakeOverAsync(PromptLibrary prompts, SiteConfiguration changed, string? by)
    {
        await InstallPromptsAsync(prompts, changed);
        await WritePhonesAsync(changed);
        await loop.PostAsync(new AcdInput.ConfigurationLoaded(changed) { By = by });
        inForce.Latest = changed;
        logger.SiteTakenOver(changed.Version);
    }

    /// <summary>Versions are a convenience: that one cannot be kept keeps no configuration from coming into force.</summary>
    private void Keep(SiteConfiguration site, string by)
    {
        try
        {
            if (versions.Find()?.Version == site.Version) return;
            var folder = SiteFolder.Read(options.Config, new ProblemList(1));
            if (folder.Version == site.Version) versions.Add(site.Version, folder.Files, time.GetUtcNow(), by);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            logger.VersionNotKept(site.Version, fault.Message);
        }
    }

    /// <summary>Before the change is taken over, so that nobody is led to a prompt that is not there yet.</summary>
    private async Task InstallPromptsAsync(PromptLibrary prompts, SiteConfiguration changed)
    {
        if (options.Sounds is not { } sounds || !PromptInstaller.HasInstalled(sounds)) return;
        try
        {
            var installer = new PromptInstaller(new PromptCache(PromptCache.DefaultFolder(), SpeechCommand.Parse(options.Tts)), sounds);
            var done = await installer.InstallAsync(prompts, SiteLanguages.Of(changed));
            lengths.Forget();
            foreach (var problem in done.Problems.DistinctBy(p => p.Message)) logger.PromptWithoutSound(problem.ToString());
        }
        catch (Exception fault) when (fault is UsageException or IOException or UnauthorizedAccessException)
        {
            logger.PromptWithoutSound(fault.Message);
        }
    }

    private async Task WritePhonesAsync(SiteConfiguration changed)
    {
        if (options.AsteriskEtc is not { } etc) return;
        try
        {
            if (!AsteriskFiles.Write(changed, options.Data, etc)) return;
            foreach (var server in servers.All)
            {
                await server.Connection.Asterisk.ReloadModuleAsync("res_pjsip.so");
                await server.Connection.Asterisk.ReloadModuleAsync("app_queue.so");
                await server.Connection.Asterisk.ReloadModuleAsync("pbx_config.so");
            }
        }
        catch (Exception fault) when (fault is AriException or IOException or UnauthorizedAccessException)
        {
            logger.PhonesNotWritten(fault.Message);
        }
    }
}
