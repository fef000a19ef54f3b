namespace Telephony.Core;

/// <summary>What is counted: gives a number its noun in English and its measure word in Mandarin.</summary>
public enum CountedThing
{
    /// <summary>Callers, politely: 位.</summary>
    Callers,

    /// <summary>Orders, messages and other things: 个.</summary>
    Items,

    /// <summary>How often: 次.</summary>
    Times,

    /// <summary>Days: 天.</summary>
    Days,

    /// <summary>Hours: 小时.</summary>
    Hours,

    /// <summary>Minutes: 分钟.</summary>
    Minutes,

    /// <summary>Seconds: 秒.</summary>
    Seconds,

    /// <summary>Yuan: 元.</summary>
    Yuan,

    /// <summary>Dollars: 美元.</summary>
    Dollars,

    /// <summary>Hundredths of a dollar: 美分.</summary>
    Cents,
}

/// <summary>The money an amount is in.</summary>
public enum Currency
{
    /// <summary>Renminbi: 元, 角, 分.</summary>
    Yuan,

    /// <summary>Dollars and cents.</summary>
    Dollar,
}
