namespace Grpc.AspNetCore.Server;

/// <summary>
/// The client reset the stream or cut the connection while a request was read. The body knows this a moment before
/// the call's cancellation token does.
/// </summary>
internal sealed class ClientGoneException(Exception cause) : OperationCanceledException("The client cancelled the call.", cause);
