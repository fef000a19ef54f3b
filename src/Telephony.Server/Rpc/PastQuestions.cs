using Telephony.Server.History;

namespace Telephony.Server.Rpc;

/// <summary>Questions to the history, which may be out.</summary>
internal static class PastQuestions
{
    /// <summary>Asks.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: the history cannot be read now.</exception>
    public static T Ask<T>(Func<T> question)
    {
        try
        {
            return question();
        }
        catch (HistoryUnavailableException)
        {
            throw Refusals.Because(Reason.HistoryUnavailable, []);
        }
    }
}
