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
    private static readonly Argument<string> Call = new("call") { Description = "the call, as call list shows it" };
    private static readonly Argument<string> Why = new("why") { Description = "why, for the record" };
    private static readonly Option<bool> MuteCaller = new("--caller") { Description = "the caller is silent" };
    private static readonly Option<bool> MuteAgent = new("--agent") { Description = "the agent is silent" };
    private static readonly Option<FileInfo?> To = new("--to") { Description = "the file to write (default: RECORDING.wav here)" };

    public static Command Create() => Noun(
        "recording", "Recordings of calls.",
        Verb("list", "Recordings, newest first.", ListAsync, OfCall, Agent, Queue),
        Verb("get", "One recording.", GetAsync, Recording),
        Order("start", "Begin to record a conversation.", StartAsync, Call),
        Order("stop", "End a recording; what was recorded is kept.", StopAsync, Recording),
        Order("pause", "Write silence for both, e.g. while a card number is told.", PauseAsync, Recording),
        Order("resume", "Record on.", ResumeAsync, Recording),
        Order("mute", "Write silence for the caller, the agent or both; for neither without an option.", MuteAsync, Recording, MuteCaller, MuteAgent),
        Order("hold", "Forbid to erase a recording.", session => HoldAsync(session, held: true), Recording, Why),
        Order("release", "Allow again to erase a recording.", session => HoldAsync(session, held: false), Recording, Why),
        Verb("download", "The audio of a recording, as a WAV file.", DownloadAsync, Recording, To));

    private static string NameIn(Session session) => Session.Name(Rpc.Names.Recordings, session.Get(Recording));

    private static async Task StartAsync(Session session)
    {
        var order = new V1.StartRecordingRequest
        {
            Call = Session.Name(Rpc.Names.Calls, session.Get(Call)), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Recordings.StartRecordingAsync(order, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }

    private static async Task StopAsync(Session session)
    {
        var order = new V1.StopRecordingRequest { Name = NameIn(session), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Recordings.StopRecordingAsync(order, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }

    private static async Task PauseAsync(Session session)
    {
        var order = new V1.PauseRecordingRequest { Name = NameIn(session), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Recordings.PauseRecordingAsync(order, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }

    private static async Task ResumeAsync(Session session)
    {
        var order = new V1.ResumeRecordingRequest { Name = NameIn(session), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Recordings.ResumeRecordingAsync(order, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }

    private static async Task MuteAsync(Session session)
    {
        var order = new V1.MuteRecordingRequest
        {
            Name = NameIn(session), Caller = session.Get(MuteCaller), Agent = session.Get(MuteAgent), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Recordings.MuteRecordingAsync(order, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }

    private static async Task HoldAsync(Session session, bool held)
    {
        var order = new V1.SetRecordingHoldRequest
        {
            Name = NameIn(session), Held = held, Why = session.Get(Why), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Recordings.SetRecordingHoldAsync(order, session.Once);
        await session.PrintAsync(answer, Columns.Recordings, [answer.Recording]);
    }

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
