using Telephony.Core;

namespace Telephony.Server.Tests.Configuration;

public class CallbackTests
{
    [Test]
    public void A_queue_calls_back_only_where_the_site_says_how_to_dial()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "callback: {mode: customer_first, attempts: 2}\nkeys: {\"1\": callback}\n");
        Assert.That(site.Problems(), Has.Some.Contains("queues/sales.yaml:1:11").And.Some.Contains("way to dial customers"));
        site.Write("site.yaml", "numbers: {\"*\": {target: {menu: main}}}\ncallbacks: {dial: \"PJSIP/{number}@trunk\", allow: [\"0X.\"]}\n");
        var loaded = site.Load().Site!;
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Queues["sales"].Life.Callback!.Mode, Is.EqualTo(CallbackMode.CustomerFirst));
            Assert.That(loaded.Queues["sales"].Life.Keys["1"], Is.EqualTo(CallTarget.LeavePhone));
            Assert.That(loaded.CallbackLine!.TargetOf("0123"), Is.EqualTo("PJSIP/0123@trunk"));
        });
    }

    [Test]
    public void Numbers_on_the_do_not_call_list_are_read_as_people_write_them_and_a_mistake_is_told_with_its_place()
    {
        using var site = new SiteFixture();
        site.Write("site.yaml", "numbers: {\"*\": {target: {menu: main}}}\ncallbacks: {dial: \"PJSIP/{number}@trunk\", allow: [\"0X.\"]}\n");
        site.Write("do_not_call.yaml", "numbers:\n  - \"0123 456-789\"\n  - \"+49 30/1234\"\n  - \"0123456789\"\n");
        var line = site.Load().Site!.CallbackLine!;
        Assert.Multiple(() =>
        {
            Assert.That(line.DoNotCall, Is.EqualTo(new[] { "+49301234", "0123456789" }));
            Assert.That(line.TargetOf("0123456789"), Is.Null);
            Assert.That(line.TargetOf("0123456780"), Is.Not.Null);
        });
        site.Write("do_not_call.yaml", "numbers:\n  - \"0123\"\n  - all of them\n");
        Assert.That(site.Problems(), Has.Some.StartsWith("do_not_call.yaml:3:5"));
    }

    [Test]
    public void A_key_to_a_callback_needs_a_queue_that_calls_back()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "keys: {\"1\": callback}\n");
        Assert.That(site.Problems(), Has.Some.Contains("the queue does not call back"));
    }
}
