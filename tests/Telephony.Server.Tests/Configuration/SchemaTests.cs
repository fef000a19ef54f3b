using System.Text.Json;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

/// <summary>What an editor marks as wrong is what the loader refuses, and the other way round.</summary>
public class SchemaTests
{
    private static readonly string SchemaFolder = Path.Combine(SiteFixture.Sample, "schema");
    private static readonly SchemaCheck Schemas = new(SchemaFolder);

    private static readonly (string Yaml, bool Good)[] Queues =
    [
        ("{}", true),
        ("ring_timeout: 15s", true), ("ring_timeout: 15", false), ("ring_timeout: \"\"", false), ("ring_timeout: 1m30s", true), ("ring_timeout: 30s1m", false),
        ("label: {en: Sales, zh-CN: 销售}", true), ("label: Sales", false), ("label: {de: Verkauf}", false), ("label: {en: \"a;b\"}", false),
        ("skills: [english>=5, spanish]", true), ("skills: [\"english >= 5\"]", true), ("skills: [english>=11]", false), ("skills: [english>=0]", false),
        ("skills: english", true), ("skills: [english, english]", false), ("skills: english>=5 & (spanish | english=9)", true), ("skills: \"!english\"", true),
        ("skills: english spanish", false), ("skills: english &", false), ("skills: english>5", true), ("skills: english<=11", false), ("skills: {english: 5}", false),
        ("skills: [\"english | !spanish\"]", true), ("skills: \"\"", true), ("skills: 5", false), ("skills:", false),
        ("relax: [{after: 20s, skills: english}, {after: 1m, skills: [spanish]}]", true), ("relax: {after: 20s}", false), ("relax: [{after: 20s}]", false),
        ("relax: [{skills: english}]", false), ("relax: [{after: 20s, skills: english, drop: x}]", false), ("relax: []", true), ("relax: [{after: 20, skills: english}]", false),
        ("strategy: round_robin", true), ("strategy: round robin", false), ("strategy: [linear]", false), ("strategy:", false),
        ("board: {longest_wait: {watch: 20s, alarm: 40s}, waiting: {alarm: 3}}", true), ("board: {waiting: {alarm: 0}}", false), ("board: {longest: {alarm: 3s}}", false),
        ("service_level: {within: 30s, target: 90}", true), ("service_level: {target: 101}", false), ("service_level: {variant: best}", false), ("service_level: 80", false),
        ("max_wait: 3m", false), ("max_wait: 3m\noverflow: hangup", true), ("max_wait: never\noverflow: hangup", false), ("overflow: {queue: sales}", true),
        ("max_wait: 3m\noverflow: hangup\noverflow_message: [welcome]", true), ("overflow_message: welcome", true), ("overflow_message: {to: welcome}", false), ("overflow: {}", false),
        ("overflow: sales", false), ("overflow: {queue: sales, menu: main}", false),
        ("record: true", true), ("record: yes", false), ("record: \"true\"", false),
        ("priority: 10", true), ("priority: 11", false), ("priority: -1", false), ("priority: \"1\"", false), ("priority: 1.5", false),
        ("recovery: {silent: until_ready, busy: 5s}", true), ("recovery: {silent: never}", false), ("recovery: {late: 5s}", false), ("recovery: 5s", false),
        ("recovery: {misses: 3, after_misses: log_out}", true), ("recovery: {misses: 21}", false), ("recovery: {after_misses: sack}", false),
        ("after_call: {extension: 2m, dispositions: {sold: {label: {en: Sold}}, lost: {}}, required: true, limit: 1m}", true), ("after_call: {}", true),
        ("after_call: {required: true}", false), ("after_call: {dispositions: {none: {}}}", false), ("after_call: {dispositions: [sold]}", false),
        ("after_call: {dispositions: {sold: {price: 1}}}", false), ("after_call: 2m", false), ("after_call: {extend: 2m}", false),
        ("limit: {waiting: 20, message: welcome, to: hangup}", true), ("limit: {}", false), ("limit: {waiting: 0}", false), ("limit: 20", false),
        ("empty: {join: [ready, busy], stay: [ready], grace: 10s, message: [welcome], to: hangup}", true), ("empty: {to: hangup}", false),
        ("empty: {join: [awake]}", false), ("empty: {stay: ready}", false), ("empty: {stay: [ready], grace: 2}", false),
        ("hours: {waiting: leave, message: welcome, to: hangup, emergency: {message: welcome}}", true), ("hours: {waiting: never}", false), ("hours: {emergency: {waiting: stay}}", false),
        ("overflow_when: [{after: 10s, waiting: 5, expected_wait: 2m, service_level: 80, within: 10s, to: hangup}]", true), ("overflow_when: [{after: 10s}]", false),
        ("overflow_when: [{to: hangup, service_level: 101}]", false), ("overflow_when: {to: hangup}", false), ("overflow_when: [{to: hangup, size: 3}]", false),
        ("may_return: true", true), ("may_return: 1", false), ("keys: {\"0\": hangup, \"#\": {queue: sales}}", true), ("keys: {\"10\": hangup}", false), ("keys: [\"0\"]", false),
        ("announcements: {first_after: 10s, every: 30s, position: true, expected_wait: true, comfort: [welcome, [welcome, digits:1]]}", true), ("announcements: {}", true),
        ("callback: {mode: customer_first, attempts: 2, retry_after: 5m, lifetime: 1h, ring_time: 20s, lead: 30s, confirm: welcome}\nkeys: {\"1\": callback}", true),
        ("callback: {mode: both}", false), ("callback: true", false), ("callback: {attempts: 0}", false), ("keys: {\"1\": back}", false),
        ("announcements: {interval: 30s}", false), ("announcements: {position: 1}", false), ("announcements: {comfort: {a: b}}", false),
        ("music: default", true), ("music: \"a b\"", false), ("[a]", false), ("", false), ("ring: 5s", false),
    ];

