using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Calls any method of the contract, made from its descriptor.</summary>
internal static class Attempt
{
    private static readonly Marshaller<IMessage> Requests = Marshallers.Create<IMessage>(message => message.ToByteArray(), _ => throw new NotSupportedException());

    /// <summary>A refusal comes with the headers; whoever has those and hears nothing for so long has been let in.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private static readonly Dictionary<string, string> Collections = new()
    {
        ["queue"] = "queues", ["agent"] = "agents", ["call"] = "calls", ["supervisor"] = "agents", ["target"] = "queues", ["participant"] = "agents",
    };

    /// <summary>Calls a method; the reason it is refused for, or null when it is let in, whatever it answers then.</summary>
    public static async Task<string?> RefusalOfAsync(CallInvoker calls, MethodDescriptor method, IMessage request)
    {
        try
        {
            await CallAsync(calls, method, request, waits: false).WaitAsync(RunningApi.Patience);
            return null;
        }
        catch (RpcException fault) when (fault.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.ResourceExhausted)
        {
            return fault.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Type ?? fault.StatusCode.ToString();
        }
        catch (RpcException)
        {
            return null;
        }
    }

    /// <summary>Calls a method; for a stream, the first answer.</summary>
    public static async Task<IMessage?> CallAsync(CallInvoker calls, MethodDescriptor method, IMessage request, bool waits = true)
    {
        var answers = Marshallers.Create<IMessage>(message => message.ToByteArray(), bytes => method.OutputType.Parser.ParseFrom(bytes));
        var type = method.IsClientStreaming ? MethodType.DuplexStreaming : method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var rpc = new Method<IMessage, IMessage>(type, method.Service.FullName, method.Name, Requests, answers);
        if (type == MethodType.Unary)
        {
            using var unary = calls.AsyncUnaryCall(rpc, null, default, request);
            return await unary.ResponseAsync;
        }

        if (type == MethodType.ServerStreaming)
        {
            using var stream = calls.AsyncServerStreamingCall(rpc, null, default, request);
            await stream.ResponseHeadersAsync;
            var first = stream.ResponseStream.MoveNext(default);
            if (waits || await Task.WhenAny(first, Task.Delay(Grace)) == first) return await first ? stream.ResponseStream.Current : null;
            return null; // it is open, and there is nothing to tell yet
        }

        using var duplex = calls.AsyncDuplexStreamingCall(rpc, null, default);
        await duplex.RequestStream.WriteAsync(request);
        return await duplex.ResponseStream.MoveNext(default) ? duplex.ResponseStream.Current : null;
    }

    /// <summary>A request of a method that names these things wherever it can, and only asks whether it could be done.</summary>
    /// <param name="method">The method.</param>
    /// <param name="things">A name for each collection.</param>
    /// <param name="leaveOut">Fields to leave empty.</param>
    public static IMessage RequestOf(MethodDescriptor method, IReadOnlyDictionary<string, string> things, IReadOnlyCollection<string> leaveOut)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        Fill(request, method, things, leaveOut);
        return request;
    }

    private static void Fill(IMessage request, MethodDescriptor method, IReadOnlyDictionary<string, string> things, IReadOnlyCollection<string> leaveOut)
    {
        foreach (var field in request.Descriptor.Fields.InDeclarationOrder().Where(f => !leaveOut.Contains(f.Name)))
        {
            if (field.Name == "validate_only") field.Accessor.SetValue(request, true);
            if (field.FieldType == FieldType.Message && field.MessageType == V1.RouteSubscription.Descriptor)
            {
                var below = new V1.RouteSubscription();
                Fill(below, method, things, leaveOut);
                field.Accessor.SetValue(request, below);
            }

            if (field.FieldType != FieldType.String || field.IsRepeated || CollectionOf(field, method) is not { } collection) continue;
            field.Accessor.SetValue(request, things[collection]);
        }
    }

    private static string? CollectionOf(FieldDescriptor field, MethodDescriptor method) => field.Name != "name" ? Collections.GetValueOrDefault(field.Name)
        : method.Service.Name switch { "QueueService" => "queues", "AgentService" => "agents", "CallService" => "calls", "RecordingService" => "recordings", "AlertService" => "alerts", _ => "callbacks" };
}
