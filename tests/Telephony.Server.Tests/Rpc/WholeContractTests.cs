namespace Telephony.Server.Tests.Rpc;

/// <summary>The contract declares nothing that the router does not do.</summary>
public sealed class WholeContractTests : ApiFixture
{
    [Test]
    public async Task Every_method_of_the_contract_works()
    {
        var missing = new List<string>();
        foreach (var service in V1Services.All)
        {
            foreach (var method in service.Methods.Where(m => !m.IsClientStreaming && !m.IsServerStreaming))
            {
                var name = $"{service.Name}/{method.Name}";
                var (_, body) = await Api.PostAsync(name, "{}");
                if (body.TryGetProperty("code", out var code) && code.GetString() == "unimplemented") missing.Add(name);
            }
        }

        Assert.That(missing, Is.Empty);
    }
}