    private static readonly (string Yaml, bool Good)[] Menus =
    [
        ("prompt: welcome\nchoices: {\"1\": {queue: sales}}\notherwise: hangup", true),
        ("prompt: [welcome, digits:1]\nchoices: {\"*\": hangup, \"#\": {queue: sales}, A: hangup}\notherwise: {queue: sales}\ninvalid: []\ntries: 1", true),
        ("choices: {\"1\": {queue: sales}}\notherwise: hangup", false),
        ("prompt: welcome\notherwise: hangup", false),
        ("prompt: welcome\nchoices: {\"1\": {queue: sales}}", false),
        ("prompt: []\nchoices: {\"1\": {queue: sales}}\notherwise: hangup", false),
        ("prompt: a/../b\nchoices: {\"1\": {queue: sales}}\notherwise: hangup", false),
        ("prompt: /etc/passwd\nchoices: {\"1\": {queue: sales}}\notherwise: hangup", false),
        ("prompt: http://x\nchoices: {\"1\": {queue: sales}}\notherwise: hangup", false),
        ("prompt: welcome\nchoices: {E: {queue: sales}}\notherwise: hangup", false),
        ("prompt: welcome\nchoices: {\"10\": {queue: sales}}\notherwise: hangup", false),
        ("prompt: welcome\nchoices: {\"1\": {queue: sales}}\notherwise: hangup\ntries: 0", false),
        ("prompt: welcome\nchoices: {\"1\": {queue: sales}}\notherwise: hangup\ninput_timeout: 5", false),
    ];

    private static (string Yaml, bool Good) Node(string node, bool good) =>
        ($"otherwise: hangup\nnodes: {{a: {{{node}}}}}", good);

