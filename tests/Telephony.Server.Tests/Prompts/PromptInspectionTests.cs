using Telephony.Server.Prompts;
using Telephony.Server.Tests.Configuration;

namespace Telephony.Server.Tests.Prompts;

public sealed class PromptInspectionTests
{
    [Test]
    public void What_the_product_says_it_says_in_english_and_mandarin() => Assert.Multiple(() =>
    {
        Assert.That(PromptLibrary.Own.Languages.Keys, Is.EquivalentTo(new[] { "en", "zh-CN" }));
        Assert.That(PromptInspection.Of(PromptLibrary.Own), Is.Empty);
        Assert.That(PromptLibrary.Own.Languages["zh-CN"].Values.Where(t => !t.Text.Any(c => c is >= '\u4e00' and <= '\u9fff')).Select(t => t.Id), Is.Empty);
    });

    [Test]
    public void A_prompt_that_a_language_lacks_is_missing() =>
        Assert.That(Inspected(("prompts/en/catalog.yaml", "prompts:\n  our-offer: Ten percent off.\n"u8.ToArray())),
            Is.EqualTo(new[] { "prompts/en/catalog.yaml:2:3: our-offer: missing in zh-CN; add 'our-offer' to prompts/zh-CN/catalog.yaml" }));

    [Test]
    public void Recordings_are_neither_too_loud_nor_too_quiet_nor_too_long()
    {
        var inspected = Inspected(
            ("prompts/en/welcome.wav", Sounds.Wav(Sounds.Tone(500, 8_000, 1, 1f), 8_000)),
            ("prompts/en/closed.wav", Sounds.Wav(Sounds.Tone(500, 8_000, 1, 0.002f), 8_000)),
            ("prompts/en/number-7.wav", Sounds.Wav(Sounds.Tone(500, 8_000, 3.5, 0.3f), 8_000)),
            ("prompts/en/goodbye.wav", Sounds.Wav(Sounds.Tone(500, 8_000, 3.5, 0.3f), 8_000)),
            ("prompts/en/emergency.wav", "RIFF but no sound"u8.ToArray()),
            ("prompts/en/our-jingle.wav", Sounds.Wav(Sounds.Tone(500, 8_000, 1, 0.3f), 8_000)));
        Assert.That(inspected, Is.EquivalentTo(new[]
        {
            "prompts/en/welcome.wav:1:1: welcome: too loud: peaks of 0.0 dB are probably clipped; record it with peaks below -3 dB",
            "prompts/en/closed.wav:1:1: closed: too quiet: speech at -57 dB; record it at about -20 dB",
            "prompts/en/number-7.wav:1:1: number-7: too long: 3.5 s, at most 3 s; shorten it, or split it into two prompts",
            "prompts/en/emergency.wav:1:1: emergency: not a WAV file; save it as 16-bit PCM WAV with one channel, 8 to 192 kHz",
            "prompts/en/our-jingle.wav:1:1: our-jingle: a recording of a prompt that is in no catalog; add 'our-jingle' to prompts/en/catalog.yaml",
        }));
    }

    [Test]
    public void A_site_adds_prompts_changes_them_and_names_them()
    {
        using var site = new SiteFixture();
        site.Write("prompts/en/catalog.yaml", "prompts: {our-offer: Ten percent off., welcome: Good day.}\n");
        site.Write("prompts/zh-CN/catalog.yaml", "prompts: {our-offer: 九折优惠。}\n");
        site.Write("site.yaml", "numbers: {\"*\": {greeting: [welcome, our-offer], language: zh-CN, target: {menu: main}}}\n");
        var read = site.Load();
        Assert.Multiple(() =>
        {
            Assert.That(read.Problems.Where(p => p.File == "site.yaml"), Is.Empty);
            Assert.That(read.Site!.Numbers["*"].Language, Is.EqualTo("zh_CN"), "as Asterisk names it");
            Assert.That(read.Prompts.Find("welcome", "en")!.Text, Is.EqualTo("Good day."));
            Assert.That(read.Prompts.Find("our-offer", "zh-CN")!.Text, Is.EqualTo("九折优惠。"));
            Assert.That(read.Prompts.Find("goodbye", "zh-CN")!.Text, Is.EqualTo("感谢您的来电,再见。"));
        });
    }

    [Test]
    public void Names_that_no_catalog_knows_and_languages_without_prompts_are_told_with_their_place()
    {
        using var site = new SiteFixture();
        site.Write("prompts/en/catalog.yaml", "prompts: {our-offer: Ten percent off.}\n");
        site.Write("site.yaml", "numbers:\n  \"*\": {greeting: [welcom, our-offer], language: zh-CN, target: {menu: main}}\n");
        Assert.That(site.Problems(), Does.Contain("site.yaml:2:20: numbers.*.greeting: unknown prompt 'welcom'; did you mean 'welcome'?"));
        site.Write("site.yaml", "numbers:\n  \"*\": {greeting: [welcome, our-offer], language: zh-CN, target: {menu: main}}\n  \"1\": {language: fr, target: {menu: main}}\n");
        Assert.That(site.Problems(), Is.SupersetOf(new[]
        {
            "site.yaml:2:29: warning: numbers.*.greeting: the prompt 'our-offer' has no text in zh-CN; en is heard instead; add it to prompts/zh-CN/catalog.yaml",
            "site.yaml:3:19: warning: numbers.1.language: there are no prompts in fr; en is heard instead; add prompts/fr/catalog.yaml",
        }));
        site.Write("site.yaml", "fallback_language: de\nnumbers:\n  \"*\": {target: {menu: main}}\n");
        Assert.That(site.Problems(), Does.Contain("site.yaml: fallback_language: there are no prompts in de; write one of en, zh-CN, or add prompts/de/catalog.yaml"));
    }

    private static string[] Inspected(params (string Name, byte[] Content)[] files)
    {
        using var site = new SiteFixture();
        foreach (var (name, content) in files) site.Write(name, content);
        return [.. PromptInspection.Of(site.Load().Prompts).Select(problem => problem.ToString())];
    }
}
