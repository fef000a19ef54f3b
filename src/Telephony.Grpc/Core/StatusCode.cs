namespace Grpc.Core;

/// <summary>Result of a call. Numbers are those of the gRPC specification (doc/statuscodes.md) and go over the wire.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>The caller cancelled the call.</summary>
    Cancelled = 1,

    /// <summary>An error without a better code, e.g. an exception in the handler.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call ended; the change may still have been made.</summary>
    DeadlineExceeded = 4,

    /// <summary>The named entity does not exist.</summary>
    NotFound = 5,

    /// <summary>The entity to create exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known, but may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a rate, or a size limit is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the operation needs; a retry alone will not help.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent change got in the way (etag, transaction); read again and retry.</summary>
    Aborted = 10,

    /// <summary>Past the end of the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method does not exist or is not supported.</summary>
    Unimplemented = 12,

    /// <summary>An invariant is broken, or a peer broke the protocol.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached at the moment; retry with back-off.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupt.</summary>
    DataLoss = 15,

    /// <summary>The caller did not say who it is, or its credentials are not valid.</summary>
    Unauthenticated = 16,
}