    private static readonly (string Yaml, bool Good)[] Flows =
    [
        Node("play: {prompt: [greeting, \"sound:hello\"], barge_in: false, next: hangup}", true), Node("play: {next: hangup}", false), Node("play: {prompt: a/b, next: hangup}", false),
        Node("play: {prompt: x, next: hangup}, hangup: {}", false), Node("plai: {prompt: x, next: hangup}", false), Node("play: {prompt: x}", false), Node("play: {prompt: \"sound:a/../b\", next: hangup}", false),
        Node("say: {parts: [{prompt: x}, {digits: caller}, {time: time}], next: hangup}", true), Node("say: {parts: [{digits: caller, number: caller}], next: hangup}", false), Node("say: {parts: [{digit: caller}], next: hangup}", false),
        Node("menu: {prompt: x, keys: {\"1\": a, \"#\": hangup}, repeat: \"9\", back: \"*\", invalid: y, silence: z, timeout: 3s, tries: 2, barge_in: true, type_ahead: false, otherwise: hangup, no_input: hangup}", true),
        Node("menu: {prompt: x, keys: {}, otherwise: hangup}", false), Node("menu: {prompt: x, keys: {\"1\": hangup}}", false), Node("menu: {prompt: x, keys: {\"11\": hangup}, otherwise: hangup}", false),
        Node("menu: {prompt: x, keys: {\"1\": hangup}, otherwise: hangup, tries: 11}", false), Node("menu: {prompt: x, keys: {\"1\": hangup}, otherwise: hangup, timeout: 0}", false),
        Node("collect: {prompt: x, variable: order, digits: {least: 5, most: 8}, terminator: none, digit_timeout: 2s, pattern: \"1[0-9]*\", check: luhn, masked: true, next: hangup, otherwise: hangup}", true),
        Node("collect: {prompt: x, variable: order, digits: 8, next: hangup, otherwise: hangup}", true), Node("collect: {prompt: x, digits: 8, next: hangup, otherwise: hangup}", false),
        Node("collect: {prompt: x, variable: Order, next: hangup, otherwise: hangup}", false), Node("collect: {prompt: x, variable: order, digits: 0, next: hangup, otherwise: hangup}", false), Node("collect: {prompt: x, variable: order, check: iban, next: hangup, otherwise: hangup}", false),
        Node("set: {values: {vip: \"caller = '1'\"}, next: hangup}", true), Node("set: {values: {VIP: caller}, next: hangup}", false), Node("set: {next: hangup}", false),
        Node("switch: {cases: [{when: \"caller = '1'\", next: hangup}], otherwise: hangup}", true), Node("switch: {cases: [{when: caller}], otherwise: hangup}", false), Node("switch: {cases: [{when: caller, next: hangup}]}", false),
        Node("hours: {queue: sales, open: hangup, closed: hangup}", true), Node("hours: {open: hangup, closed: hangup}", false), Node("hours: {queue: sales, calendar: x, open: hangup, closed: hangup}", false),
        Node("language: {language: zh_CN, next: hangup}", true), Node("language: {language: Chinese!, next: hangup}", false),
        Node("http: {url: \"https://x.example/{caller}\", headers: {X-A: b, Authorization: {secret: t}}, timeout: 2s, cache: 1m, retries: 2, result: {status: a.b}, prompt: x, next: hangup, not_found: hangup, failed: hangup}", true),
        Node("http: {url: \"https://x.example/\", next: hangup}", false), Node("http: {next: hangup, failed: hangup}", false), Node("http: {url: \"https://x.example/\", method: PUT, next: hangup, failed: hangup}", false),
        Node("http: {url: \"https://x.example/\", result: {status: \"a..b\"}, next: hangup, failed: hangup}", false), Node("http: {url: \"https://x.example/\", retries: 4, next: hangup, failed: hangup}", false),
        Node("queue: {queue: sales, skills: english>=5, priority: 3, preferred_for: 10s, show: [caller], after_talk: hangup}", true), Node("queue: {skills: english}", false), Node("queue: {queue: sales, priority: 11}", false),
        Node("transfer: {to: reception}", true), Node("transfer: {}", false), Node("record: {prompt: x, most: 20s, silence: 3s, terminator: \"*\", variable: r, next: hangup}", true), Node("record: {prompt: x}", false),
        Node("voicemail: {box: sales, prompt: x, next: hangup}", true), Node("voicemail: {prompt: x, next: hangup}", false), Node("voicemail: {box: sales, terminator: \"12\", next: hangup}", false),
        Node("callback: {queue: sales, purpose: follow_up, after: 1h, within: 4h, next: hangup, failed: hangup}", true), Node("callback: {queue: sales, next: hangup}", false), Node("callback: {queue: sales, purpose: nice, next: hangup, failed: hangup}", false),
        Node("survey: {questions: [{name: overall, prompt: x}], best: 5, tries: 2, next: hangup}", true), Node("survey: {questions: [], next: hangup}", false), Node("survey: {questions: [{prompt: x}], next: hangup}", false),
        Node("subflow: {flow: main}", true), Node("subflow: {next: hangup}", false), Node("hangup: {prompt: x}", true), Node("hangup: ", true), Node("hangup: {say: x}", false),
        ("nodes: {a: {hangup: }}", false), ("otherwise: hangup\nnodes: {}", false), ("otherwise: hangup\nlimit: 2\nnodes: {a: {hangup: }}", false), ("otherwise: hangup\nnodes: {return: {hangup: }}", false),
        ("otherwise: {queue: sales}\nlimit: 5m\nstart: a\ntime_zone: Asia/Shanghai\nnodes: {a: {hangup: }}", true), ("otherwise: hangup\nend: a\nnodes: {a: {hangup: }}", false),
    ];

