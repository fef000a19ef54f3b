using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>board: {longest_wait: {watch: 30s, alarm: 1m}, waiting: …, service_level: …, abandon_rate: …}</c>.</summary>
internal static class BoardReader
{
    private const string Key = "board";
    private const string Watch = "watch";
    private const string Alarm = "alarm";

    public static BoardLimits Read(Section queue)
    {
        var otherwise = BoardLimits.Default;
        if (queue.Find(Key) is not { } node || Section.Of(queue.File, Key, node, "longest_wait", "waiting", "service_level", "abandon_rate") is not { } board) return otherwise;
        return new BoardLimits
        {
            LongestWait = Read(board, "longest_wait", otherwise.LongestWait, (limit, key, value) => limit.Duration(key, value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1))),
            Waiting = Read(board, "waiting", otherwise.Waiting, Number),
            ServiceLevel = Read(board, "service_level", otherwise.ServiceLevel, Number),
            AbandonRate = Read(board, "abandon_rate", otherwise.AbandonRate, Number),
        };
    }

    private static int Number(Section limit, string key, int otherwise) => limit.Integer(key, otherwise, 1, 100);

    private static Limit<T> Read<T>(Section board, string key, Limit<T> otherwise, Func<Section, string, T, T> read)
        where T : IComparable<T>
    {
        if (board.Find(key) is not { } node || Section.Of(board.File, board.Field(key), node, Watch, Alarm) is not { } section) return otherwise;
        var limit = new Limit<T>(read(section, Watch, otherwise.Watch), read(section, Alarm, otherwise.Alarm));
        if (limit.Watch.CompareTo(limit.Alarm) <= 0) return limit;
        board.File.Error(section.PositionOf(Watch), section.Field(Watch), "the alarm comes before it", "write an alarm that is not less");
        return otherwise;
    }
}
