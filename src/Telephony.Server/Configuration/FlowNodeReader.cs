using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads the nodes of one flow: <c>NAME: {KIND: {…}}</c>. Those that ask others (servers, queues, recorders) are in FlowServiceReader.</summary>
internal sealed partial class FlowNodeReader(ConfigFile file)
{
    private const string Next = "next";

    private static readonly SortedDictionary<string, Func<FlowNodeReader, string, YamlNode, FlowNode?>> Kinds = new(StringComparer.Ordinal)
    {
        ["play"] = (r, f, n) => r.Play(f, n),
        ["say"] = (r, f, n) => r.Say(f, n),
        ["menu"] = (r, f, n) => r.Menu(f, n),
        ["collect"] = (r, f, n) => r.Collect(f, n),
        ["set"] = (r, f, n) => r.Set(f, n),
        ["switch"] = (r, f, n) => r.Switch(f, n),
        ["hours"] = (r, f, n) => r.Hours(f, n),
        ["language"] = (r, f, n) => r.Language(f, n),
        ["http"] = (r, f, n) => r.Http(f, n),
        ["queue"] = (r, f, n) => r.Queue(f, n),
        ["transfer"] = (r, f, n) => r.Transfer(f, n),
        ["record"] = (r, f, n) => r.Record(f, n),
        ["voicemail"] = (r, f, n) => r.Voicemail(f, n),
        ["callback"] = (r, f, n) => r.Callback(f, n),
        ["survey"] = (r, f, n) => r.Survey(f, n),
        ["subflow"] = (r, f, n) => r.Subflow(f, n),
        ["hangup"] = (r, f, n) => r.HangUp(f, n),
    };

    private static readonly SortedDictionary<string, SaidAs> Sayings = new(StringComparer.Ordinal)
    {
        ["digits"] = SaidAs.Digits, ["number"] = SaidAs.Number, ["yuan"] = SaidAs.Yuan, ["dollars"] = SaidAs.Dollars,
        ["time"] = SaidAs.Time, ["date"] = SaidAs.Date, ["duration"] = SaidAs.Duration,
    };

    private readonly List<(string To, TextPosition At, string Field)> destinations = [];

    /// <summary>The words a node can begin with.</summary>
    public static IReadOnlyCollection<string> KindWords => Kinds.Keys;

    public FlowNode? Read(string field, YamlEntry entry)
    {
        const string Form = "write NAME: {play: {prompt: greeting, next: OTHER}}";
        if (Section.OfNames(file, field, entry.Value) is not { } node) return null;
        if (node.Entries.ToList() is not [var only])
        {
            file.Error(entry.Value.At, field, "a node is of exactly one kind", Form);
            return null;
        }

        if (Kinds.TryGetValue(only.Key, out var read)) return read(this, node.Field(only.Key), only.Value);
        file.Error(only.KeyAt, node.Field(only.Key), "unknown kind of node", Suggestion.For(only.Key, Kinds.Keys) is { Length: > 0 } meant ? meant : $"known: {string.Join(", ", Kinds.Keys)}");
        return null;
    }

    /// <summary>Every node named must be there.</summary>
    public void CheckDestinations(IReadOnlyCollection<string> names)
    {
        foreach (var (to, at, field) in destinations)
        {
            if (!names.Contains(to) && to is not (Flow.Return or Flow.End)) file.Error(at, field, $"unknown node '{Grammar.Shown(to)}'", Suggestion.For(to, names));
        }
    }

    // ---- small parts ------------------------------------------------------------------------------------------

    private string Destination(Section section, string key) =>
        section.Require(key, $"{key}: NODE") is { } node ? Destination(section, node, section.Field(key)) : Flow.End;

    private string? DestinationIfAny(Section section, string key) => section.Find(key) is { } node ? Destination(section, node, section.Field(key)) : null;

    private string Destination(Section section, YamlNode node, string field)
    {
        if (section.ScalarOf(node, field, "a node's name") is not { } to) return Flow.End;
        destinations.Add((to, node.At, field));
        return to;
    }

    private FlowExpression? Expression(Section section, YamlNode node, string field)
    {
        if (section.ScalarOf(node, field, "an expression") is not { } text) return null;
        if (FlowExpression.TryParse(text, out var expression, out var fault))
        {
            file.References.Mark(expression!, file, node.At, field);
            return expression;
        }

        file.Error(TextPlaces.In(node, fault!.Position), field, fault.Message, fault.Hint);
        return null;
    }

    private static bool IsVariable(string name) => Grammar.Variable.IsMatch(name) && !FlowExpression.BuiltIn.Contains(name);

