namespace Telephony.Acceptance.Tests;

/// <summary>What agents can do from their phone alone. <see cref="SiteFixture.DialCodeAsync"/> checks that each code is announced.</summary>
[TestFixture, Parallelizable]
public sealed class AgentCodeTests() : SiteFixture("127.0.1.14")
{
    [Test]
    public async Task Star_codes_log_in_pause_return_and_log_out()
    {
        var phone = await PhoneOfAsync("1191");
        await Service.AgentIsAsync("1191", "LoggedOut");
        await DialCodeAsync(phone, "*11");
        await Service.AgentIsAsync("1191", "Ready");
        await DialCodeAsync(phone, "*131");
        await Service.AgentIsAsync("1191", "Paused");
        await DialCodeAsync(phone, "*14");
        await Service.AgentIsAsync("1191", "Ready");
        await DialCodeAsync(phone, "*12");
        await Service.AgentIsAsync("1191", "LoggedOut");
    }

    [Test]
    public async Task A_code_that_means_nothing_is_refused_by_voice_and_changes_nothing()
    {
        var phone = await PhoneOfAsync("1191");
        await DialCodeAsync(phone, "*139");
        await Service.AgentIsAsync("1191", "LoggedOut");
    }
}
