using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <content>Nodes that ask others.</content>
internal sealed partial class FlowNodeReader
{
    private static readonly SortedDictionary<string, CallbackKind> Purposes = new(StringComparer.Ordinal)
    {
        ["virtual_hold"] = CallbackKind.VirtualHold,
        ["follow_up"] = CallbackKind.FollowUp,
        ["scheduled"] = CallbackKind.Scheduled,
    };

    private HoursNode? Hours(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "queue", "calendar", "open", "closed", "holiday", "emergency") is not { } hours) return null;
        if (hours.Find("queue") is null == hours.Find("calendar") is null)
            file.Error(node.At, field, "the hours of either a queue or a calendar are asked for", "write queue: NAME or calendar: NAME");
        return new HoursNode
        {
            Queue = Named(hours, "queue", ReferenceKind.Queue),
            Calendar = Named(hours, "calendar", ReferenceKind.Calendar),
            Open = Destination(hours, "open"),
            Closed = Destination(hours, "closed"),
            Holiday = DestinationIfAny(hours, "holiday"),
            Emergency = DestinationIfAny(hours, "emergency"),
        };
    }

    private string? Named(Section section, string key, ReferenceKind kind)
    {
        if (section.Find(key) is not { } node || section.ScalarOf(node, section.Field(key), "a name") is not { } name) return null;
        file.References.Add(kind, name, file, node.At, section.Field(key));
        return name;
    }

    private string Named(Section section, string key, ReferenceKind kind, string example)
    {
        section.Require(key, example);
        return Named(section, key, kind) ?? "";
    }

    private HttpNode? Http(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "method", "url", "headers", "body", "timeout", "cache", "retries", "result", "prompt", Next, "not_found", "failed") is not { } http) return null;
        var method = http.Text("method", "GET", text => text is "GET" or "POST", "GET or POST");
        var (headers, secrets) = Headers(http);
        if (http.Find("body") is { } body && method != "POST") file.Error(body.At, http.Field("body"), "only a POST sends a body", "add method: POST");
        if (method == "POST" && http.Find("cache") is { } cache) file.Error(cache.At, http.Field("cache"), "answers to a POST are not kept", "remove it");
        return new HttpNode
        {
            Method = method,
            Url = Url(http),
            Headers = headers,
            Secrets = secrets,
            Body = Body(http),
            Timeout = http.Duration("timeout", TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), HttpNode.TimeoutMost),
            Cache = http.Duration("cache", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Retries = method == "POST" ? 0 : http.Integer("retries", 1, 0, 3),
            Result = Result(http),
            Prompt = http.Prompts("prompt"),
            Next = Destination(http, Next),
            NotFound = DestinationIfAny(http, "not_found"),
            Failed = Destination(http, "failed"),
        };
    }

    /// <summary>The host must be written out: what a caller types never decides who is asked.</summary>
    private string Url(Section http)
    {
        if (http.Require("url", "url: https://crm.example/orders/{order}") is not { } node || http.ScalarOf(node, http.Field("url"), "an address") is not { } text) return "";
        var field = http.Field("url");
        var bare = Grammar.Placeholder.Replace(text, "x");
        if (bare.Contains('{', StringComparison.Ordinal) || bare.Contains('}', StringComparison.Ordinal) || !Uri.TryCreate(bare, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            file.Error(node.At, field, $"'{Grammar.Shown(text)}' is not an address", "write it like https://crm.example/orders/{order}");
            return "";
        }

        var path = text.IndexOf('/', text.IndexOf("//", StringComparison.Ordinal) + 2);
        if (text.IndexOf('{', StringComparison.Ordinal) is >= 0 and var first && (path < 0 || first < path))
            file.Error(node.At, field, "the host is fixed: no variable in it", "put variables behind the host");
        foreach (System.Text.RegularExpressions.Match use in Grammar.Placeholder.Matches(text))
            file.References.AddVariable(use.Groups["name"].Value, file, TextPlaces.In(node, use.Index), field, mayBeHidden: true);
        file.References.Add(ReferenceKind.Server, uri.Authority, file, node.At, field);
        return text;
    }

    private (ImmutableSortedDictionary<string, string> Fixed, ImmutableSortedDictionary<string, string> Secret) Headers(Section http)
    {
        var (plain, secret) = (ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal), ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal));
        if (http.Find("headers") is not { } node || Section.OfNames(file, http.Field("headers"), node) is not { } all) return (plain.ToImmutable(), secret.ToImmutable());
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Header.IsMatch(entry.Key) || entry.Key.ToLowerInvariant() is "host" or "content-length" or "transfer-encoding" or "connection")
                file.Error(entry.KeyAt, field, "not a header that can be set", "write it like X-Site: main");
            if (entry.Value is YamlNode.Mapping)
            {
                if (Section.Of(file, field, entry.Value, "secret") is not { } one) continue;
                one.Require("secret", "secret: NAME");
                secret[entry.Key] = one.Text("secret", "", Grammar.Name.IsMatch, NamedFile.NameForm);
            }
            else if (all.ScalarOf(entry.Value, field, "a value") is { } value)
            {
                if (value.Any(c => c is < ' ' or > '~')) file.Error(entry.Value.At, field, "a header is plain ASCII", "");
                plain[entry.Key] = value;
            }
        }

        return (plain.ToImmutable(), secret.ToImmutable());
    }

    private ImmutableSortedDictionary<string, string> Body(Section http)
    {
        var body = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (http.Find("body") is not { } node || Section.OfNames(file, http.Field("body"), node) is not { } all) return body.ToImmutable();
        foreach (var entry in all.Entries)
        {
            if (all.ScalarOf(entry.Value, all.Field(entry.Key), "a variable's name") is not { } name) continue;
            file.References.AddVariable(name, file, entry.Value.At, all.Field(entry.Key), mayBeHidden: true);
            body[entry.Key] = name;
        }

        return body.ToImmutable();
    }

    private ImmutableSortedDictionary<string, string> Result(Section http)
    {
        var result = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (http.Find("result") is not { } node || Section.OfNames(file, http.Field("result"), node) is not { } all) return result.ToImmutable();
        foreach (var entry in all.Entries)
        {
            if (!IsVariable(entry.Key)) file.Error(entry.KeyAt, all.Field(entry.Key), "not a name for a variable", "small letters, digits and _");
            if (all.ScalarOf(entry.Value, all.Field(entry.Key), "a place in the answer") is not { } path) continue;
            if (!Grammar.JsonPath.IsMatch(path)) file.Error(entry.Value.At, all.Field(entry.Key), $"'{Grammar.Shown(path)}' is not a place in the answer", "write it like order.status or items.0.name");
            result[entry.Key] = path;
        }

        return result.ToImmutable();
    }

    private QueueNode? Queue(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "queue", "skills", "priority", "preferred_agent", "preferred_for", "show", "after_talk") is not { } queue) return null;
        var show = ImmutableArray.CreateBuilder<string>();
        if (queue.Find("show") is { } list)
        {
            foreach (var item in queue.Items(list, queue.Field("show"), 20))
            {
                if (queue.ScalarOf(item, queue.Field("show"), "a variable's name") is not { } name) continue;
                file.References.AddVariable(name, file, item.At, queue.Field("show"));
                show.Add(name);
            }
        }

        return new QueueNode
        {
            Target = new CallTarget(Named(queue, "queue", ReferenceKind.Queue, "queue: NAME"), null) { Needs = queue.Needs() },
            PreferredFrom = VariableRead(queue, "preferred_agent"),
            PreferredFor = queue.Duration("preferred_for", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), CallNeeds.PreferredMost),
            Show = show.ToImmutable(),
            AfterTalk = DestinationIfAny(queue, "after_talk"),
        };
    }

    private TransferNode? Transfer(string field, YamlNode node) =>
        Section.Of(file, field, node, "to") is { } transfer ? new TransferNode { To = Named(transfer, "to", ReferenceKind.Destination, "to: NAME") } : null;

    private static RecordRule Recorded(Section section) => new()
    {
        Prompt = section.Prompts("prompt"),
        Most = section.Duration("most", TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5), RecordRule.LengthMost),
        Silence = section.Duration("silence", TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromSeconds(60)),
        Terminator = Key(section, "terminator", "#"),
    };

    private RecordNode? Record(string field, YamlNode node) =>
        Section.Of(file, field, node, "prompt", "most", "silence", "terminator", "variable", Next) is { } record
            ? new RecordNode { Record = Recorded(record), Variable = record.Find("variable") is null ? null : Variable(record, "variable"), Next = Destination(record, Next) }
            : null;

    private VoicemailNode? Voicemail(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "box", "prompt", "most", "silence", "terminator", Next) is not { } voicemail) return null;
        voicemail.Require("box", "box: NAME");
        return new VoicemailNode { Box = voicemail.Text("box", "", Grammar.Name.IsMatch, NamedFile.NameForm), Record = Recorded(voicemail), Next = Destination(voicemail, Next) };
    }

    private CallbackNode? Callback(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "queue", "number", "purpose", "after", "within", Next, "failed") is not { } callback) return null;
        return new CallbackNode
        {
            Queue = Named(callback, "queue", ReferenceKind.CallingBack, "queue: NAME"),
            NumberFrom = VariableRead(callback, "number"),
            Purpose = callback.Find("purpose") is null ? CallbackKind.VirtualHold : callback.OneOf("purpose", Purposes),
            Delay = callback.Duration("after", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(30)),
            Within = callback.Duration("within", TimeSpan.FromHours(8), TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
            Next = Destination(callback, Next),
            Failed = Destination(callback, "failed"),
        };
    }

    private SurveyNode? Survey(string field, YamlNode node)
    {
        if (Section.Of(file, field, node, "questions", "best", "invalid", "silence", "timeout", "tries", "barge_in", "type_ahead", Next) is not { } survey) return null;
        var questions = ImmutableArray.CreateBuilder<SurveyQuestion>();
        if (survey.Require("questions", "questions: [{name: overall, prompt: NAME}]") is { } list)
        {
            foreach (var item in survey.Items(list, survey.Field("questions"), SurveyNode.QuestionsMost))
            {
                if (Section.Of(file, survey.Field("questions"), item, "name", "prompt") is not { } question) continue;
                question.Require("name", "name: overall");
                question.Require("prompt", "prompt: NAME");
                questions.Add(new SurveyQuestion(question.Text("name", "", Grammar.Name.IsMatch, NamedFile.NameForm), question.Prompts("prompt")));
            }

            if (questions.Count == 0) file.Error(list.At, survey.Field("questions"), "a survey without a question", "add {name: overall, prompt: NAME}");
        }

        return new SurveyNode { Questions = questions.ToImmutable(), Best = survey.Integer("best", 5, 2, 9), Ask = Ask(survey, 2, []), Next = Destination(survey, Next) };
    }

    private SubflowNode? Subflow(string field, YamlNode node) =>
        Section.Of(file, field, node, "flow", Next) is { } subflow
            ? new SubflowNode { Flow = Named(subflow, "flow", ReferenceKind.Menu, "flow: NAME"), Next = DestinationIfAny(subflow, Next) }
            : null;
}
