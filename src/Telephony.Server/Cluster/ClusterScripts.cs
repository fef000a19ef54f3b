namespace Telephony.Server.Cluster;

/// <summary>What is done in Redis, each as one step that nothing comes between. The epoch is checked in every one that writes:
/// a router whose time as the leader is over can change nothing any more.</summary>
/// <remarks>KEYS: lease, epoch, stream, last, state, able. The lease's text begins with the epoch it was given with, and names its holder once and for all.</remarks>
internal static class ClusterScripts
{
    /// <summary>ARGV: node and instance, milliseconds, the highest epoch the asker has seen, the lease of a holder known to be dead (or empty).
    /// Returns the epoch and the lease's text; 0 and the text of the present holder when it is held.</summary>
    public const string Acquire = """
        local held = redis.call('GET', KEYS[1])
        if held and held ~= ARGV[4] then return {0, held} end
        local epoch = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), tonumber(ARGV[3])) + 1
        local lease = string.format('%.0f', epoch) .. ' ' .. ARGV[1]
        redis.call('SET', KEYS[2], string.format('%.0f', epoch))
        redis.call('SET', KEYS[1], lease, 'PX', ARGV[2])
        return {epoch, lease}
        """;

    /// <summary>ARGV: the holder's lease, milliseconds, its epoch, node and instance. Returns the epoch it goes on with, and the lease's text; 0 and
    /// the present holder when another led since. When Redis knows only an older epoch, it has lost its memory: the epoch goes on above all that was seen.</summary>
    public const string Renew = """
        local held = redis.call('GET', KEYS[1])
        local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
        local mine = tonumber(ARGV[3])
        if epoch > mine then return {0, held or ''} end
        if epoch == mine and held == ARGV[1] then
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return {mine, held}
        end
        if epoch == mine and held then return {0, held} end
        local lease = ARGV[1]
        if epoch < mine then
          mine = mine + 1
          lease = string.format('%.0f', mine) .. ' ' .. ARGV[4]
          redis.call('SET', KEYS[2], string.format('%.0f', mine))
        end
        redis.call('SET', KEYS[1], lease, 'PX', ARGV[2])
        return {mine, lease}
        """;

    /// <summary>ARGV: the holder's lease.</summary>
    public const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

    /// <summary>ARGV: epoch, number of the input, the input, the hash of the core before it (or empty).</summary>
    public const string Append = """
        local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
        if epoch > tonumber(ARGV[1]) then return 'fenced' end
        if epoch < tonumber(ARGV[1]) then return 'behind' end
        if tonumber(redis.call('GET', KEYS[4]) or '-1') ~= tonumber(ARGV[2]) - 1 then return 'gap' end
        if ARGV[4] == '' then redis.call('XADD', KEYS[3], ARGV[2] .. '-1', 'e', ARGV[1], 'i', ARGV[3])
        else redis.call('XADD', KEYS[3], ARGV[2] .. '-1', 'e', ARGV[1], 'i', ARGV[3], 'h', ARGV[4]) end
        redis.call('SET', KEYS[4], ARGV[2])
        return 'ok'
        """;

    /// <summary>ARGV: epoch, number of the last input in the state, the state, how many inputs are kept. What does not lead up to the state is dropped.</summary>
    public const string Save = """
        local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
        if epoch > tonumber(ARGV[1]) then return 'fenced' end
        if epoch < tonumber(ARGV[1]) then return 'behind' end
        if redis.call('GET', KEYS[4]) ~= ARGV[2] then redis.call('DEL', KEYS[3]) end
        redis.call('HSET', KEYS[5], 'n', ARGV[2], 'e', ARGV[1], 's', ARGV[3])
        redis.call('SET', KEYS[4], ARGV[2])
        redis.call('XTRIM', KEYS[3], 'MAXLEN', '~', ARGV[4])
        return 'ok'
        """;

    /// <summary>ARGV: the number behind which to read, how many. Returns epoch, lease, the last number, and the inputs.</summary>
    public const string Read = """
        return {redis.call('GET', KEYS[2]) or '0', redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[4]) or '0',
          redis.call('XRANGE', KEYS[3], (ARGV[1] + 1) .. '-0', '+', 'COUNT', ARGV[2])}
        """;
}
