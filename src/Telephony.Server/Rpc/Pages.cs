using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Rpc;

/// <summary>Page sizes and page tokens. A token holds where to go on and for which question it was given; nothing is kept here for it.</summary>
internal static class Pages
{
    private const int DefaultSize = 100;
    private const int LargestSize = 1_000;
    private const int MarkLength = 8;

    /// <summary>How many things a page holds at most.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: negative.</exception>
    public static int Size(int asked) => asked switch
    {
        < 0 => throw Refusals.Field("page_size", "0 or a positive number is wanted"),
        0 => DefaultSize,
        _ => Math.Min(asked, LargestSize),
    };

    /// <summary>The token for the page behind this key.</summary>
    /// <param name="question">What was asked, filters included: a token fits only the question it was given for.</param>
    /// <param name="key">The last thing on the page.</param>
    public static string Token(string question, string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Mark(question) + key));

    /// <summary>The key in a token; null for the first page.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the token was not given for this question.</exception>
    public static string? Key(string question, string token)
    {
        if (token.Length == 0) return null;
        var bytes = new byte[token.Length];
        if (Convert.TryFromBase64String(token, bytes, out var length))
        {
            var text = Encoding.UTF8.GetString(bytes, 0, length);
            if (text.StartsWith(Mark(question), StringComparison.Ordinal)) return text[MarkLength..];
        }

        throw Refusals.Field("page_token", "the next_page_token of an answer to the same question is wanted");
    }

    /// <summary>One page of things that are ordered by name.</summary>
    public static (IReadOnlyList<T> Items, string NextToken, int Total) Of<T>(
        ImmutableArray<T> all, Func<T, string> nameOf, Func<T, bool> isWanted, int size, string token, string question)
    {
        var most = Size(size);
        var after = Key(question, token);
        var wanted = all.Where(isWanted).ToList();
        var from = after is null ? 0 : wanted.FindIndex(item => string.CompareOrdinal(nameOf(item), after) > 0);
        var items = from < 0 ? [] : wanted.GetRange(from, Math.Min(most, wanted.Count - from));
        var isLast = from < 0 || from + items.Count == wanted.Count;
        return (items, isLast ? "" : Token(question, nameOf(items[^1])), wanted.Count);
    }

    private static string Mark(string question) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..MarkLength];
}
