using Google.Protobuf.Reflection;

namespace Telephony.Server.Tests.Rpc;

/// <summary>What every method of the contract has to hold, walked over the descriptors: a new method is held to it without anybody thinking of it.</summary>
public sealed class ContractRulesTests
{
    private static readonly string[] Questions =
        ["Get", "List", "Watch", "Query", "Explain", "Why", "Estimate", "Check", "Plan", "DryRun", "Export", "Download", "Stream"];

    private static IEnumerable<MethodDescriptor> Methods => V1Services.All.SelectMany(s => s.Methods);

    private static IEnumerable<MethodDescriptor> Mutations => Methods.Where(m => !IsQuestion(m) && !m.IsClientStreaming);

    [Test]
    public void Whatever_changes_something_can_be_repeated_and_only_checked()
    {
        foreach (var method in Mutations)
        {
            Field(method, "request_id", FieldType.String);
            Field(method, "validate_only", FieldType.Bool);
        }
    }

    [Test]
    public void Whatever_other_people_change_too_takes_an_etag()
    {
        foreach (var method in Mutations.Where(m => Changes(m) is "name" or "call" or "config")) Field(method, "etag", FieldType.String);
        foreach (var message in new[] { V1.Queue.Descriptor, V1.Agent.Descriptor, V1.Call.Descriptor }) Assert.That(message.FindFieldByName("etag")?.FieldType, Is.EqualTo(FieldType.String), message.Name);
    }

    [Test]
    public void Whatever_may_be_long_comes_in_pages()
    {
        foreach (var method in Methods.Where(m => (m.Name.StartsWith("List", StringComparison.Ordinal) || m.Name.StartsWith("Query", StringComparison.Ordinal)) && !m.IsServerStreaming))
        {
            Field(method, "page_size", FieldType.Int32);
            Field(method, "page_token", FieldType.String);
            Assert.That(method.OutputType.FindFieldByName("next_page_token")?.FieldType, Is.EqualTo(FieldType.String), $"{method.FullName}: next_page_token");
            Assert.That(method.OutputType.Fields.InFieldNumberOrder().Count(f => f.IsRepeated && f.FieldType == FieldType.Message), Is.EqualTo(1), $"{method.FullName}: one list");
        }
    }

    [Test]
    public void Lists_and_gets_take_a_read_mask()
    {
        var resources = new[] { "Queue", "Agent", "Call", "Recording", "Flow" };
        foreach (var method in Methods.Where(m => resources.Any(r => m.Name == $"Get{r}" || m.Name == $"List{r}s")))
            Assert.That(method.InputType.FindFieldByName("read_mask")?.MessageType.FullName, Is.EqualTo("google.protobuf.FieldMask"), $"{method.FullName}: read_mask");
    }

    [Test]
    public void Every_watch_has_signs_of_life_and_a_goodbye()
    {
        foreach (var method in Methods.Where(m => m.Name.StartsWith("Watch", StringComparison.Ordinal) || m.Name is "Route" or "StreamEvents"))
        {
            Assert.That(method.IsServerStreaming, Is.True, method.FullName);
            foreach (var name in new[] { "heartbeat", "goodbye" }) Assert.That(method.OutputType.FindFieldByName(name), Is.Not.Null, $"{method.FullName}: {name}");
        }
    }

    [Test]
    public void Requests_and_answers_are_named_after_their_method_and_used_by_it_alone()
    {
        foreach (var method in Methods)
            Assert.That((method.InputType.Name, method.OutputType.Name), Is.EqualTo(($"{method.Name}Request", $"{method.Name}Response")), method.FullName);
        Assert.That(Methods.Select(m => m.InputType.FullName), Is.Unique);
    }

    [Test]
    public void Whoever_changes_something_for_others_says_who_they_are()
    {
        string[] ownWork = ["LogIn", "LogOut", "SetReady", "Pause", "ExtendWrapUp", "FinishWrapUp"]; // what an agent does about themselves
        foreach (var method in Mutations.Where(m => !ownWork.Contains(m.Name))) Field(method, "by", FieldType.String);
    }

    [Test]
    public void Numbers_and_times_say_their_unit_or_range()
    {
        string[] known = ["0", "1", "Per cent", "Grows", "number"];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestPaths.Root, "protos", "telephony", "v1"), "*.proto"))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                var line = lines[i].Trim();
                var isNumber = line.EndsWith(';') && (line.StartsWith("int32 ", StringComparison.Ordinal) || line.StartsWith("int64 ", StringComparison.Ordinal) || line.StartsWith("double ", StringComparison.Ordinal)
                    || line.StartsWith("optional int32 ", StringComparison.Ordinal) || line.StartsWith("optional double ", StringComparison.Ordinal));
                if (!isNumber) continue;
                var comment = "";
                for (var above = i - 1; lines[above].Trim().StartsWith("//", StringComparison.Ordinal); above--) comment = lines[above] + comment;
                Assert.That(comment, Has.Length.GreaterThan(8), $"{Path.GetFileName(file)}:{i + 1}");
                Assert.That(known.Any(word => comment.Contains(word, StringComparison.Ordinal)), Is.True, $"{Path.GetFileName(file)}:{i + 1}: {line} has no unit or range: {comment}");
            }
        }
    }

    private static bool IsQuestion(MethodDescriptor method) => Questions.Any(q => method.Name.StartsWith(q, StringComparison.Ordinal));

    /// <summary>The field that names what is changed.</summary>
    private static string Changes(MethodDescriptor method) =>
        method.Name is "ApplyConfig" or "RollbackConfig" ? "config"
        : method.Service.Name is "QueueService" or "AgentService" or "CallService" or "RoutingService"
            ? method.Name != "SubmitCall" && method.InputType.FindFieldByName("call") is not null ? "call" : method.InputType.FindFieldByName("name") is not null && method.Name != "CancelCallback" ? "name" : ""
        : "";

    private static void Field(MethodDescriptor method, string name, FieldType type) =>
        Assert.That(method.InputType.FindFieldByName(name)?.FieldType, Is.EqualTo(type), $"{method.FullName}: {name}");
}
