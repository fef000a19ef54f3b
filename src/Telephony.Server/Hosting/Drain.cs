using Telephony.Core;

namespace Telephony.Server.Hosting;

/// <summary>Whether this router is being taken out of work: it serves the calls it has, and takes no new ones.</summary>
public sealed class Drain
{
    private volatile bool _isOn;

    /// <summary>Whether new calls are left to others: to another router, or to the dialplan's fallback.</summary>
    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    /// <summary>What is said of this router while it is taken out of work; null while it is not.</summary>
    /// <param name="picture">The latest picture; null when there is none yet.</param>
    public string? Describe(AcdSnapshot? picture) => IsOn ? $"draining, live calls: {picture?.CallsWithSomebody() ?? 0}" : null;
}

/// <summary>What a router that is taken out of work still has to do.</summary>
internal static class WorkLeft
{
    /// <summary>Calls with somebody on the phone: promises to call are kept by whoever works next.</summary>
    public static int CallsWithSomebody(this AcdSnapshot picture) =>
        picture.CallsInAll > AcdSnapshot.CallsMost ? picture.CallsInAll : picture.Calls.Count(call => call.State != CallState.Virtual);
}
