using Telephony.Server.Asterisk;

namespace Telephony.Server.Tests.Asterisk;

public sealed class PromptLengthsTests
{
    private string _sounds = "";

    [SetUp]
    public void MakeSounds()
    {
        _sounds = Directory.CreateTempSubdirectory("tel-sounds-").FullName;
        Directory.CreateDirectory(Path.Combine(_sounds, "en"));
        Directory.CreateDirectory(Path.Combine(_sounds, "zh"));
        File.WriteAllBytes(Path.Combine(_sounds, "en", "hello.wav"), new byte[44 + 32_000]);
        File.WriteAllBytes(Path.Combine(_sounds, "zh", "hello.ulaw"), new byte[24_000]);
    }

    [TearDown]
    public void RemoveSounds() => Directory.Delete(_sounds, recursive: true);

    [Test]
    public void They_come_from_the_files_of_the_language()
    {
        var lengths = new PromptLengths(_sounds);
        Assert.Multiple(() =>
        {
            Assert.That(lengths.Of(["sound:hello"], "en"), Is.EqualTo(TimeSpan.FromSeconds(2)));
            Assert.That(lengths.Of(["sound:hello"], "zh_CN"), Is.EqualTo(TimeSpan.FromSeconds(3)));
            Assert.That(lengths.Of(["sound:hello", "sound:hello"], "en"), Is.EqualTo(TimeSpan.FromSeconds(4)));
        });
    }

    [Test]
    public void A_symbolic_link_is_as_long_as_what_it_leads_to()
    {
        var en = Path.Combine(_sounds, "en");
        File.CreateSymbolicLink(Path.Combine(en, "linked.wav"), "hello.wav");
        File.CreateSymbolicLink(Path.Combine(en, "twice.wav"), Path.Combine(en, "linked.wav"));
        Directory.CreateSymbolicLink(Path.Combine(_sounds, "fr"), en);
        var lengths = new PromptLengths(_sounds);
        Assert.Multiple(() =>
        {
            Assert.That(lengths.Of(["sound:linked"], "en"), Is.EqualTo(TimeSpan.FromSeconds(2)));
            Assert.That(lengths.Of(["sound:twice"], "en"), Is.EqualTo(TimeSpan.FromSeconds(2)));
            Assert.That(lengths.Of(["sound:twice"], "fr"), Is.EqualTo(TimeSpan.FromSeconds(2)));
        });
    }

    [Test]
    public void A_symbolic_link_that_leads_nowhere_is_taken_for_long()
    {
        File.CreateSymbolicLink(Path.Combine(_sounds, "en", "gone.wav"), "nowhere.wav");
        File.CreateSymbolicLink(Path.Combine(_sounds, "en", "round.wav"), "round.wav");
        var lengths = new PromptLengths(_sounds);
        Assert.Multiple(() =>
        {
            Assert.That(lengths.Of(["sound:gone"], "en"), Is.EqualTo(PromptLengths.Unknown));
            Assert.That(lengths.Of(["sound:round"], "en"), Is.EqualTo(PromptLengths.Unknown));
        });
    }

    [Test]
    public void A_language_without_the_prompt_falls_back_to_English() =>
        Assert.That(new PromptLengths(_sounds).Of(["sound:hello"], "fr"), Is.EqualTo(TimeSpan.FromSeconds(2)));

    [Test]
    public void Words_that_cannot_be_seen_are_taken_for_short_because_many_make_a_phrase() =>
        Assert.That(new PromptLengths(_sounds).Of(["sound:acd/queue-position", "sound:acd/number-2"], "en"), Is.EqualTo(PromptLengths.Unknown + TimeSpan.FromSeconds(3)));

    [Test]
    public void Prompts_that_were_installed_anew_are_measured_again()
    {
        var lengths = new PromptLengths(_sounds);
        Directory.CreateDirectory(Path.Combine(_sounds, "en", "acd"));
        File.WriteAllBytes(Path.Combine(_sounds, "en", "acd", "welcome.ulaw"), new byte[8_000]);
        Assert.That(lengths.Of(["sound:acd/welcome"], "en"), Is.EqualTo(TimeSpan.FromSeconds(1)));
        File.WriteAllBytes(Path.Combine(_sounds, "en", "acd", "welcome.ulaw"), new byte[16_000]);
        lengths.Forget();
        Assert.That(lengths.Of(["sound:acd/welcome"], "en"), Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [TestCase("sound:nowhere")]
    [TestCase("recording:x")]
    public void What_cannot_be_seen_is_taken_for_long(string prompt) =>
        Assert.That(new PromptLengths(_sounds).Of([prompt], "en"), Is.EqualTo(PromptLengths.Unknown));
}
