namespace Telephony.Core;

/// <content>Callbacks for who asks.</content>
public sealed partial class Acd
{
    /// <summary>Callbacks that are not done yet, by id. Read only; they change with the next input.</summary>
    public IReadOnlyCollection<Callback> Callbacks => _callbacks.Values;
}
