namespace Telephony.Server.Configuration;

/// <summary>What files of queues and menus share: the file's name names the thing.</summary>
internal static class NamedFile
{
    /// <summary>How a name looks, in words.</summary>
    public const string NameForm = "a name (1 to 40 letters, digits, - or _)";
}