    private static readonly (string Yaml, bool Good)[] Agents =
    [
        ("agents: {}", true), ("agents: []", false), ("{}", false),
        ("agents: {\"1001\": {name: Ann}}", true), ("agents: {\"1001\": {}}", false), ("agents: {\"10 01\": {name: Ann}}", false),
        ("agents: {\"1001\": {name: \" \"}}", false), ("agents: {\"1001\": {name: \"<Ann>\"}}", false), ("agents: {\"1001\": {name: \"A\\nB\"}}", false),
        ("agents: {\"1001\": {name: Ann, skills: {english: 10}, queues: [sales], language: zh_CN, dial: PJSIP/a.b-c}}", true),
        ("agents: {\"1001\": {name: Ann, skills: {english: 11}}}", false), ("agents: {\"1001\": {name: Ann, skills: [english]}}", false),
        ("agents: {\"1001\": {name: Ann, queues: sales}}", false), ("agents: {\"1001\": {name: Ann, queues: [sales, sales]}}", false),
        ("agents: {\"1001\": {name: Ann, dial: SIP/1001}}", false), ("agents: {\"1001\": {name: Ann, language: english}}", false),
        ("agents: {\"1001\": {name: Ann, password: secret}}", false),
        ("agents: {\"1001\": {name: Ann, wrap_up: 30s, auto_answer: true}}", true), ("agents: {\"1001\": {name: Ann, wrap_up: 30}}", false),
        ("agents: {\"1001\": {name: Ann, auto_answer: 1}}", false),
        ("agents: {\"1001\": {name: Ann, dial: [PJSIP/1001, PJSIP/1001-soft, \"PJSIP/+8613800138000@trunk\"]}}", true),
        ("agents: {\"1001\": {name: Ann, dial: [PJSIP/1001]}}", true), ("agents: {\"1001\": {name: Ann, dial: []}}", false),
        ("agents: {\"1001\": {name: Ann, dial: [PJSIP/1001, PJSIP/1001]}}", false), ("agents: {\"1001\": {name: Ann, dial: [PJSIP/1001, Local/1@out]}}", false),
        ("agents: {\"1001\": {name: Ann, dial: [PJSIP/a, PJSIP/b, PJSIP/c, PJSIP/d, PJSIP/e, PJSIP/f]}}", false),
    ];

