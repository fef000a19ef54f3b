using System.Collections.Immutable;
using System.Globalization;
using Google.Rpc;
using Grpc.Core;
using Telephony.Server.Configuration;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.ConfigService</c>: the files of the configuration folder, as a whole.</summary>
internal sealed class ConfigServiceImpl(
    SiteInForce inForce, ConfigVersions versions, ISiteTakeOver takeOver, ICoreAccess core, RequestLedger ledger) : V1.ConfigService.ConfigServiceBase, IDisposable
{
    private const int MostFiles = 500;
    private const int LongestPath = 200;

    /// <summary>One at a time, so that what an etag was checked against is what is replaced.</summary>
    private readonly SemaphoreSlim _changing = new(1);

    public override Task<V1.GetConfigResponse> GetConfig(V1.GetConfigRequest request, ServerCallContext context)
    {
        var found = Find(request.Version.Length == 0 ? inForce.Latest.Version : request.Version);
        return Task.FromResult(new V1.GetConfigResponse { Version = Of(found), Files = { FilesOf(found).Select(f => new V1.ConfigFile { Path = f.Key, Text = f.Value }) } });
    }

    public override Task<V1.CheckConfigResponse> CheckConfig(V1.CheckConfigRequest request, ServerCallContext context)
    {
        var result = takeOver.Read(Files(request.Files));
        return Task.FromResult(new V1.CheckConfigResponse { Problems = { result.Problems.Select(Of) }, Version = result.IsUsable ? result.Version : "" });
    }

    public override async Task<V1.PlanConfigResponse> PlanConfig(V1.PlanConfigRequest request, ServerCallContext context)
    {
        var result = takeOver.Read(Files(request.Files));
        var plan = new V1.PlanConfigResponse { Problems = { result.Problems.Select(Of) }, Etag = inForce.Latest.Version };
        if (result.Site is not { } site) return plan;
        var effects = await core.QuestionAsync(acd => acd.EffectOf(site));
        plan.Changes.Add(effects.Select(SiteDifference.Of).Concat(SiteDifference.Of(inForce.Latest, site)).Take(SiteDifference.Most));
        return plan;
    }

    public override Task<V1.ApplyConfigResponse> ApplyConfig(V1.ApplyConfigRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        var files = Files(request.Files);
        return DoAsync(request, request.RequestId, request.ValidateOnly, async () => new V1.ApplyConfigResponse
        {
            Version = await PutInForceAsync(files, request.Etag, request.By, request.ValidateOnly),
        });
    }

    public override Task<V1.ListConfigVersionsResponse> ListConfigVersions(V1.ListConfigVersionsRequest request, ServerCallContext context)
    {
        var most = Pages.Size(request.PageSize);
        var before = Pages.Key("config versions", request.PageToken) is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : long.MaxValue;
        var rest = versions.All.Where(v => v.Number < before).ToList();
        var page = rest.Take(most).ToList();
        return Task.FromResult(new V1.ListConfigVersionsResponse
        {
            Versions = { page.Select(Of) },
            NextPageToken = page.Count < rest.Count ? Pages.Token("config versions", page[^1].Number.ToString(CultureInfo.InvariantCulture)) : "",
        });
    }

    public override Task<V1.RollbackConfigResponse> RollbackConfig(V1.RollbackConfigRequest request, ServerCallContext context)
    {
        Fields.CheckText("version", request.Version, 1, LongestPath);
        Fields.CheckBy(request.By);
        return DoAsync(request, request.RequestId, request.ValidateOnly, async () => new V1.RollbackConfigResponse
        {
            Version = await PutInForceAsync(FilesOf(Find(request.Version)), request.Etag, request.By, request.ValidateOnly),
        });
    }

    public void Dispose() => _changing.Dispose();

    private Task<TResponse> DoAsync<TResponse>(Google.Protobuf.IMessage request, string requestId, bool validateOnly, Func<Task<TResponse>> change)
        where TResponse : class, Google.Protobuf.IMessage
    {
        if (!validateOnly) return ledger.OnceAsync(requestId, request, change);
        RequestLedger.CheckId(requestId);
        return change();
    }

    private async Task<V1.ConfigVersion> PutInForceAsync(IReadOnlyDictionary<string, string> files, string etag, string by, bool validateOnly)
    {
        await _changing.WaitAsync();
        try
        {
            var present = inForce.Latest.Version;
            if (etag.Length > 0 && etag != present) throw Etags.Mismatch("config", etag, present);
            var result = takeOver.Read(files);
            if (result.Site is not { } site) throw Invalid(result);
            if (validateOnly || site.Version == present) return Of(versions.Find(present) ?? new ConfigVersion(0, present, DateTimeOffset.UnixEpoch, ""));
            await takeOver.PutInForceAsync(result, files, by);
            await core.QuestionAsync(acd => acd.Site.Version); // it is in force now: nothing is answered before it
            return Of(Find(site.Version));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refusals.State(Reason.ConfigNotWritable, "CONFIG_FOLDER", "config", fault.Message.TrimEnd('.'));
        }
        finally
        {
            _changing.Release();
        }
    }

    private ConfigVersion Find(string version) => versions.Find(version) ?? throw Refusals.NotFound(Reason.ConfigVersionNotFound, "ConfigVersion", version);

    private ImmutableSortedDictionary<string, string> FilesOf(ConfigVersion version)
    {
        try
        {
            return versions.FilesOf(version);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refusals.NotFound(Reason.ConfigVersionNotFound, "ConfigVersion", version.Version);
        }
    }

    private static SortedDictionary<string, string> Files(IEnumerable<V1.ConfigFile> asked)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in asked)
        {
            if (file.Path.Length is 0 or > LongestPath) throw Refusals.Field("files.path", $"1 to {LongestPath} characters are wanted");
            if (!files.TryAdd(file.Path, file.Text)) throw Refusals.Field("files.path", $"each file once is wanted, but {file.Path} comes twice");
        }

        return files.Count is > 0 and <= MostFiles ? files : throw Refusals.Field("files", $"1 to {MostFiles} files are wanted: all of the configuration");
    }

    private static RpcException Invalid(SiteLoadResult result)
    {
        var violations = new BadRequest
        {
            FieldViolations =
            {
                result.Problems.Where(p => p.Severity == ConfigSeverity.Error).Select(p => new BadRequest.Types.FieldViolation { Field = "files", Description = p.ToString() }),
            },
        };
        return Refusals.Because(Reason.ConfigInvalid, new() { ["problem"] = violations.FieldViolations[0].Description }, violations);
    }

    private static V1.ConfigVersion Of(ConfigVersion version) => new() { Version = version.Version, ApplyTime = Views.Time(version.At), By = version.By };

    private static V1.ConfigProblem Of(ConfigProblem problem) => new()
    {
        Path = problem.File, Line = problem.Line, Column = problem.Column, Warning = problem.Severity == ConfigSeverity.Warning,
        Message = $"{(problem.Field.Length > 0 ? $"{problem.Field}: " : "")}{problem.Message}{(problem.Hint.Length > 0 ? $"; {problem.Hint}" : "")}",
    };
}
