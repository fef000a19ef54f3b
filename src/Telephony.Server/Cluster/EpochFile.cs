using System.Globalization;

namespace Telephony.Server.Cluster;

/// <summary>The highest epoch this router has ever seen, on its own disk: an epoch never goes back, whatever Redis forgets.</summary>
internal sealed class EpochFile
{
    private readonly string _path;
    private readonly ILogger _logger;
    private long _highest;

    public EpochFile(string folder, ILogger logger)
    {
        _path = Path.Combine(folder, "epoch");
        _logger = logger;
        Directory.CreateDirectory(folder);
        if (File.Exists(_path) && long.TryParse(File.ReadAllText(_path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kept)) _highest = kept;
    }

    public long Highest => Volatile.Read(ref _highest);

    public void Saw(long epoch)
    {
        if (epoch <= Highest) return;
        Volatile.Write(ref _highest, epoch);
        try
        {
            File.WriteAllText(_path + ".part", epoch.ToString(CultureInfo.InvariantCulture) + "\n");
            File.Move(_path + ".part", _path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _logger.EpochNotKept(_path, fault.Message);
        }
    }
}
