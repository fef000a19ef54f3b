using System.Net.Sockets;
using Google.Rpc;
using Grpc.Core;

namespace Telephony.Server.Cli;

/// <summary>What went wrong, in one line for people.</summary>
internal static class Faults
{
    /// <summary>The line for an error of the API: the service's own words in the reader's language, where it said something.</summary>
    public static string Line(RpcException fault, string server)
    {
        if (fault.GetRpcStatus() is { } status) return Told(status, fault.StatusCode);
        return fault.StatusCode switch
        {
            StatusCode.Unavailable => $"no service answers at {server}{Because(fault)}; is it running? --server or TELEPHONY_SERVER says where it is",
            StatusCode.DeadlineExceeded => $"no answer from {server} in time; --timeout says how long to wait",
            StatusCode.Unauthenticated => $"{server} does not know who asks; set {Tokens.Variable} or pass --token-file FILE",
            _ => $"{server}: {fault.StatusCode}: {fault.Status.Detail}",
        };
    }

    private static string Told(Google.Rpc.Status status, StatusCode code)
    {
        var locale = Wording.IsChinese ? "zh-CN" : "en";
        var message = status.Details.Where(d => d.Is(LocalizedMessage.Descriptor)).Select(d => d.Unpack<LocalizedMessage>()).FirstOrDefault(m => m.Locale == locale)?.Message
            ?? status.Message;
        return code == StatusCode.Unauthenticated ? $"{message} Set {Tokens.Variable} or pass --token-file FILE." : message;
    }

    private static string Because(RpcException fault)
    {
        for (Exception? inner = fault.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket) return $" ({socket.Message})";
        }

        return "";
    }
}
