using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary>Makes the errors that clients see: a canonical status, an English line, and details for programs and for people.</summary>
internal static class Refusals
{
    /// <summary>Domain of every <see cref="ErrorInfo"/>.</summary>
    public const string Domain = "telephony";

    private static readonly Duration RetrySoon = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));

    /// <summary>An error for this reason. A status that may pass by itself says when to try again.</summary>
    public static RpcException Because(Reason reason, Dictionary<string, string> about, params IMessage[] details)
    {
        var english = Fill(reason.En, about);
        var status = new Google.Rpc.Status { Code = (int)reason.Code, Message = english };
        var info = new ErrorInfo { Type = reason.Name, Domain = Domain }; // field 1, since named "reason"
        info.Metadata.Add(about);
        Add(info);
        foreach (var detail in details) Add(detail);
        if (reason.Code is StatusCode.Unavailable && !details.Any(d => d is RetryInfo)) Add(new RetryInfo { RetryDelay = RetrySoon });
        Add(new LocalizedMessage { Locale = "en", Message = english });
        Add(new LocalizedMessage { Locale = "zh-CN", Message = Fill(reason.ZhCn, about) });
        return status.ToRpcException();

        void Add(IMessage detail) => status.Details.Add(Any.Pack(detail));
    }

    /// <summary>The named thing is not there.</summary>
    public static RpcException NotFound(Reason reason, string type, string name) =>
        Because(reason, new() { ["name"] = name }, new ResourceInfo { ResourceType = $"telephony.v1.{type}", ResourceName = name });

    /// <summary>A field is not as it must be.</summary>
    /// <param name="field">The field, as in the .proto file.</param>
    /// <param name="wanted">What is wanted, without a full stop.</param>
    public static RpcException Field(string field, string wanted)
    {
        var violations = new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = wanted } } };
        return Because(Reason.InvalidField, new() { ["field"] = field, ["wanted"] = wanted }, violations);
    }

    /// <summary>The state of a thing does not allow it.</summary>
    /// <param name="reason">Why, for programs.</param>
    /// <param name="type">What kind of thing: AGENT_STATE, CALL_STATE, QUEUE_STATE.</param>
    /// <param name="name">Which.</param>
    /// <param name="why">In words, without a full stop.</param>
    public static RpcException State(Reason reason, string type, string name, string why)
    {
        var failure = new PreconditionFailure
        {
            Violations = { new PreconditionFailure.Types.Violation { Type = type, Subject = name, Description = why } },
        };
        return Because(reason, new() { ["name"] = name, ["why"] = why }, failure);
    }

    /// <summary>The router has not turned once yet.</summary>
    public static RpcException Starting() => Because(Reason.Starting, []);

    private static string Fill(string template, Dictionary<string, string> about)
    {
        foreach (var (key, value) in about) template = template.Replace($"{{{key}}}", value, StringComparison.Ordinal);
        return template;
    }
}
