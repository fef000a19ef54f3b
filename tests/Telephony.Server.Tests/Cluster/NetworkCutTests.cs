using System.Net;
using Telephony.Acceptance.Tests.Harness;
using Telephony.Core;
using Telephony.FakeAsterisk;

namespace Telephony.Server.Tests.Cluster;

/// <summary>The network of the leader is cut: nothing passes any more, and no connection is closed.</summary>
public sealed class NetworkCutTests
{
    private const string Application = "acd-site";
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    private FakeAsteriskServer _asterisk = null!;
    private RedisServer _redis = null!;
    private TcpRelay _toAsterisk = null!;
    private TcpRelay _toRedis = null!;
    private ClusterRouter _first = null!;
    private ClusterRouter _second = null!;
    private string _folder = "";

    [SetUp]
    public async Task StartBoth()
    {
        _asterisk = await FakeAsteriskServer.StartAsync();
        _asterisk.PlaybacksEndAtOnce = true;
        _asterisk.AddEndpoint("PJSIP/1001");
        _redis = await RedisServer.StartAsync();
        _toAsterisk = new TcpRelay(Anywhere, new IPEndPoint(IPAddress.Parse(_asterisk.BaseUrl.Host), _asterisk.BaseUrl.Port));
        _toRedis = new TcpRelay(Anywhere, IPEndPoint.Parse(_redis.Address));
        _folder = Directory.CreateTempSubdirectory("tel-cut-").FullName;
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(Path.Combine(site, "queues"));
        await File.WriteAllTextAsync(Path.Combine(site, "skills.yaml"), "skills:\n  english: {}\n");
        await File.WriteAllTextAsync(Path.Combine(site, "site.yaml"), "numbers:\n  \"*\": {greeting: [], language: en, target: {queue: sales}}\n");
        await File.WriteAllTextAsync(Path.Combine(site, "queues", "sales.yaml"), "ring_timeout: 60s\n");
        await File.WriteAllTextAsync(Path.Combine(site, "agents.yaml"), "agents:\n  \"1001\": {name: Ann, queues: [sales]}\n");
        _first = await ClusterRouter.StartAsync("n1", _asterisk, new Uri($"http://{_toAsterisk.Local}"), $"{_toRedis.Local}", Path.Combine(_folder, "n1"), site);
        await _first.LeadsAsync();
        _second = await ClusterRouter.StartAsync("n2", _asterisk, _redis, Path.Combine(_folder, "n2"), site);
        await _second.StandsByAsync();
    }

    [TearDown]
    public async Task StopBoth()
    {
        if (_second is not null) await _second.DisposeAsync();
        if (_first is not null) await _first.DisposeAsync();
        _toAsterisk.Dispose();
        _toRedis.Dispose();
        await _redis.DisposeAsync();
        await _asterisk.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Cut_off_from_everything_it_does_nothing_while_the_standby_leads_and_follows_when_the_network_is_back()
    {
        var caller = await SomebodyWaitsAsync();
        _toAsterisk.Freeze();
        _toRedis.Freeze();
        await _second.LeadsAsync();
        var leg = await AnswerForAsync(caller, _second);
        _toAsterisk.Thaw();
        _toRedis.Thaw();
        await NothingIsDoneTwiceAsync(caller, leg);
    }

    [Test]
    public async Task Cut_off_from_Redis_it_goes_on_until_the_standby_has_taken_its_place()
    {
        var caller = await SomebodyWaitsAsync();
        _toRedis.Freeze();
        var leg = await AnswerForAsync(caller, _first);
        await _second.LeadsAsync();
        await _second.AgentBecomesAsync("1001", "Talking");
        _toRedis.Thaw();
        await NothingIsDoneTwiceAsync(caller, leg);
    }

    [Test]
    public async Task Cut_off_from_Asterisk_it_gives_way_to_the_standby_that_reaches_it()
    {
        var caller = await SomebodyWaitsAsync();
        _toAsterisk.Freeze();
        await _second.LeadsAsync();
        var leg = await AnswerForAsync(caller, _second);
        _toAsterisk.Thaw();
        await NothingIsDoneTwiceAsync(caller, leg);
    }

    private async Task<FakeChannel> SomebodyWaitsAsync()
    {
        var caller = _asterisk.Call(Application, "555", "call,8000");
        await _second.CallersWaitAsync(1);
        return caller;
    }

    /// <summary>The agent begins work, is rung, and answers.</summary>
    private async Task<FakeChannel> AnswerForAsync(FakeChannel caller, ClusterRouter leader)
    {
        Assert.That(await leader.OrderAsync(r => new AcdInput.AgentCommanded(r, new AgentId("1001"), AgentCommand.LogIn, null)), Is.Null);
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1001");
        Assert.That(leg.Id, Does.StartWith(caller.Id));
        leg.Answer();
        await leader.AgentBecomesAsync("1001", "Talking");
        return leg;
    }

    private async Task NothingIsDoneTwiceAsync(FakeChannel caller, FakeChannel leg)
    {
        await _first.StandsByAsync();
        await _first.AgentBecomesAsync("1001", "Talking");
        await _second.UntilAsync("both cores are the same, byte for byte", async () => await _first.CoreAsync() == await _second.CoreAsync());
        Assert.Multiple(() =>
        {
            Assert.That(_first.StepDowns, Is.EqualTo(1));
            Assert.That(_second.StepDowns, Is.Zero);
            Assert.That(caller.BridgeId, Is.Not.Null.And.EqualTo(leg.BridgeId), "they talk");
            Assert.That(_asterisk.Channels.Count(channel => channel.Id.Contains("-agent-", StringComparison.Ordinal)), Is.EqualTo(1), "one ring");
        });
    }
}
