using System.CommandLine;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony recording …</c></summary>
internal static class RecordingVerbs
{
    private static readonly Argument<string> Recording = new("recording") { Description = "the recording, as recording list shows it" };

    public static Command Create() => Noun(
        "recording", "Recordings of calls.",
        Verb("list", "Recordings, newest first.", ListAsync),
        Verb("get", "One recording.", GetAsync, Recording));

    private static async Task ListAsync(Session session)
    {
        var all = await Pages.AllAsync(
            token => session.Recordings.ListRecordingsAsync(new V1.ListRecordingsRequest { PageSize = Pages.Size, PageToken = token }, session.Once), p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Recordings, all.Recordings);
    }

    private static async Task GetAsync(Session session)
    {
        var name = Session.Name(Rpc.Names.Recordings, session.Get(Recording));
        var answer = await session.Recordings.GetRecordingAsync(new V1.GetRecordingRequest { Name = name }, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }
}