    private static readonly (string Yaml, bool Good)[] Sites =
    [
        ("numbers: {\"*\": {target: hangup}}", true), ("{}", false), ("numbers: {}", false), ("numbers: {\"*\": {}}", false),
        ("numbers: {\"+86 10\": {target: hangup}}", false), ("numbers: {\"+8610\": {target: {menu: main}, greeting: [welcome], language: en}}", true),
        ("numbers: {\"*\": {target: hangup}}\npause_reasons: {\"1\": {name: break, label: {en: Break}}}", true),
        ("numbers: {\"*\": {target: hangup}}\npause_reasons: {\"1\": {label: {en: Break}}}", false),
        ("numbers: {\"*\": {target: hangup}}\npause_reasons: {a: {name: break}}", false),
        ("numbers: {\"*\": {target: hangup}}\npause_reasons: {\"1\": {name: break, productive: true, limit: 15m, approval: false}}", true),
        ("numbers: {\"*\": {target: hangup}}\npause_reasons: {\"1\": {name: break, limit: 15}}", false),
        ("numbers: {\"*\": {target: hangup}}\npause_reasons: {\"1\": {name: break, productive: maybe}}", false),
        ("numbers: {\"*\": {target: hangup}}\nannouncements: {ready: welcome, paused: [welcome]}", true),
        ("numbers: {\"*\": {target: hangup}}\nannouncements: {login: welcome}", false),
        ("numbers: {\"*\": {target: hangup}}\nmusic_classes: [default, jazz]", true),
        ("numbers: {\"*\": {target: hangup}}\ncallbacks: {dial: \"PJSIP/{number}@trunk\", allow: [\"0X.\", \"+86XXXXXXXXXXX\"], shown: \"4000\"}", true),
        ("numbers: {\"*\": {target: hangup}}\ndestinations: {reception: {dial: PJSIP/2000}, out: {dial: \"PJSIP/+8621@trunk\"}}\nservers: [crm.example, \"10.0.0.5:8443\"]", true),
        ("numbers: {\"*\": {target: hangup}}\ndestinations: {reception: {dial: \"Local/x\"}}", false),
        ("numbers: {\"*\": {target: hangup}}\ndestinations: {reception: PJSIP/2000}", false),
        ("numbers: {\"*\": {target: hangup}}\nservers: [\"https://crm.example\"]", false),
        ("numbers: {\"*\": {target: hangup}}\ncallbacks: {dial: \"PJSIP/{number}@trunk\"}", false),
        ("numbers: {\"*\": {target: hangup}}\ncallbacks: {dial: PJSIP/trunk, allow: [\"0X.\"]}", false),
        ("numbers: {\"*\": {target: hangup}}\ncallbacks: {dial: \"Local/{number}@x&PJSIP/y\", allow: [\"0X.\"]}", false),
        ("numbers: {\"*\": {target: hangup}}\ncallbacks: {dial: \"PJSIP/{number}@trunk\", allow: [\".\"]}", false),
        ("numbers: {\"*\": {target: hangup}}\nmusic_classes: [default, \"a b\"]", false),
    ];

