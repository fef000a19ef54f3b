using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Recordings;

public sealed class RecordingKeysTests
{
    private static readonly string Digits = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    [Test]
    public void The_first_key_is_for_what_is_new_and_all_open_what_is_old()
    {
        var keys = RecordingKeys.Parse($"# since May\n{Digits}\n\n# before\n{new string('F', 64)}\n", "keys");
        Assert.That(keys.Newest!.Secret, Is.EqualTo(Convert.FromHexString(Digits)));
        Assert.That(keys.Find(RecordingKey.Of(Convert.FromHexString(new string('f', 64))).Id), Is.Not.Null);
        Assert.That(Digits, Does.Not.Contain(keys.Newest.Id), "the name of a key tells nothing of it");
    }

    [TestCase("", "keys: there is no key; make one with: openssl rand -hex 32")]
    [TestCase("# nothing\n", "keys: there is no key; make one with: openssl rand -hex 32")]
    [TestCase("# one\nsecret", "keys:2: 64 hexadecimal digits are wanted; make a key with: openssl rand -hex 32")]
    public void A_mistake_is_told_without_showing_the_key(string text, string message) =>
        Assert.That(Assert.Throws<FormatException>(() => RecordingKeys.Parse(text, "keys"))!.Message, Is.EqualTo(message));

    [Test, Platform(Exclude = "Win"), System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_command_may_print_them_and_a_file_must_be_private()
    {
        Assert.That(RecordingKeys.OfCommand($"echo {Digits}").Newest!.Secret, Has.Length.EqualTo(32));
        Assert.That(Assert.Throws<FormatException>(() => RecordingKeys.OfCommand("exit 3"))!.Message, Is.EqualTo("'exit 3' ended with exit code 3"));
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Digits);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.That(RecordingKeys.OfFile(file).Newest, Is.Not.Null);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.That(Assert.Throws<FormatException>(() => RecordingKeys.OfFile(file))!.Message, Is.EqualTo($"{file}: others may read it; chmod 600 {file}"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
