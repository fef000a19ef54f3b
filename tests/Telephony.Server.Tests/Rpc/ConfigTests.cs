using Google.Rpc;
using Grpc.Core;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The configuration over the API.</summary>
public sealed class ConfigTests : ApiFixture
{
    private const string Sales = "queues/sales.yaml";

    private V1.ConfigService.ConfigServiceClient Config => new(Api.Channel);

    [Test]
    public async Task A_change_is_checked_planned_applied_and_taken_back()
    {
        var first = await Config.GetConfigAsync(new V1.GetConfigRequest());
        Assert.That(first.Version.By, Is.EqualTo("files"));
        await Api.CallAsync("8000");
        var changed = Changed(first, Sales, "priority: 7\nring_timeout: 9s\n");
        Assert.That((await Config.CheckConfigAsync(new V1.CheckConfigRequest { Files = { changed } })).Version, Has.Length.EqualTo(12));
        var plan = await Config.PlanConfigAsync(new V1.PlanConfigRequest { Files = { changed } });
        Assert.That(plan.Changes, Does.Contain("1 waiting call of sales would be re-scored"));
        Assert.That(plan.Changes, Has.Some.StartsWith("queue sales changes: ").And.Some.Contains("ring_timeout 00:00:05 → 00:00:09"));
        Assert.That(plan.Etag, Is.EqualTo(first.Version.Version));

        var applied = await Config.ApplyConfigAsync(new V1.ApplyConfigRequest { Files = { changed }, Etag = plan.Etag, By = "kim" });
        Assert.That(applied.Version.By, Is.EqualTo("kim"));
        await Api.UntilAsync("the call is re-scored", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Single().Priority == 7);
        Assert.That((await EventsAsync("ConfigurationInForce"))[^1].Details.Fields["by"].StringValue, Is.EqualTo("kim"));
        Assert.That(File.ReadAllText(Path.Combine(Api.ConfigFolder, Sales)), Is.EqualTo("priority: 7\nring_timeout: 9s\n"));

        var status = Refused(() => Config.ApplyConfig(new V1.ApplyConfigRequest { Files = { first.Files }, Etag = plan.Etag, By = "kim" }), "ETAG_MISMATCH");
        Assert.That(status.Code, Is.EqualTo((int)Code.Aborted));
        var back = await Config.RollbackConfigAsync(new V1.RollbackConfigRequest { Version = first.Version.Version, By = "eva" });
        Assert.That(back.Version.Version, Is.EqualTo(first.Version.Version));
        Assert.That((await Config.GetConfigAsync(new V1.GetConfigRequest())).Files, Is.EqualTo(first.Files));
        var versions = await Config.ListConfigVersionsAsync(new V1.ListConfigVersionsRequest { PageSize = 2 });
        Assert.That(versions.Versions.Select(v => v.By), Is.EqualTo(new[] { "eva", "kim" }));
        var rest = await Config.ListConfigVersionsAsync(new V1.ListConfigVersionsRequest { PageToken = versions.NextPageToken });
        Assert.That((rest.Versions.Single().By, rest.NextPageToken), Is.EqualTo(("files", "")));
    }

    [Test]
    public async Task Files_with_mistakes_change_nothing()
    {
        var first = await Config.GetConfigAsync(new V1.GetConfigRequest());
        var bad = Changed(first, Sales, "priority: 70\n");
        var problem = (await Config.CheckConfigAsync(new V1.CheckConfigRequest { Files = { bad } })).Problems.Single(p => !p.Warning);
        Assert.That((problem.Path, problem.Line, problem.Column), Is.EqualTo((Sales, 1, 11)));
        Assert.That((await Config.PlanConfigAsync(new V1.PlanConfigRequest { Files = { bad } })).Changes, Is.Empty);
        var status = Refused(() => Config.ApplyConfig(new V1.ApplyConfigRequest { Files = { bad }, By = "kim" }), "CONFIG_INVALID");
        Assert.That(status.GetDetail<BadRequest>()!.FieldViolations[0].Description, Does.StartWith("queues/sales.yaml:1:11: priority: "));
        Refused(() => Config.ApplyConfig(new V1.ApplyConfigRequest { Files = { Changed(first, "../evil.yaml", "x: 1\n") }, By = "kim" }), "CONFIG_INVALID");
        WrongField(() => Config.ApplyConfig(new V1.ApplyConfigRequest { Files = { first.Files, first.Files[0] }, By = "kim" }), "files.path");
        WrongField(() => Config.ApplyConfig(new V1.ApplyConfigRequest { By = "kim" }), "files");
        WrongField(() => Config.ApplyConfig(new V1.ApplyConfigRequest { Files = { first.Files } }), "by");
        Refused(() => Config.RollbackConfig(new V1.RollbackConfigRequest { Version = "nothing", By = "kim" }), "CONFIG_VERSION_NOT_FOUND");
        Refused(() => Config.GetConfig(new V1.GetConfigRequest { Version = "nothing" }), "CONFIG_VERSION_NOT_FOUND");
        Assert.That((await Config.GetConfigAsync(new V1.GetConfigRequest())).Version, Is.EqualTo(first.Version));
        Assert.That(await EventsAsync("ConfigurationInForce"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_file_left_out_is_gone_and_only_checked_means_nothing_done()
    {
        var first = await Config.GetConfigAsync(new V1.GetConfigRequest());
        var fewer = first.Files.Where(f => f.Path != "queues/support.yaml").Select(f => f.Path == "agents.yaml" ? new V1.ConfigFile { Path = f.Path, Text = "agents: {}\n" } : f).ToList();
        await Config.ApplyConfigAsync(new V1.ApplyConfigRequest { Files = { fewer }, By = "kim", ValidateOnly = true });
        Assert.That(File.Exists(Path.Combine(Api.ConfigFolder, "queues/support.yaml")), Is.True);
        await Config.ApplyConfigAsync(new V1.ApplyConfigRequest { Files = { fewer }, By = "kim" });
        Assert.That(File.Exists(Path.Combine(Api.ConfigFolder, "queues/support.yaml")), Is.False);
        await Api.UntilAsync("support is gone", async () => (await Api.Queues.ListQueuesAsync(new V1.ListQueuesRequest())).Queues.All(q => q.Name != "queues/support"));
    }

    private static IEnumerable<V1.ConfigFile> Changed(V1.GetConfigResponse from, string path, string text) =>
        [.. from.Files.Where(f => f.Path != path), new V1.ConfigFile { Path = path, Text = text }];
}
