using System.CommandLine;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony recording …</c></summary>
internal static class RecordingVerbs
{
    private static readonly Argument<string> Recording = new("recording") { Description = "the recording, as recording list shows it" };

    private static readonly Option<string?> OfCall = new("--call") { Description = "only of this call" };
    private static readonly Option<string?> Agent = new("--agent") { Description = "only of this agent" };
    private static readonly Option<string?> Queue = new("--queue") { Description = "only of this queue" };
    private static readonly Option<FileInfo?> To = new("--to") { Description = "the file to write (default: RECORDING.wav here)" };

    public static Command Create() => Noun(
        "recording", "Recordings of calls.",
        Verb("list", "Recordings, newest first.", ListAsync, OfCall, Agent, Queue),
        Verb("get", "One recording.", GetAsync, Recording),
        Verb("download", "The audio of a recording, as a WAV file.", DownloadAsync, Recording, To));

    private static async Task ListAsync(Session session)
    {
        var all = await Pages.AllAsync(
            token => session.Recordings.ListRecordingsAsync(
                new V1.ListRecordingsRequest
                {
                    PageSize = Pages.Size, PageToken = token, Call = Session.Name(Rpc.Names.Calls, session.Get(OfCall)),
                    Agent = Session.Name(Rpc.Names.Agents, session.Get(Agent)), Queue = Session.Name(Rpc.Names.Queues, session.Get(Queue)),
                },
                session.Once),
            p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Recordings, all.Recordings);
    }

    private static async Task GetAsync(Session session)
    {
        var name = Session.Name(Rpc.Names.Recordings, session.Get(Recording));
        var answer = await session.Recordings.GetRecordingAsync(new V1.GetRecordingRequest { Name = name }, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }

    /// <summary>Under its name only when it is there in whole.</summary>
    private static async Task DownloadAsync(Session session)
    {
        var name = Session.Name(Rpc.Names.Recordings, session.Get(Recording));
        var file = session.Get(To)?.FullName ?? Path.GetFullPath($"{Wording.Id(name)}.wav");
        var partial = $"{file}.part";
        var written = 0L;
        try
        {
            await using (var target = File.Create(partial))
            {
                using var download = session.Recordings.DownloadRecording(new V1.DownloadRecordingRequest { Name = name }, session.Stream(session.Cancel));
                while (await download.ResponseStream.MoveNext(session.Cancel))
                {
                    await target.WriteAsync(download.ResponseStream.Current.Data.Memory, session.Cancel);
                    written += download.ResponseStream.Current.Data.Length;
                }
            }

            File.Move(partial, file, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }

        await session.Out.WriteLineAsync($"{file}: {written} bytes");
    }
}
