using System.Collections.Immutable;
using Telephony.Server.Hosting;
using Telephony.Server.Prompts;
using Telephony.Server.Tests.Configuration;

namespace Telephony.Server.Tests.Prompts;

public sealed class PromptInstallerTests
{
    private static readonly string[] Few = ["welcome", "number-1", "number-2", "digit-2", "our-offer"];

    private SiteFixture _site = null!;
    private string _folder = "";

    private string Sounds => Path.Combine(_folder, "sounds");

    private string Spoken => Path.Combine(_folder, "spoken");

    /// <summary>A program that "speaks" a fixed tone and writes down what it was asked for.</summary>
    private SpeechCommand Speech => SpeechCommand.Parse($"sh {Path.Combine(_folder, "speak")} {{lang}} {{out}} {{text}}");

    [SetUp]
    public void MakeSite()
    {
        _folder = Directory.CreateTempSubdirectory("tel-prompts-").FullName;
        _site = new SiteFixture();
        File.WriteAllBytes(Path.Combine(_folder, "tone.wav"), Prompts.Sounds.Wav(Prompts.Sounds.Tone(440, 16_000, 0.2, 0.3f), 16_000));
        File.WriteAllText(Path.Combine(_folder, "speak"), $"printf '%s|%s\\n' \"$1\" \"$3\" >>{Spoken}\ncase $3 in *broken*) echo 'no such voice' >&2; exit 3;; esac\ncp {_folder}/tone.wav \"$2\"\n");
    }

    [TearDown]
    public void RemoveSite()
    {
        _site.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task What_is_missing_is_rendered_once_and_installed_for_every_language()
    {
        _site.Write("prompts/en/catalog.yaml", "prompts: {our-offer: Ten percent off.}\n");
        var first = await InstallAsync("fr");
        var again = await InstallAsync("fr");
        Assert.Multiple(() =>
        {
            Assert.That(first.Problems, Is.Empty);
            Assert.That(first.Rendered, Is.EqualTo(7), "equal words are spoken once: two and 二 are both a number and a digit");
            Assert.That(first.Prompts, Is.EqualTo(15), "five, for each of three languages");
            Assert.That(again.Rendered, Is.Zero);
            Assert.That(File.ReadLines(Spoken).Count(), Is.EqualTo(first.Rendered));
            foreach (var language in new[] { "en", "zh_CN", "fr" })
                foreach (var format in PromptAudio.Formats)
                    Assert.That(InstalledAs(language, "our-offer", format), Does.Exist, "the fallback language is heard where a prompt is missing");
            Assert.That(File.ReadLines(Spoken), Does.Contain("zh-CN|一"));
            Assert.That(PromptInstaller.HasInstalled(Sounds), Is.True);
        });
    }

    [Test]
    public async Task A_changed_text_is_spoken_anew_and_one_that_is_gone_is_removed()
    {
        _site.Write("prompts/en/catalog.yaml", "prompts: {our-offer: Ten percent off., welcome: Good day.}\n");
        await InstallAsync();
        File.Delete(Spoken);
        _site.Write("prompts/en/catalog.yaml", "prompts: {welcome: {text: Good evening., say: good eve ning}}\n");
        var changed = await InstallAsync();
        Assert.Multiple(() =>
        {
            Assert.That(changed.Rendered, Is.EqualTo(1));
            Assert.That(File.ReadLines(Spoken), Is.EqualTo(new[] { "en|good eve ning" }));
            Assert.That(InstalledAs("en", "our-offer", ".ulaw"), Does.Not.Exist);
        });
    }

    [Test]
    public async Task A_recording_from_the_studio_wins()
    {
        _site.Write("prompts/en/welcome.wav", Prompts.Sounds.Wav(Prompts.Sounds.Tone(880, 44_100, 1, 0.9f), 44_100));
        await InstallAsync();
        var welcome = new FileInfo(InstalledAs("en", "welcome", ".ulaw"));
        Assert.Multiple(() =>
        {
            Assert.That(welcome.Length, Is.EqualTo(8_000 * 1.3).Within(100), "one second and a pause");
            Assert.That(File.ReadLines(Spoken), Does.Not.Contain("en|Welcome to our service centre."));
        });
    }

    [Test]
    public async Task What_cannot_be_spoken_is_told_with_its_place_and_the_rest_is_installed()
    {
        _site.Write("prompts/en/catalog.yaml", "prompts:\n  our-offer: This is broken.\n");
        var done = await InstallAsync();
        Assert.Multiple(() =>
        {
            Assert.That(done.Problems.Select(p => $"{p}"), Is.EqualTo(new[] { "prompts/en/catalog.yaml:2:3: our-offer: sh ended with 3: no such voice" }));
            Assert.That(InstalledAs("en", "welcome", ".alaw"), Does.Exist);
        });
    }

    [Test]
    public async Task A_text_is_no_command()
    {
        var canary = Path.Combine(_folder, "canary");
        _site.Write("prompts/en/catalog.yaml", $"prompts:\n  our-offer: \"'; touch {canary}; $(touch {canary}) `touch {canary}`\"\n");
        await InstallAsync();
        Assert.That(canary, Does.Not.Exist);
        Assert.That(File.ReadLines(Spoken), Has.Some.StartsWith("en|'; touch"));
    }

    [TestCase("espeak-ng")]
    [TestCase("espeak-ng {text}")]
    [TestCase("{text} {out}")]
    public void A_command_must_say_where_the_text_goes_and_the_sound(string command) =>
        Assert.That(() => SpeechCommand.Parse(command), Throws.TypeOf<UsageException>().With.Message.StartsWith($"--tts '{command}'"));

    [Test]
    public void A_program_that_is_not_there_is_told_in_one_line() =>
        Assert.That(
            async () => await SpeechCommand.Parse("no-such-program {text} {out}").SpeakAsync(PromptLibrary.Own.InLanguage("welcome", "en")!),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("no-such-program cannot be run").And.Message.Contains("--tts"));

    /// <summary>A few prompts are enough: each one spoken is a process.</summary>
    private Task<PromptInstallation> InstallAsync(params string[] languages)
    {
        var all = _site.Load().Prompts;
        var few = new PromptLibrary(
            all.Languages.ToImmutableSortedDictionary(l => l.Key, l => l.Value.RemoveRange(l.Value.Keys.Where(id => !Few.Contains(id))), StringComparer.Ordinal), all.Fallback, all.Studio);
        return new PromptInstaller(new PromptCache(Path.Combine(_folder, "cache"), Speech), Sounds).InstallAsync(few, languages);
    }

    private string InstalledAs(string language, string id, string format) => Path.Combine(Sounds, language, "acd", id + format);
}
