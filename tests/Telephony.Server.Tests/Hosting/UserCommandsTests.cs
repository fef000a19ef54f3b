using Telephony.Server.Access;
using Telephony.Server.Hosting;

namespace Telephony.Server.Tests.Hosting;

/// <summary><c>user add | list | passwd | revoke | remove</c>.</summary>
public sealed class UserCommandsTests
{
    private string _data = "";

    [SetUp]
    public void MakeFolder() => _data = Directory.CreateTempSubdirectory("tel-user-cli-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_data, recursive: true);

    [Test]
    public void A_user_is_made_listed_given_another_password_signed_out_and_removed()
    {
        Assert.That(Run("correct horse", "add", "lee", "--role", "team_leader", "--queues", "sales"), Is.EqualTo((0, "lee: team_leader, may sign in on the board\n", "")));
        var lee = Vault.Read().Single();
        Assert.That((lee.Role, string.Join(' ', lee.Queues), PasswordHash.Matches("correct horse", lee.Password)), Is.EqualTo(("team_leader", "sales", true)));
        if (!OperatingSystem.IsWindows()) Assert.That(File.GetUnixFileMode(Vault.File), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Run("", "list").Output, Does.Contain("lee").And.Contain("queues sales").And.Not.Contain("pbkdf2"));
        Assert.That(Run("", "list", "--json").Output, Does.Contain("\"name\": \"lee\"").And.Not.Contain("pbkdf2"));
        Assert.That(Run("battery staple", "passwd", "LEE").Code, Is.Zero);
        Assert.That(PasswordHash.Matches("battery staple", Vault.Read().Single().Password));
        var before = Vault.Read().Single().SessionsFrom;
        Assert.That(Run("", "revoke", "lee"), Is.EqualTo((0, "lee: signed out everywhere\n", "")));
        Assert.That(Vault.Read().Single().SessionsFrom, Is.GreaterThan(before));
        Assert.That(Run("", "remove", "lee").Code, Is.Zero);
        Assert.That(Vault.Read(), Is.Empty);
    }

    [TestCase("short", "add kim --role manager", "the password: 10 to 200 characters, a few words are good")]
    [TestCase("", "add kim --role manager", "the password: 10 to 200 characters, a few words are good")]
    [TestCase("kim and more", "add kim --role manager", "the password: the name must not be in it")]
    [TestCase("aaaaaaaaaaaa", "add kim --role manager", "the password: at least five different characters")]
    [TestCase("correct horse", "add kim --role boss", "--role boss: one of agent, team_leader, supervisor, quality, analyst, manager, system, auditor, admin")]
    [TestCase("correct horse", "add kim --role agent", "--role agent: wants which agent (--agent 1001)")]
    [TestCase("correct horse", "passwd kim", "kim: there is no such user; 'user list' shows them")]
    [TestCase("", "remove kim", "kim: there is no such user; 'user list' shows them")]
    public void A_mistake_gets_one_line_and_makes_nothing(string password, string arguments, string line)
    {
        Assert.That(Run(password, arguments.Split(' ')), Is.EqualTo((1, "", line + "\n")));
        Assert.That(Vault.Read(), Is.Empty);
    }

    [Test]
    public void A_name_is_taken_once_in_capitals_or_not()
    {
        Run("correct horse", "add", "kim", "--role", "manager");
        Assert.That(Run("correct horse", "add", "Kim", "--role", "admin").Code, Is.EqualTo(1));
        Assert.That(Vault.Read().Single().Role, Is.EqualTo("manager"));
    }

    [TestCase("{\"users\":[{\"name\":\"kim\",\"role\":\"manager\",\"password\":\"secret\",\"created\":\"2026-01-01T00:00:00Z\",\"sessions_from\":\"2026-01-01T00:00:00Z\"}]}", "is no hash")]
    [TestCase("{\"users\":[{\"name\":\"kim\"", "not readable")]
    [TestCase("{}", "'users' is not in it")]
    public void A_file_that_is_not_ours_is_named_and_left_alone(string text, string why)
    {
        DataFolders.CreateSecrets(_data);
        File.WriteAllText(Vault.File, text);
        Assert.That(Run("", "list").Errors, Does.StartWith(Vault.File).And.Contain(why));
        Assert.That(File.ReadAllText(Vault.File), Is.EqualTo(text));
    }

    private UserVault Vault => new(_data, TimeProvider.System);

    private (int Code, string Output, string Errors) Run(string typed, params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            return (UserCommands.Build(_ => typed).Parse([.. arguments, "--data", _data]).Invoke(), said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