    private static readonly (string Yaml, bool Good)[] Hours =
    [
        ("hours: {office: {time_zone: Asia/Shanghai, open: [{days: [mon, tue], from: \"08:30\", to: \"18:00\"}]}}", true), ("hours: {}", true), ("{}", false),
        ("hours: {office: {open: []}}", false), ("hours: {office: {time_zone: Asia/Shanghai}}", true), ("hours: {\"the office\": {time_zone: Asia/Shanghai}}", false),
        ("hours: {o: {time_zone: Asia/Shanghai, open: [{days: [mon], from: \"8:30\", to: \"18:00\"}]}}", false),
        ("hours: {o: {time_zone: Asia/Shanghai, open: [{days: [monday], from: \"08:30\", to: \"18:00\"}]}}", false),
        ("hours: {o: {time_zone: Asia/Shanghai, open: [{from: \"08:30\", to: \"18:00\"}]}}", false),
        ("hours: {o: {time_zone: Asia/Shanghai, closed: [{date: 2026-10-01, from: \"22:00\", to: \"24:00\"}]}}", true),
        ("hours: {o: {time_zone: Asia/Shanghai, closed: [{date: 2026-13-01, from: \"22:00\", to: \"24:00\"}]}}", false),
        ("hours: {o: {time_zone: Asia/Shanghai, holidays: [{name: New Year, date: 2026-01-01, yearly: true}]}}", true),
        ("hours: {o: {time_zone: Asia/Shanghai, holidays: [{date: 2026-01-01}]}}", false), ("hours: {o: {time_zone: Asia/Shanghai, holidays: [{name: x}]}}", false),
    ];

    private static readonly (string Yaml, bool Good)[] SkillLists =
    [
        ("skills: {english: {}, spanish: {label: {en: Spanish}}}", true), ("skills: [english]", false), ("{}", false),
        ("skills: {english: {}, spanish: {}, \"a b\": {}}", false), ("skills: {english: {}, spanish: {level: 3}}", false),
    ];

    private static readonly (string Yaml, bool Good)[] Alerts =
    [
        ("{}", true), ("rules: {}", true), ("rules: {a: {metric: waiting, above: 3}}", true), ("rules: {a: {metric: longest_wait, above: 1m30s, clear: 1m, for: 10s}}", true),
        ("rules: {a: {metric: waiting}}", false), ("rules: {a: {above: 3}}", false), ("rules: {a: {metric: waiting, above: 3, below: 1}}", false), ("rules: {a: {metric: calls, above: 3}}", false),
        ("rules: {a: {metric: waiting, above: -1}}", false), ("rules: {a: {metric: waiting, above: 3, queues: sales, critical: true}}", true), ("rules: {a: {metric: waiting, above: 3, critical: 1}}", false),
        ("rules: {a b: {metric: waiting, above: 3}}", false), ("rules: [waiting]", false), ("rules: {a: {metric: waiting, above: 3, sound: true}}", false),
        ("webhooks: {ops: {url: \"https://ops.example:8443/a?b=c\"}}", true), ("webhooks: {ops: {url: ops.example}}", false), ("webhooks: {ops: {}}", false), ("webhooks: {ops: {url: \"http://a:b@ops.example/\"}}", false),
        ("webhooks: {ops: {url: \"http://ops.example/\", secret: x}}", false), ("alerts: {}", false),
    ];

    private static readonly (string Yaml, bool Good)[] Prompts =
    [
        ("prompts: {welcome: Good morning.}", true), ("prompts: {}", true), ("{}", false), ("welcome: Good morning.", false), ("prompts: [welcome]", false),
        ("prompts: {our-offer: {text: 请稍候。, say: qing3 稍候。, notes: slowly}}", true), ("prompts: {our-offer: {say: Hello.}}", false),
        ("prompts: {our-offer: {text: Hello., voice: Ann}}", false), ("prompts: {Welcome: Hello.}", false), ("prompts: {a--b: Hello.}", false), ("prompts: {a/b: Hello.}", false),
        ("prompts: {welcome: \"\"}", false), ("prompts: {welcome: \"  \"}", false), ("prompts: {welcome: \"a\\nb\"}", false), ("prompts: {welcome: [Hello.]}", false), ("prompts: {welcome: }", false),
    ];

    private static readonly (string Yaml, bool Good)[] DoNotCall =
    [
        ("numbers: []", true), ("numbers: [\"01000\", \"+44 20/1234-5678\"]", true), ("{}", false), ("numbers: [\"01\"]", false), ("numbers: [\"0X.\"]", false),
        ("numbers: {\"01000\": true}", false), ("numbers: [\"123456789012345678901\"]", false), ("[\"01000\"]", false),
    ];