    private static string Variable(Section section, string key)
    {
        section.Require(key, $"{key}: NAME");
        return section.Text(key, "x", IsVariable, $"a name for a variable (small letters, digits, _; not {string.Join(", ", FlowExpression.BuiltIn)})");
    }

    /// <summary>A variable that is read; it must be set somewhere.</summary>
    private string? VariableRead(Section section, string key)
    {
        if (section.Find(key) is not { } node || section.ScalarOf(node, section.Field(key), "a variable's name") is not { } name) return null;
        file.References.AddVariable(name, file, node.At, section.Field(key));
        return name;
    }

    private static AskRule Ask(Section section, int tries, ImmutableArray<string> prompt) => new()
    {
        Prompt = prompt,
        NoMatch = section.Prompts("invalid"),
        NoInput = section.Prompts("silence"),
        Timeout = section.Duration("timeout", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)),
        Tries = section.Integer("tries", tries, 1, AskRule.TriesMost),
        BargeIn = section.Flag("barge_in", true),
        TypeAhead = section.Flag("type_ahead", true),
    };

    private static string? Key(Section section, string key, string? otherwise)
    {
        if (section.Find(key) is not { } node || section.ScalarOf(node, section.Field(key), "a key") is not { } text) return otherwise;
        if (text == "none") return null;
        if (!Grammar.Key.IsMatch(text)) section.File.Error(node.At, section.Field(key), $"'{Grammar.Shown(text)}' is not a key of a phone", "write \"0\" to \"9\", \"*\", \"#\", A to D, or none");
        return text;
    }

    // ---- kinds ------------------------------------------------------------------------------------------------

    private PlayNode? Play(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "prompt", "barge_in", Next) is not { } play) return null;
        play.Require("prompt", "prompt: NAME");
        return new PlayNode { Prompt = play.Prompts("prompt"), BargeIn = play.Flag("barge_in", true), Next = Destination(play, Next) };
    }

    private SayNode? Say(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "parts", "barge_in", Next) is not { } say) return null;
        var parts = ImmutableArray.CreateBuilder<SaidPart>();
        if (say.Require("parts", "parts: [{prompt: NAME}, {digits: VARIABLE}]") is { } list)
        {
            foreach (var item in say.Items(list, say.Field("parts"), 20))
            {
                if (Section.Of(file, say.Field("parts"), item, ["prompt", .. Sayings.Keys]) is not { } part) continue;
                if (part.Entries.ToList() is not [var only]) file.Error(item.At, say.Field("parts"), "a part is one prompt or one value", "write {digits: order}");
                else if (only.Key == "prompt") parts.AddRange(part.Prompts("prompt").Select(p => new SaidPart(SaidAs.Prompt, p, null)));
                else if (Sayings.TryGetValue(only.Key, out var how) && Expression(part, only.Value, part.Field(only.Key)) is { } value) parts.Add(new SaidPart(how, null, value));
            }
        }

        return new SayNode { Parts = parts.ToImmutable(), BargeIn = say.Flag("barge_in", true), Next = Destination(say, Next) };
    }

    private MenuNode? Menu(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "prompt", "invalid", "silence", "keys", "timeout", "tries", "barge_in", "type_ahead", "repeat", "back", "otherwise", "no_input") is not { } menu) return null;
        menu.Require("prompt", "prompt: NAME");
        var keys = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (menu.Require("keys", "keys: {\"1\": NODE}") is { } there && Section.OfNames(file, menu.Field("keys"), there) is { } all)
        {
            foreach (var entry in all.Entries)
            {
                if (!Grammar.Key.IsMatch(entry.Key)) file.Error(entry.KeyAt, all.Field(entry.Key), "not a key of a phone", "write \"0\" to \"9\", \"*\", \"#\" or A to D");
                keys[entry.Key] = Destination(menu, entry.Value, all.Field(entry.Key));
            }

            if (keys.Count == 0) file.Error(there.At, menu.Field("keys"), "a menu without keys leads nowhere", "add \"1\": NODE");
        }

        var (repeat, back) = (Key(menu, "repeat", null), Key(menu, "back", null));
        foreach (var (key, name) in new[] { (repeat, "repeat"), (back, "back") })
        {
            if (key is not null && (keys.ContainsKey(key) || (repeat == back && name == "back")))
                file.Error(menu.PositionOf(name), menu.Field(name), $"the key {key} means something else here", "choose another key");
        }

        var otherwise = Destination(menu, "otherwise");
        return new MenuNode
        {
            Ask = Ask(menu, 3, menu.Prompts("prompt")), Keys = keys.ToImmutable(), Repeat = repeat, Back = back,
            Unmatched = otherwise, Silent = DestinationIfAny(menu, "no_input") ?? otherwise,
        };
    }

    private CollectNode? Collect(string field, YamlNode node)
    {
        if (Section.Of(
                file, field, node, "prompt", "invalid", "silence", "variable", "digits", "terminator", "timeout", "digit_timeout", "pattern", "check", "masked", "tries", "barge_in",
                "type_ahead", Next, "otherwise") is not { } collect)
        {
            return null;
        }

        collect.Require("prompt", "prompt: NAME");
        var (least, most) = Length(collect);
        return new CollectNode
        {
            Ask = Ask(collect, 3, collect.Prompts("prompt")),
            Variable = Variable(collect, "variable"),
            Least = least,
            Most = most,
            Terminator = Key(collect, "terminator", "#"),
            DigitTimeout = collect.Duration("digit_timeout", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
            Pattern = Pattern(collect),
            Luhn = collect.Text("check", "", text => text == "luhn", "luhn, the only check there is").Length > 0,
            Masked = collect.Flag("masked", false),
            Next = Destination(collect, Next),
            Failed = Destination(collect, "otherwise"),
        };
    }

    /// <summary><c>digits: 8</c>, or <c>digits: {least: 5, most: 8}</c>.</summary>
    private (int Least, int Most) Length(Section collect)
    {
        if (collect.Find("digits") is not { } node) return (1, CollectNode.DigitsMost);
        if (node is YamlNode.Scalar)
        {
            var exactly = collect.Integer("digits", 1, 1, CollectNode.DigitsMost);
            return (exactly, exactly);
        }

        if (Section.Of(file, collect.Field("digits"), node, "least", "most") is not { } digits) return (1, CollectNode.DigitsMost);
        var (least, most) = (digits.Integer("least", 1, 1, CollectNode.DigitsMost), digits.Integer("most", CollectNode.DigitsMost, 1, CollectNode.DigitsMost));
        if (least > most) file.Error(node.At, collect.Field("digits"), $"at least {least} and at most {most} cannot be", "swap them");
        return (least, most);
    }

    private string? Pattern(Section collect)
    {
        if (collect.Find("pattern") is not { } node || collect.ScalarOf(node, collect.Field("pattern"), "a regular expression") is not { } text) return null;
        try
        {
            _ = new System.Text.RegularExpressions.Regex($"^(?:{text})$", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
            if (text.Length <= 200) return text;
            file.Error(node.At, collect.Field("pattern"), "too long", "at most 200 characters");
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            file.Error(node.At, collect.Field("pattern"), $"not a regular expression: {Grammar.Shown(fault.Message)}", "write it like 1[0-9]{7}");
        }

        return null;
    }

    private SetNode? Set(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "values", Next) is not { } set) return null;
        var values = ImmutableSortedDictionary.CreateBuilder<string, FlowExpression>(StringComparer.Ordinal);
        if (set.Require("values", "values: {vip: \"caller = '0800'\"}") is { } there && Section.OfNames(file, set.Field("values"), there) is { } all)
        {
            foreach (var entry in all.Entries)
            {
                if (!IsVariable(entry.Key)) file.Error(entry.KeyAt, all.Field(entry.Key), "not a name for a variable", "small letters, digits and _");
                if (Expression(all, entry.Value, all.Field(entry.Key)) is { } value) values[entry.Key] = value;
            }
        }

        return new SetNode { Values = values.ToImmutable(), Next = Destination(set, Next) };
    }

    private SwitchNode? Switch(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "cases", "otherwise") is not { } choice) return null;
        var cases = ImmutableArray.CreateBuilder<SwitchCase>();
        if (choice.Require("cases", "cases: [{when: \"status = 'open'\", next: NODE}]") is { } list)
        {
            foreach (var item in choice.Items(list, choice.Field("cases"), 50))
            {
                if (Section.Of(file, choice.Field("cases"), item, "when", Next) is not { } one) continue;
                var when = one.Require("when", "when: EXPRESSION") is { } text ? Expression(one, text, one.Field("when")) : null;
                var next = Destination(one, Next);
                if (when is not null) cases.Add(new SwitchCase(when, next));
            }
        }

        return new SwitchNode { Cases = cases.ToImmutable(), Otherwise = Destination(choice, "otherwise") };
    }

    private LanguageNode? Language(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "language", Next) is not { } language) return null;
        language.Require("language", "language: zh_CN");
        return new LanguageNode { Language = SiteFileReader.Language(language), Next = Destination(language, Next) };
    }

    private HangUpNode? HangUp(string field, YamlNode node)
    {
        if (node is YamlNode.Scalar { Text.Length: 0, Quoted: false }) return new HangUpNode();
        return Section.Of(file, field, node, "prompt") is { } end ? new HangUpNode { Prompt = end.Prompts("prompt") } : null;
    }
}
