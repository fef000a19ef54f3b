namespace Telephony.Server.Rpc;

/// <summary>Resource names: <c>queues/sales</c>, <c>agents/1001</c>, <c>calls/1700000000.1</c>, <c>recordings/…</c>.</summary>
internal static class Names
{
    public const string Queues = "queues";
    public const string Agents = "agents";
    public const string Calls = "calls";
    public const string Recordings = "recordings";
    public const string Callbacks = "callbacks";
    public const string Flows = "flows";
    public const string Alerts = "alerts";
    public const string Destinations = "destinations";
    public const string Routers = "routers";

    private const int LongestId = 200;

    /// <summary>The name of a thing; empty for none.</summary>
    public static string Of(string collection, string? id) => string.IsNullOrEmpty(id) ? "" : $"{collection}/{id}";

    /// <summary>The id in a name.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is not a name of this collection.</exception>
    public static string Id(string collection, string name, string field = "name")
    {
        if (name.Length > collection.Length + 1
            && name.Length <= LongestId
            && name.StartsWith(collection, StringComparison.Ordinal)
            && name[collection.Length] == '/')
        {
            var id = name[(collection.Length + 1)..];
            if (!id.Contains('/', StringComparison.Ordinal) && !id.Any(char.IsControl)) return id;
        }

        throw Refusals.Field(field, $"a name of the form {collection}/ID is wanted");
    }

    /// <summary>The id in a filter; null for no filter.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is not a name of this collection.</exception>
    public static string? Filter(string collection, string name, string field) => name.Length == 0 ? null : Id(collection, name, field);

    /// <summary>Checks the name in a filter; empty means no filter.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is not a name of this collection.</exception>
    public static void CheckFilter(string collection, string name, string field)
    {
        if (name.Length > 0) Id(collection, name, field);
    }
}
