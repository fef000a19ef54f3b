using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Access;
using Telephony.Server.Hosting;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Tokens in the data folder.</summary>
public sealed class TokenVaultTests
{
    private readonly ManualTime _time = new();
    private string _data = "";
    private TokenVault _vault = null!;

    [SetUp]
    public void MakeFolder()
    {
        _data = Directory.CreateTempSubdirectory("tel-tokens-").FullName;
        _vault = new TokenVault(_data, _time);
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_data, recursive: true);

    [Test]
    public void The_first_start_makes_the_admins_token_and_no_other_does()
    {
        Assert.That(_vault.EnsureAdmin(), Is.True);
        var token = File.ReadAllText(_vault.AdminFile).Trim();
        Assert.That(_vault.EnsureAdmin(), Is.False);
        Assert.That(File.ReadAllText(_vault.AdminFile).Trim(), Is.EqualTo(token));
        Assert.That(Store().Find(token), Has.Property("Role").EqualTo(Role.Admin));
    }

    [Test]
    public void Only_the_owner_can_read_them_and_the_file_holds_no_token()
    {
        _vault.EnsureAdmin();
        var token = Add("crm").Token;
        if (OperatingSystem.IsWindows()) return; // files have no mode there
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var file in Directory.GetFiles(Path.Combine(_data, "secrets"), "*[ns]")) Assert.That(File.GetUnixFileMode(file) & Others, Is.EqualTo(UnixFileMode.None), file);
        Assert.That(File.ReadAllText(_vault.File), Does.Not.Contain(token[(TokenText.Prefix.Length + 9)..]));
    }

    [Test]
    public void A_running_service_follows_within_a_second()
    {
        var store = Store();
        var (record, token) = Add("crm");
        _time.Advance(TimeSpan.FromSeconds(1));
        var principal = store.Find(token)!;
        Assert.That((principal.Name, principal.Role, principal.StillHolds()), Is.EqualTo(("crm", Role.System, true)));
        _vault.Revoke(record.Id);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(store.Find(token), Is.Null);
        Assert.That(principal.StillHolds(), Is.False, "open streams end");
    }

    [Test]
    public void A_token_ends_when_it_was_said_to()
    {
        var token = Add("crm", _time.GetUtcNow().AddHours(1)).Token;
        var store = Store();
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.That(store.Find(token), Is.Not.Null);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(store.Find(token), Is.Null);
    }

    [Test]
    public void What_is_not_quite_a_token_is_nobody()
    {
        var token = Add("crm").Token;
        var store = Store();
        var other = (token[^1] == 'A' ? 'B' : 'A').ToString();
        foreach (var wrong in new[] { "", "tel_", token[..^1], token + "A", token[..^1] + other, token.ToUpperInvariant(), TokenText.New().Token, new string('a', 5_000) })
            Assert.That(store.Find(wrong), Is.Null, wrong);
    }

    [Test]
    public void One_name_is_good_once_and_free_again_when_revoked()
    {
        Add("crm");
        Assert.Throws<UsageException>(() => Add("crm"));
        _vault.Revoke("crm");
        Assert.That(Add("crm").Token, Is.Not.Empty);
        Assert.Throws<UsageException>(() => _vault.Revoke("nobody"));
    }

    [Test]
    public void A_certificate_is_known_by_its_name_until_it_is_revoked()
    {
        _vault.Add((id, hash) => Record("billing") with { Id = id, Sha256 = hash, Certificate = "billing.example" }, "billing.example");
        var store = Store();
        Assert.That(store.FindCertificate(["other.example", "billing.example"]), Has.Property("Proof").EqualTo(Proof.Certificate));
        Assert.That(store.FindCertificate(["other.example"]), Is.Null);
        _vault.Revoke("billing");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(store.FindCertificate(["billing.example"]), Is.Null);
    }

    [Test]
    public void A_file_that_cannot_be_read_is_refused_at_the_start_and_changes_nothing_later()
    {
        var token = Add("crm").Token;
        var store = Store();
        File.WriteAllText(_vault.File, """{"tokens":[{"id":"x","name":"x","role":"boss"}]}""");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(store.Find(token), Is.Not.Null);
        Assert.That(Assert.Throws<InvalidDataException>(() => Store())!.Message, Does.StartWith(_vault.File));
    }

    [Test]
    public async Task Commands_at_the_same_time_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => new TokenVault(_data, TimeProvider.System).Add((id, hash) => Record($"t{i}") with { Id = id, Sha256 = hash }, null))));
        Assert.That(_vault.Read().Select(t => t.Name).Order(), Is.EqualTo(Enumerable.Range(0, 8).Select(i => $"t{i}")));
    }

    [TestCase("90d", 90 * 24)]
    [TestCase("12h", 12)]
    [TestCase("1970-01-03", 48)]
    public void Ends_that_can_be_said(string text, int hours) =>
        Assert.That(TokenCommands.EndOf(text, DateTimeOffset.UnixEpoch), Is.EqualTo(DateTimeOffset.UnixEpoch.AddHours(hours)));

    [TestCase("")]
    [TestCase("d")]
    [TestCase("0d")]
    [TestCase("-1d")]
    [TestCase("1970-01-01")]
    [TestCase("soon")]
    public void Ends_that_cannot(string text) => Assert.Throws<UsageException>(() => TokenCommands.EndOf(text, DateTimeOffset.UnixEpoch));

    [Test]
    public void No_end_is_said_by_never() => Assert.That(TokenCommands.EndOf("never", DateTimeOffset.UnixEpoch), Is.Null);

    private (TokenRecord Record, string Token) Add(string name, DateTimeOffset? expires = null)
    {
        var (record, token) = _vault.Add((id, hash) => Record(name) with { Id = id, Sha256 = hash, Expires = expires }, null);
        return (record, token!);
    }

    private static TokenRecord Record(string name) => new() { Id = "", Name = name, Role = "system", Created = default };

    private TokenStore Store() => new(_vault, _time, NullLogger<TokenStore>.Instance);
}
