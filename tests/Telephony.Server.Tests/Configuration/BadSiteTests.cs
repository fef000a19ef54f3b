using System.Text;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

/// <summary>What a person reads who made a mistake: the exact line.</summary>
public class BadSiteTests
{
    private static readonly TestCaseData[] BadFiles =
    [
        Bad("queues/sales.yaml", "label: {en: Sales}\n\nring_timeout: 15s\nskills:\n  - english\n  - spansh>=5\n",
            "queues/sales.yaml:6:5: skills: unknown skill 'spansh'; did you mean 'spanish'?"),
        Bad("queues/sales.yaml", "ring_timout: 15s\n", "queues/sales.yaml:1:1: ring_timout: unknown key; did you mean 'ring_timeout'?"),
        Bad("queues/sales.yaml", "ring_timeout: 15\n", "queues/sales.yaml:1:15: ring_timeout: '15' is not a duration; write it like 20s, 2m, 1m30s or 500ms"),
        Bad("queues/sales.yaml", "ring_timeout: 3m\n", "queues/sales.yaml:1:15: ring_timeout: 3m is out of range; from 2s to 2m"),
        Bad("queues/sales.yaml", "wrap_up: 1h1s\n", "queues/sales.yaml:1:10: wrap_up: 1h1s is out of range; from 0s to 1h"),
        Bad("queues/sales.yaml", "priority: high\n", "queues/sales.yaml:1:11: priority: a whole number from 0 to 10 is wanted, not 'high'"),
        Bad("queues/sales.yaml", "priority: 11\n", "queues/sales.yaml:1:11: priority: a whole number from 0 to 10 is wanted, not '11'"),
        Bad("queues/sales.yaml", "record: yes\n", "queues/sales.yaml:1:9: record: a word or a percentage from 1% to 100% is wanted, not 'yes'; known: always, never, on_demand"),
        Bad("queues/sales.yaml", "skills: {english: 5}\n", "queues/sales.yaml:1:9: skills: a list is wanted, not a mapping; write [one, two]"),
        Bad("queues/sales.yaml", "skills: english & (spanish | englsh>=2)\n", "queues/sales.yaml:1:30: skills: unknown skill 'englsh'; did you mean 'english'?"),
        Bad("queues/sales.yaml", "skills: 'english and spanish'\n", "queues/sales.yaml:1:18: skills: '&' or '|' is missing before 'and'; did you mean '&'?"),
        Bad("queues/sales.yaml", "skills: (english | spanish\n", "queues/sales.yaml:1:9: skills: this '(' is not closed; add ')'"),
        Bad("queues/sales.yaml", "skills: english>=5 & spanish>11\n", "queues/sales.yaml:1:22: skills: level 11 is out of range; from 1 to 10"),
        Bad("queues/sales.yaml", "skills: [english>=11]\n", "queues/sales.yaml:1:10: skills: level 11 is out of range; from 1 to 10"),
        Bad("queues/sales.yaml", "skills: [english, english>=3]\n", "queues/sales.yaml:1:19: skills: skill 'english' is here twice; keep one"),
        Bad("queues/sales.yaml", "skills: [english>]\n", "queues/sales.yaml:1:18: skills: a level is missing after '>'; from 1 to 10"),
        Bad("queues/sales.yaml", "skills: [english 5]\n",
            "queues/sales.yaml:1:18: skills: '&' or '|' is missing before '5'; write it like english>=5 & (billing | sales) & !trainee"),
        Bad("queues/sales.yaml", "relax: [{after: 20s, skills: englsh>=3}]\n", "queues/sales.yaml:1:30: relax.skills: unknown skill 'englsh'; did you mean 'english'?"),
        Bad("queues/sales.yaml", "relax: [{after: 20s, skills: english}, {after: 20s, skills: ''}]\n",
            "queues/sales.yaml:1:48: relax.after: not later than the step before (20s); write the steps in order of time"),
        Bad("queues/sales.yaml", "service_level: {variant: of_al}\n", "queues/sales.yaml:1:26: service_level.variant: unknown variant 'of_al'; did you mean 'of_all'?"),
        Bad("queues/sales.yaml", "board: {longest_wait: {watch: 2m, alarm: 1m}}\n", "queues/sales.yaml:1:31: board.longest_wait.watch: the alarm comes before it; write an alarm that is not less"),
        Bad("queues/sales.yaml", "board: {waitin: {watch: 2}}\n", "queues/sales.yaml:1:9: board.waitin: unknown key; did you mean 'waiting'?"),
        Bad("queues/sales.yaml", "service_level: {target: 120}\n", "queues/sales.yaml:1:25: service_level.target: a whole number from 0 to 100 is wanted, not '120'"),
        Bad("queues/sales.yaml", "relax: [{after: 20s}]\n", "queues/sales.yaml:1:9: relax.skills: missing; write skills: english>=3, or skills: \"\" for everybody of the queue"),
        Bad("queues/sales.yaml", "relax: [{after: 0s, skills: ''}]\n", "queues/sales.yaml:1:17: relax.after: 0s is out of range; from 1s to 24h"),
        Bad("queues/sales.yaml", "strategy: fewest_cals\n", "queues/sales.yaml:1:11: strategy: unknown strategy 'fewest_cals'; did you mean 'fewest_calls'?"),
        Bad("queues/sales.yaml", "max_wait: 3m\n",
            "queues/sales.yaml:1:11: max_wait: it is not said where a caller goes then; add overflow: {queue: NAME}, {menu: NAME} or hangup"),
        Bad("queues/sales.yaml", "max_wait: 0s\noverflow: hangup\n", "queues/sales.yaml:1:11: max_wait: 0s is out of range; from 1s to 24h"),
        Bad("queues/sales.yaml", "max_wait: never\noverflow: hangup\n", "queues/sales.yaml:1:11: max_wait: 'never' is not a duration; write it like 20s, 2m, 1m30s or 500ms"),
        Bad("queues/sales.yaml", "overflow_when: [{after: 10s, to: {menu: main}}]\n",
            "ivr/main.yaml:4:12: otherwise: a caller who does nothing would go in circles: menu main -> queue sales -> menu main; let one of them end elsewhere"),
        Bad("queues/sales.yaml", "may_return: true\noverflow_when: [{after: 10s, waiting: 3, to: {queue: sales}}]\n",
            "queues/sales.yaml:2:46: overflow_when.to: a call would be handed round for ever: queue sales -> queue sales; take may_return from one of them: the call then stays there"),
        Bad("queues/sales.yaml", "music: jazz\n", "queues/sales.yaml:1:8: music: unknown music class 'jazz'; known: default"),
        Bad("queues/sales.yaml", "recovery: {silent: never}\n", "queues/sales.yaml:1:20: recovery.silent: 'never' is not a duration; write it like 30s, or until_ready"),
        Bad("queues/sales.yaml", "label: Sales\n", "queues/sales.yaml:1:8: label: a mapping (key: value) is wanted, not 'Sales'"),
        Bad("queues/sales.yaml", "label: {en: 'Sa;les'}\n",
            "queues/sales.yaml:1:13: label.en: 'Sa;les' is not a name for people (at most 80 characters, none of ; \" < > [ ] \\)"),
        Bad("queues/sales.yaml", "max_wait: 3m\noverflow: {queue: sales}\n",
            "queues/sales.yaml:2:11: overflow: a caller who does nothing would go in circles: queue sales -> queue sales; let one of them end elsewhere"),
        Bad("queues/sales.yaml", "max_wait: 3m\noverflow: {menu: main}\n",
            "ivr/main.yaml:4:12: otherwise: a caller who does nothing would go in circles: menu main -> queue sales -> menu main; let one of them end elsewhere"),
        Bad("queues/sales.yaml", "wrap_up: 5s\nwrap_up: 6s\n", "queues/sales.yaml:2:1: key 'wrap_up' is here twice; it is already on line 1: remove one of them"),
        Bad("queues/sales.yaml", "label:\n\ten: Sales\n", "queues/sales.yaml:2:1: a tab character cannot indent YAML; use spaces"),
        Bad("queues/sales.yaml", "label: &a {en: Sales}\n", "queues/sales.yaml:1:8: YAML anchors are not used here; put quotes around a text that begins with '*', '&' or '!'"),
        Bad("queues/sales.yaml", "label: *a\n", "queues/sales.yaml:1:8: YAML aliases are not used here; put quotes around a text that begins with '*', '&' or '!'"),
        Bad("queues/sales.yaml", "label: !!map {en: Sales}\n", "queues/sales.yaml:1:8: YAML tags are not used here; put quotes around a text that begins with '*', '&' or '!'"),
        Bad("queues/sales.yaml", "wrap_up: 5s\n---\nwrap_up: 6s\n", "queues/sales.yaml:2:1: a second document begins here; keep one document a file: remove the '---'"),
        Bad("queues/sales.yaml", "label: {en: \"a\u0007b\"}\n", "queues/sales.yaml:1:15: control character U+0007 in the text; remove it"),
        Bad("queues/sales.yaml", "- a\n- b\n", "queues/sales.yaml:1:1: a mapping (key: value) is wanted, not a list"),
        Bad("queues/sales.yaml", "[[[[[[[[[[[[[[[[[[[[[[[[[[", "queues/sales.yaml:1:17: nested deeper than 16 levels; flatten it"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices:\n  \"1\": {queue: sale}\notherwise: hangup\n",
            "ivr/main.yaml:3:16: choices.1.queue: unknown queue 'sale'; did you mean 'sales'?"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {menu: mian}}\notherwise: {queue: sales}\n",
            "ivr/main.yaml:2:23: choices.1.menu: unknown menu 'mian'; did you mean 'main'?"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"12\": {queue: sales}}\notherwise: hangup\n",
            "ivr/main.yaml:2:11: choices.12: not a key of a phone; write \"0\" to \"9\", \"*\", \"#\" or A to D"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices:\n  \"1\": {queue: sales}\n  1: {queue: sales}\notherwise: hangup\n",
            "ivr/main.yaml:4:3: key '1' is here twice; it is already on line 3: remove one of them"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {queue: sales}}\n", "ivr/main.yaml:1:1: otherwise: missing; write otherwise: {queue: NAME}"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": sales}\notherwise: hangup\n",
            "ivr/main.yaml:2:16: choices.1: 'sales' is not a target; write {queue: NAME}, {menu: NAME} or hangup"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {queue: sales, menu: main}}\notherwise: hangup\n",
            "ivr/main.yaml:2:16: choices.1: a target names exactly one queue or menu; write {queue: NAME}, {menu: NAME} or hangup"),
        Bad("ivr/main.yaml", "prompt: [../../etc/passwd]\nchoices: {\"1\": {queue: sales}}\notherwise: hangup\n",
            "ivr/main.yaml:1:10: prompt: '../../etc/passwd' is not a prompt; write the id of a prompt like welcome, or sound:NAME for one of Asterisk's own sounds"),
        Bad("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {queue: sales}}\notherwise: {menu: main}\n",
            "ivr/main.yaml:3:12: otherwise: a caller who does nothing would go in circles: menu main -> menu main; let one of them end elsewhere"),
        Bad("agents.yaml", "agents:\n  \"1001\": {name: Ann, skills: {englsh: 7}, queues: [sales]}\n",
            "agents.yaml:2:32: agents.1001.skills: unknown skill 'englsh'; did you mean 'english'?"),
        Bad("agents.yaml", "agents:\n  \"1001\": {name: Ann, skills: {english: 0}}\n",
            "agents.yaml:2:41: agents.1001.skills.english: a whole number from 1 to 10 is wanted, not '0'"),
        Bad("agents.yaml", "agents:\n  \"1001\": {name: Ann, dial: Local/1@out}\n",
            "agents.yaml:2:29: agents.1001.dial: 'Local/1@out' is not a dial target like PJSIP/1001"),
        Bad("agents.yaml", "agents:\n  \"1001\": {queues: [sales]}\n", "agents.yaml:2:11: agents.1001.name: missing; write name: Ann"),
        Bad("agents.yaml", "agents:\n  \"10 01\": {name: Ann}\n", "agents.yaml:2:3: agents.10 01: not a name (1 to 40 letters, digits, - or _)"),
        Bad("agents.yaml", "agents:\n  \"1001\":\n", "agents.yaml:2:10: agents.1001: a mapping (key: value) is wanted, not nothing"),
        Bad("agents.yaml", "agents: {\"1001\": {name: \"A\\nB\"}}\n",
            "agents.yaml:1:25: agents.1001.name: 'A?B' is not a name for people (1 to 80 characters, none of ; \" < > [ ] \\)"),
        Bad("site.yaml", "numbers:\n  *: {target: {menu: main}}\n", "site.yaml:2:3: the key * needs quotes; write \"*\":"),
        Bad("site.yaml", "numbers: {}\n", "site.yaml:1:10: numbers: no number leads anywhere; add \"*\": {target: {queue: NAME}}"),
        Bad("site.yaml", "", "site.yaml:1:1: a mapping (key: value) is wanted, not nothing"),
        Bad("site.yaml", "numbers: {\"*\": {target: {menu: main}}}\npause_reasons: {\"12\": {name: break}}\n",
            "site.yaml:2:17: pause_reasons.12: a pause reason is named by the one digit dialled after *13; write \"0\" to \"9\""),
        Bad("site.yaml", "numbers: {\"*\": {target: {menu: main}, language: \"en;x\"}}\n", "site.yaml:1:49: numbers.*.language: 'en;x' is not a language like en or zh-CN"),
        Bad("skills.yaml", "skills: [english, spanish]\n", "skills.yaml:1:9: skills: a mapping (key: value) is wanted, not a list"),
        Bad("queues/my sales.yaml", "", "queues/my sales.yaml: the file's name is not a name (1 to 40 letters, digits, - or _)"),
        Bad("queues/other.yml", "", "queues/other.yml: not read; end the file's name with .yaml"),
        Bad("agnts.yaml", "", "agnts.yaml: this file has no meaning here; did you mean 'agents.yaml'?"),
    ];

    [TestCaseSource(nameof(BadFiles))]
    public void A_mistake_is_told_in_one_exact_line(string file, string content, string line)
    {
        using var site = new SiteFixture();
        site.Write(file, content);
        var result = site.Load();
        var errors = result.Problems.Where(problem => problem.Severity == ConfigSeverity.Error).Select(problem => problem.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.EqualTo(new[] { line }));
            Assert.That(result.Site, Is.Null);
        });
    }

    [Test]
    public void Bytes_that_are_not_utf8_are_told_with_their_place()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", [.. "label:\n  en: 销"u8, 0xC3, 0x28]);
        Assert.That(site.Problems(), Is.EqualTo(new[] { "queues/sales.yaml:2:8: byte 0xC3 is not UTF-8 text; save the file as UTF-8" }));
    }

    [Test]
    public void A_missing_folder_is_one_clear_line()
    {
        var result = SiteLoader.Load("/nowhere/at/all");
        Assert.That(
            result.Problems.Select(problem => problem.ToString()),
            Is.EqualTo(new[] { "/nowhere/at/all: this folder does not exist; name the configuration folder with --config DIR" }));
    }

    [Test]
    public void A_missing_site_file_is_told()
    {
        using var site = new SiteFixture();
        site.Delete("site.yaml");
        Assert.That(site.Problems(), Is.EqualTo(new[] { "site.yaml: this file is missing; see the sample site" }));
    }

    [Test]
    public void A_file_that_is_too_large_is_refused_unread()
    {
        using var site = new SiteFixture();
        site.Write("skills.yaml", new byte[SiteFolder.MaxBytes + 1]);
        Assert.That(site.Problems(), Has.Some.EqualTo("skills.yaml: larger than 1 MB; split it"));
    }

    [Test]
    public void More_files_than_the_bound_are_refused()
    {
        using var site = new SiteFixture();
        for (var i = 0; i <= SiteFolder.MaxFiles; i++) site.Write($"queues/q{i}.yaml", "");
        Assert.That(site.Problems(), Is.EqualTo(new[] { $"{site.Folder}: more than 500 configuration files; merge or remove some" }));
    }

    [Test]
    public void All_mistakes_are_told_at_once_in_the_order_of_file_and_line()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "ring_timeout: 1s\npriority: 99\nskills: [french]\n");
        site.Write("agents.yaml", "agents:\n  \"1001\": {name: Ann, queues: [sales, slaes]}\n");
        Assert.That(
            site.Problems(),
            Is.EqualTo(new[]
            {
                "agents.yaml:2:39: agents.1001.queues: unknown queue 'slaes'; did you mean 'sales'?",
                "queues/sales.yaml:1:15: ring_timeout: 1s is out of range; from 2s to 2m",
                "queues/sales.yaml:2:11: priority: a whole number from 0 to 10 is wanted, not '99'",
                "queues/sales.yaml:3:10: skills: unknown skill 'french'; known: english, spanish",
            }));
    }

    [Test]
    public void The_number_of_lines_is_bounded_and_the_rest_counted()
    {
        using var site = new SiteFixture();
        var text = new StringBuilder();
        for (var i = 0; i < 200; i++) text.Append($"key{i}: 1\n");
        site.Write("queues/sales.yaml", text.ToString());
        var result = site.Load();
        Assert.Multiple(() =>
        {
            Assert.That(result.Problems, Has.Length.EqualTo(SiteLoader.MaxProblems));
            Assert.That(result.Omitted, Is.EqualTo(150));
        });
    }

    [Test]
    public void An_anchor_bomb_is_refused_at_its_first_anchor()
    {
        using var site = new SiteFixture();
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 60; i++) bomb.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        site.Write("skills.yaml", bomb.ToString());
        Assert.That(site.Problems(), Is.EqualTo(new[]
        {
            "skills.yaml:1:5: YAML anchors are not used here; put quotes around a text that begins with '*', '&' or '!'",
        }));
    }

    private static TestCaseData Bad(string file, string content, string line) =>
        new TestCaseData(file, content, line).SetArgDisplayNames(line.Length > 90 ? line[..90] : line);
}
