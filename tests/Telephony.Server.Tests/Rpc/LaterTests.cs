namespace Telephony.Server.Tests.Rpc;

/// <summary>What the contract declares and the router does not do yet. The list only gets shorter.</summary>
public sealed class LaterTests : ApiFixture
{
    private static readonly string[] NotBuiltYet =
    [
    ];

    [Test]
    public async Task Every_method_works_or_is_on_the_list()
    {
        var missing = new List<string>();
        foreach (var service in V1Services.All)
        {
            foreach (var method in service.Methods.Where(m => !m.IsClientStreaming && !m.IsServerStreaming))
            {
                var name = $"{service.Name}/{method.Name}";
                var (_, body) = await Api.PostAsync(name, "{}");
                if (!body.TryGetProperty("code", out var code) || code.GetString() != "unimplemented") continue;
                Assert.That(body.GetProperty("message").GetString(), Is.EqualTo($"telephony.v1.{name} is declared, but not built yet."));
                missing.Add(name);
            }
        }

        Assert.That(missing, Is.EquivalentTo(NotBuiltYet));
    }
}
