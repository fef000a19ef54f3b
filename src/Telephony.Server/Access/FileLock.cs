namespace Telephony.Server.Access;

/// <summary>Files of secrets are changed by one program at a time: the command line and the service take turns.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits for the turn; dispose of it afterwards.</summary>
    /// <param name="path">The file that is going to be changed; its folder exists.</param>
    /// <param name="time">How long is waited.</param>
    /// <exception cref="IOException">The turn did not come.</exception>
    public static FileStream Take(string path, TimeProvider time)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(begin) < Patience)
            {
                Thread.Sleep(20);
            }
        }
    }
}
