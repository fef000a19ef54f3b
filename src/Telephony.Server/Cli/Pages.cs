using Google.Protobuf;
using Grpc.Core;

namespace Telephony.Server.Cli;

/// <summary>Lists in whole.</summary>
internal static class Pages
{
    /// <summary>How many things a page holds.</summary>
    public const int Size = 1_000;

    /// <summary>All pages of a list as one.</summary>
    /// <param name="ask">Asks for the page of this token.</param>
    /// <param name="next">The token of the next page; empty on the last.</param>
    public static async Task<TPage> AllAsync<TPage>(Func<string, AsyncUnaryCall<TPage>> ask, Func<TPage, string> next)
        where TPage : IMessage<TPage>, new()
    {
        var all = new TPage();
        var token = "";
        do
        {
            var page = await ask(token);
            all.MergeFrom(page);
            token = next(page);
        }
        while (token.Length > 0);
        all.Descriptor.FindFieldByName("next_page_token").Accessor.Clear(all);
        return all;
    }
}
