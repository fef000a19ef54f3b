using System.Text;
using Telephony.Server.Cluster;

namespace Telephony.Server.Tests.Cluster;

/// <summary>What Redis gives, refuses and remembers: with a real one.</summary>
public sealed class ClusterStoreTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private RedisServer _redis = null!;
    private ClusterStore _store = null!;

    [SetUp]
    public async Task StartRedis()
    {
        _redis = await RedisServer.StartAsync();
        _store = ClusterStore.Open(new ClusterOptions { Redis = _redis.Address, Site = "s", Node = "n1", Folder = "", Patience = TimeSpan.FromSeconds(5) }, TimeProvider.System);
    }

    [TearDown]
    public async Task StopRedis()
    {
        _store.Dispose();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task One_has_the_lease_and_the_next_one_a_higher_epoch()
    {
        var first = await _store.AcquireAsync("n1 - a", Long, 0, "");
        var refused = await _store.AcquireAsync("n2 - b", Long, 0, "");
        await _store.ReleaseAsync(first.Lease);
        var second = await _store.AcquireAsync("n2 - b", Long, 0, "");
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(new LeaseAnswer(1, "1 n1 - a")));
            Assert.That(refused, Is.EqualTo(new LeaseAnswer(0, "1 n1 - a")));
            Assert.That(second, Is.EqualTo(new LeaseAnswer(2, "2 n2 - b")));
        });
    }

    [Test]
    public async Task The_lease_of_a_holder_known_to_be_dead_is_free_but_no_other()
    {
        var first = await _store.AcquireAsync("n1 - a", Long, 0, "");
        Assert.That((await _store.AcquireAsync("n2 - b", Long, 0, "1 n1 - earlier")).Epoch, Is.Zero);
        Assert.That((await _store.AcquireAsync("n2 - b", Long, 0, first.Lease)).Epoch, Is.EqualTo(2));
    }

    [Test]
    public async Task An_epoch_is_above_every_one_ever_seen()
    {
        Assert.That((await _store.AcquireAsync("n1 - a", Long, 41, "")).Epoch, Is.EqualTo(42));
    }

    [Test]
    public async Task A_lease_that_lapsed_goes_on_unless_another_led_since()
    {
        var first = await _store.AcquireAsync("n1 - a", Long, 0, "");
        await _redis.SaysAsync("DEL", "telephony:{s}:lease");
        Assert.That(await _store.RenewAsync(first, Long, "n1 - a"), Is.EqualTo(first));
        await _redis.SaysAsync("DEL", "telephony:{s}:lease");
        var second = await _store.AcquireAsync("n2 - b", Long, 0, "");
        Assert.That((await _store.RenewAsync(first, Long, "n1 - a")).Epoch, Is.Zero);
        await _store.ReleaseAsync(second.Lease);
        Assert.That((await _store.RenewAsync(first, Long, "n1 - a")).Epoch, Is.Zero, "another led, even if nobody does now");
    }

    [Test]
    public async Task A_Redis_that_lost_its_memory_is_given_a_higher_epoch_by_the_leader()
    {
        await _store.AcquireAsync("n0 - z", Long, 6, "");
        await _redis.SaysAsync("DEL", "telephony:{s}:lease");
        var held = await _store.AcquireAsync("n1 - a", Long, 0, "");
        await _redis.SaysAsync("FLUSHALL");
        Assert.That(await _store.AppendAsync(held.Epoch, 1, [1], ""), Is.EqualTo("behind"));
        var renewed = await _store.RenewAsync(held, Long, "n1 - a");
        Assert.That(renewed, Is.EqualTo(new LeaseAnswer(9, "9 n1 - a")));
    }

    [Test]
    public async Task Every_input_of_an_older_epoch_is_refused()
    {
        var first = await _store.AcquireAsync("n1 - a", Long, 0, "");
        await _store.SaveAsync(first.Epoch, 0, [0], 100);
        Assert.That(await _store.AppendAsync(first.Epoch, 1, Bytes("one"), ""), Is.EqualTo("ok"));
        await _store.AcquireAsync("n2 - b", Long, 0, first.Lease);
        Assert.Multiple(async () =>
        {
            Assert.That(await _store.AppendAsync(first.Epoch, 2, Bytes("two"), ""), Is.EqualTo("fenced"));
            Assert.That(await _store.SaveAsync(first.Epoch, 2, [0], 100), Is.EqualTo("fenced"));
            Assert.That((await _store.ReadAsync(0, 10)).Last, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Nothing_is_appended_behind_a_gap_and_a_state_leads_over_it()
    {
        var held = await _store.AcquireAsync("n1 - a", Long, 0, "");
        await _store.SaveAsync(held.Epoch, 10, Bytes("ten"), 100);
        Assert.That(await _store.AppendAsync(held.Epoch, 12, Bytes("twelve"), ""), Is.EqualTo("gap"));
        Assert.That(await _store.AppendAsync(held.Epoch, 11, Bytes("eleven"), "v hash"), Is.EqualTo("ok"));
        await _store.SaveAsync(held.Epoch, 20, Bytes("twenty"), 100);
        await _store.AppendAsync(held.Epoch, 21, Bytes("twenty-one"), "");
        var (news, saved) = (await _store.ReadAsync(0, 10), await _store.LoadAsync());
        Assert.Multiple(() =>
        {
            Assert.That(news.Entries.Select(e => (e.Number, e.Epoch, Encoding.UTF8.GetString(e.Input))), Is.EqualTo(new[] { (21L, 1L, "twenty-one") }));
            Assert.That((saved!.Number, Encoding.UTF8.GetString(saved.State)), Is.EqualTo((20L, "twenty")));
        });
    }

    [Test]
    public async Task Inputs_are_read_on_and_back()
    {
        var held = await _store.AcquireAsync("n1 - a", Long, 0, "");
        await _store.SaveAsync(held.Epoch, 0, [0], 100);
        for (var i = 1; i <= 9; i++) await _store.AppendAsync(held.Epoch, i, Bytes($"{i}"), i == 5 ? "v hash" : "");
        var (on, back) = ((await _store.ReadAsync(3, 2)).Entries, await _store.ReadBackAsync(7, 3));
        Assert.Multiple(() =>
        {
            Assert.That(on.Select(e => (e.Number, e.Hash)), Is.EqualTo(new[] { (4L, null), (5L, "v hash") }));
            Assert.That(back.Select(e => e.Number), Is.EqualTo(new[] { 7L, 6L, 5L }));
        });
    }

    [Test]
    public async Task A_Redis_that_cannot_be_written_is_away()
    {
        await _store.AcquireAsync("n1 - a", Long, 0, "");
        await _redis.SaysAsync("REPLICAOF", "127.0.0.1", "1");
        Assert.ThrowsAsync<RedisAwayException>(() => _store.AcquireAsync("n2 - b", Long, 0, "1 n1 - a"));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
