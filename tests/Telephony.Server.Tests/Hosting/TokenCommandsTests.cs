using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Access;
using Telephony.Server.Hosting;

namespace Telephony.Server.Tests.Hosting;

/// <summary><c>token create | list | revoke</c>.</summary>
public sealed class TokenCommandsTests
{
    private string _data = "";

    [SetUp]
    public void MakeFolder() => _data = Directory.CreateTempSubdirectory("tel-token-cli-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_data, recursive: true);

    [Test]
    public void A_token_is_printed_alone_once_and_works_until_it_is_revoked()
    {
        var (code, output, errors) = Run("create", "--role", "team_leader", "--name", "lee", "--queues", "sales, support", "--expires", "12h");
        Assert.That((code, output.Split('\n').Length), Is.EqualTo((0, 2)), errors);
        var lee = Store().Find(output.Trim())!;
        Assert.That((lee.Name, lee.Role, string.Join(' ', lee.Scope.Queues)), Is.EqualTo(("lee", Role.TeamLeader, "sales support")));
        Assert.That(lee.Until, Is.EqualTo(DateTimeOffset.UtcNow.AddHours(12)).Within(TimeSpan.FromMinutes(1)));
        var list = Run("list").Output;
        Assert.That(list, Does.Contain("lee").And.Contain("queues sales,support").And.Contain("good until").And.Not.Contain(output.Trim()));
        Assert.That(Run("list", "--json").Output, Does.Contain("\"name\": \"lee\"").And.Not.Contain("sha256\": \""));
        Assert.That(Run("revoke", "lee"), Is.EqualTo((0, $"{lee.Id["token:".Length..]}: lee, team_leader: revoked\n", "")));
        Assert.That(Store().Find(output.Trim()), Is.Null);
        Assert.That(Run("list").Output, Does.Contain("revoked"));
    }

    [Test]
    public void A_certificate_gets_no_token()
    {
        var (code, output, _) = Run("create", "--role", "system", "--name", "billing", "--certificate", "billing.internal", "--expires", "never");
        Assert.That((code, output), Is.EqualTo((0, "")));
        Assert.That(Store().FindCertificate(["billing.internal"]), Is.Not.Null);
    }

    [TestCase("--role boss --name x", "--role boss: one of agent, team_leader, supervisor, quality, analyst, manager, system, auditor, admin")]
    [TestCase("--role agent --name x", "--role agent: wants which agent (--agent 1001)")]
    [TestCase("--role team_leader --name x", "--role team_leader: wants a team (--queues sales,support or --agents 1001,1002)")]
    [TestCase("--role manager --name x --agent 1001", "--role manager: wants no --agent: that is for the role agent")]
    [TestCase("--role admin --name x --queues sales", "--role admin: wants no limits: an admin may do everything")]
    [TestCase("--role team_leader --name x --queues ../sales", "../sales: not the name of a queue or agent")]
    [TestCase("--role manager --name x --expires soon", "--expires soon: a time to come is wanted: 90d, 12h, 2027-01-31, or never")]
    public void A_mistake_gets_one_line_and_makes_nothing(string arguments, string line)
    {
        var (code, output, errors) = Run(["create", .. arguments.Split(' ')]);
        Assert.That((code, output, errors), Is.EqualTo((1, "", line + "\n")));
        Assert.That(Run("list").Output, Does.Not.Contain(" x "));
    }

    [Test]
    public void Who_is_not_there_cannot_be_revoked() => Assert.That(Run("revoke", "nobody").Code, Is.EqualTo(1));

    private TokenStore Store() => new(new TokenVault(_data, TimeProvider.System), TimeProvider.System, NullLogger<TokenStore>.Instance);

    private (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            return (TokenCommands.Build().Parse([.. arguments, "--data", _data]).Invoke(), said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
