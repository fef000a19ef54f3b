namespace Telephony.Server.Configuration;

/// <summary>Puts a configuration in force: into the configuration folder, and then into the router.</summary>
internal interface ISiteTakeOver
{
    /// <summary>Reads files as if they lay in the configuration folder.</summary>
    /// <param name="files">Texts by path below the folder.</param>
    SiteLoadResult Read(IReadOnlyDictionary<string, string> files);

    /// <summary>Writes the files, all or none, keeps them as a version, and puts the site in force.</summary>
    /// <param name="read">What the files say; usable.</param>
    /// <param name="files">Texts by path below the folder.</param>
    /// <param name="by">Who does it, for the record.</param>
    /// <exception cref="IOException">The folder cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written; nothing has changed.</exception>
    Task PutInForceAsync(SiteLoadResult read, IReadOnlyDictionary<string, string> files, string by);
}
