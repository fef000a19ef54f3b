namespace Grpc.Core;

/// <summary>Hints for writing one message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>Compress as the call does; flush at once.</summary>
    None = 0,

    /// <summary>More follows soon: the message may wait in a buffer until the next one or the end of the call.</summary>
    BufferHint = 0x1,

    /// <summary>Send this message uncompressed although the call compresses.</summary>
    NoCompress = 0x2,
}

/// <summary>How messages are written.</summary>
/// <param name="flags">The hints.</param>
public class WriteOptions(WriteFlags flags = WriteFlags.None)
{
    /// <summary>No hints.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The hints.</summary>
    public WriteFlags Flags { get; } = flags;
}