    private static IEnumerable<TestCaseData> Samples() =>
    [
        .. Cases("do_not_call.schema.json", "do_not_call.yaml", DoNotCall),
        .. Cases("queue.schema.json", "queues/sales.yaml", Queues),
        .. Cases("menu.schema.json", "ivr/main.yaml", Menus),
        .. Cases("flow.schema.json", "ivr/main.yaml", Flows),
        .. Cases("agents.schema.json", "agents.yaml", Agents),
        .. Cases("site.schema.json", "site.yaml", Sites),
        .. Cases("skills.schema.json", "skills.yaml", SkillLists),
        .. Cases("hours.schema.json", "hours.yaml", Hours),
        .. Cases("alerts.schema.json", "alerts.yaml", Alerts),
        .. Cases("prompts.schema.json", "prompts/en/catalog.yaml", Prompts),
    ];

    private static readonly string[] OfTheWholeSite =
        ["in circles", "way to dial customers", "a circle that turns", "unknown server", "unknown destination", "unknown calendar", "unknown queue with callback", "unknown prompt"];

    [TestCaseSource(nameof(Samples))]
    public void Schema_and_loader_agree(string schema, string file, string yaml, bool good)
    {
        using var site = new SiteFixture();
        site.Write(file, yaml);
        var errors = site.Load().Problems.Where(problem => problem.Severity == ConfigSeverity.Error && problem.File == file).ToList();

        // That a queue overflows into itself, or that the site cannot dial customers, shows only in the whole site.
        errors.RemoveAll(problem => OfTheWholeSite.Any(words => problem.Message.Contains(words, StringComparison.Ordinal)));
        Assert.Multiple(() =>
        {
            Assert.That(errors.Count == 0, Is.EqualTo(good), $"the loader: {string.Join(" / ", errors)}");
            Assert.That(Schemas.Accepts(schema, yaml), Is.EqualTo(good), "the schema");
        });
    }

    [Test]
    public void Every_file_of_the_sample_names_its_schema_and_fits_it()
    {
        string[] files = [.. Directory.GetFiles(SiteFixture.Sample, "*.yaml", SearchOption.AllDirectories), .. Directory.GetFiles(Path.Combine(TestPaths.Root, "prompts"), "*.yaml", SearchOption.AllDirectories)];
        Assert.That(files, Has.Length.EqualTo(11));
        Assert.Multiple(() =>
        {
            foreach (var file in files)
            {
                var text = File.ReadAllText(file);
                const string Start = "# yaml-language-server: $schema=";
                var first = text.Split('\n')[0];
                Assert.That(first, Does.StartWith(Start), file);
                var schema = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, first[Start.Length..]));
                Assert.That(Path.GetDirectoryName(schema), Is.EqualTo(SchemaFolder), file);
                Assert.That(Schemas.Accepts(Path.GetFileName(schema), text), Is.True, file);
            }
        });
    }

    [TestCase("queue.schema.json", "queues/sales.yaml")]
    [TestCase("menu.schema.json", "ivr/main.yaml")]
    [TestCase("site.schema.json", "site.yaml")]
    public void The_loader_knows_every_key_the_schema_offers(string schema, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SchemaFolder, schema)));
        var keys = document.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name).ToList();
        using var site = new SiteFixture();
        site.Write(file, string.Join('\n', keys.Select(key => $"{key}: [[]]").Append("no_such_key_at_all: 1")));
        var unknown = site.Load().Problems.Where(problem => problem.Message == "unknown key").Select(problem => problem.Field);
        Assert.That(unknown, Is.EqualTo(new[] { "no_such_key_at_all" }));
    }

    private static IEnumerable<TestCaseData> Cases(string schema, string file, (string Yaml, bool Good)[] samples) =>
        samples.Select(sample => new TestCaseData(schema, file, sample.Yaml, sample.Good).SetArgDisplayNames(file, sample.Yaml.ReplaceLineEndings(" / ")));
}
