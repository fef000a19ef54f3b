namespace Telephony.Server.Prompts;

/// <summary>Files that others read meanwhile: they find the old one or the new one, never half of it.</summary>
internal static class WholeFile
{
    public static void Write(string path, byte[] content) => Put(path, temporary => File.WriteAllBytes(temporary, content));

    public static void Copy(string from, string to) => Put(to, temporary => File.Copy(from, temporary));

    private static void Put(string path, Action<string> make)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.new");
        try
        {
            make(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
