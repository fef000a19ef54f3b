namespace Telephony.PlantedBugs.Tests;

/// <summary>Which planted bug is awake on this thread. What they are is in bugs.txt.</summary>
internal static partial class PlantedBugs
{
    private const int AskedMost = 3_000_000;

    [ThreadStatic]
    private static int _awake;

    [ThreadStatic]
    private static int _asked;

    /// <summary>Whether this bug is awake.</summary>
    public static bool Is(int number)
    {
        if (_awake != number) return false;
        // A bug may make an endless loop; every round passes here.
        if (++_asked > AskedMost) throw new InvalidOperationException("it hangs");
        return true;
    }

    /// <summary>Wakes a bug on this thread, 1 is the first; 0 wakes none.</summary>
    public static void Wake(int number) => (_awake, _asked) = (number, 0);
}
