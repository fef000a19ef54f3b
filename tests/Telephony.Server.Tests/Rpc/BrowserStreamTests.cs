using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Telephony.Server.Tests.Rpc;

/// <summary>A board with connect-web, as a browser has it: what it made of snapshot and deltas is what a fresh snapshot says.</summary>
public sealed class BrowserStreamTests : ApiFixture
{
    [TestCase("connect")]
    [TestCase("connect-json")]
    [TestCase("grpc-web")]
    public async Task Snapshot_and_deltas_make_a_fresh_snapshot(string protocol)
    {
        await ContractTests.InstallBufAsync();
        var descriptors = WriteDescriptors();
        using var board = ForeignProgram.Node([], Path.Combine(ContractTests.Clients, "watch_client.mjs"), $"http://{Api.HttpAddress}", descriptors, protocol);
        Assert.That(await board.LineAsync(), Is.EqualTo("watching"));
        File.Delete(descriptors);
        var dice = new Random(protocol.Length);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 15; i++) await SomethingAsync(dice);
            await board.TellAsync("check");
            Assert.That(await board.LineAsync(), Does.Match("^same [0-9]+ frames$"), board.Errors);
        }

        await Api.RestartAsync();
        for (var i = 0; i < 3; i++) Assert.That(await board.LineAsync(), Is.EqualTo("goodbye"), "each stream ends in good order");
    }

    private async Task SomethingAsync(Random dice)
    {
        var agent = dice.Next(2) == 0 ? "agents/1001" : "agents/1002";
        switch (dice.Next(6))
        {
            case 0:
                await Api.Agents.LogOutAsync(new V1.LogOutRequest { Name = agent });
                break;
            case 1:
                Asterisk.Call("acd-n1", "555", $"call,{(dice.Next(2) == 0 ? "8100" : "9999")}");
                break;
            case 2 when (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest { States = { V1.CallState.Queued } })).Calls is [var waiting, ..]:
                await Api.Routing.WithdrawAsync(new V1.WithdrawRequest { Call = waiting.Name, By = "test" });
                break;
            case 3:
                await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = "queues/support", By = "test" });
                break;
            case 4:
                await Api.Queues.OpenQueueAsync(new V1.OpenQueueRequest { Name = "queues/support", By = "test" });
                break;
            default:
                await Api.Agents.LogInAsync(new V1.LogInRequest { Name = agent });
                break;
        }

        await Task.Delay(dice.Next(40)); // some frames hold one change, some several
    }

    /// <summary>The definitions of the API, with the JSON names that connect-es wants and generated C# leaves out.</summary>
    internal static string WriteDescriptors()
    {
        var files = new List<FileDescriptor>();
        foreach (var service in V1Services.All) Add(service.File);
        var path = Path.Combine(Path.GetTempPath(), $"telephony-{Guid.NewGuid():N}.binpb");
        File.WriteAllBytes(path, new FileDescriptorSet { File = { files.Select(WithJsonNames) } }.ToByteArray());
        return path;

        void Add(FileDescriptor file)
        {
            if (files.Contains(file)) return;
            foreach (var dependency in file.Dependencies) Add(dependency);
            files.Add(file);
        }
    }

    private static FileDescriptorProto WithJsonNames(FileDescriptor file)
    {
        var proto = FileDescriptorProto.Parser.ParseFrom(file.SerializedData);
        foreach (var (message, descriptor) in proto.MessageType.Zip(file.MessageTypes)) Fill(message, descriptor);
        return proto;

        static void Fill(DescriptorProto message, MessageDescriptor descriptor)
        {
            foreach (var field in message.Field) field.JsonName = descriptor.FindFieldByNumber(field.Number).JsonName;
            foreach (var (nested, inner) in message.NestedType.Zip(descriptor.NestedTypes)) Fill(nested, inner);
        }
    }
}
