using System.Collections.Immutable;
using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Http;
using Telephony.Server.Journal;

namespace Telephony.Server.Tests.Http;

public class DigitVaultTests
{
    private const string Canary = "4111111111111111";
    private static readonly CallId Caller = new("c1");

    [Test]
    public void A_card_number_is_in_no_input_and_no_fact_and_yet_checked_and_sent()
    {
        var (acd, vault) = (new Acd(strict: true), new DigitVault());
        var (journal, lasting) = (new List<AcdInput>(), new List<string>());
        var card = new CollectNode { Ask = new AskRule { Prompt = ["card"] }, Variable = "card", Least = 16, Most = 16, Luhn = true, Masked = true, Next = "pay", Failed = "end" };
        var pay = new HttpNode { Method = "POST", Url = "https://pay.example/x", Body = ImmutableSortedDictionary<string, string>.Empty.Add("pan", "card"), Next = "end", Failed = "end" };
        var flow = new Flow { Start = "card", Nodes = ImmutableSortedDictionary<string, FlowNode>.Empty.Add("card", card).Add("pay", pay).Add("end", new HangUpNode()) };
        var effects = new List<AcdEffect>();
        Handle(new AcdInput.ConfigurationLoaded(SiteConfiguration.Empty with
        {
            Numbers = ImmutableSortedDictionary<string, EntryPoint>.Empty.Add("*", new EntryPoint([], "en", new CallTarget(null, "main"))),
            Flows = ImmutableSortedDictionary<string, Flow>.Empty.Add("main", flow),
        }));
        Handle(new AcdInput.CallOffered(Caller, "8000", default));
        foreach (var digit in Canary) Handle(new AcdInput.DigitPressed(Caller, digit));
        var check = effects.OfType<AcdEffect.CheckDigits>().Single();
        var answer = (AcdInput.DigitsChecked)vault.Check(check);
        Assert.That(answer.IsGood, Is.True);
        Handle(answer);
        var ask = effects.OfType<AcdEffect.AskServer>().Single();
        Assert.That(vault.Reveal(Caller, ask.Body["pan"][1..]), Is.EqualTo(Canary));
        lasting.Add(JsonSerializer.Serialize(acd.Capture(), CoreJson.Options));
        var digitsJournaled = string.Concat(journal.OfType<AcdInput.DigitPressed>().Select(d => d.Digit));
        Assert.That(digitsJournaled, Is.EqualTo(new string(FlowRun.Hidden, 16)));
        Assert.That(lasting, Has.None.Contains(Canary));

        // The journal, read back, gives the same facts.
        var again = new Acd(strict: true);
        foreach (var input in journal) again.Handle(JsonSerializer.Deserialize<AcdInput>(JsonSerializer.Serialize(input, CoreJson.Options), CoreJson.Options)!);
        Assert.That(JsonSerializer.Serialize(again.Capture(), CoreJson.Options), Is.EqualTo(JsonSerializer.Serialize(acd.Capture(), CoreJson.Options)));

        vault.Forget(Caller, all: true);
        Assert.That(vault.Reveal(Caller, ask.Body["pan"][1..]), Is.Null);

        void Handle(AcdInput happened)
        {
            var input = vault.Hide(happened, acd);
            journal.Add(input);
            lasting.Add(JsonSerializer.Serialize(input, CoreJson.Options));
            var output = acd.Handle(input);
            lasting.AddRange(output.Facts.Select(f => JsonSerializer.Serialize(f, CoreJson.Options)));
            effects.AddRange(output.Effects);
        }
    }

    [Test]
    public void Keys_that_are_sent_to_the_far_end_are_in_nothing_that_lasts_and_are_taken_once()
    {
        var (acd, vault) = (new Acd(strict: true), new DigitVault());
        var journaled = (AcdInput.DigitsOrdered)vault.Hide(new AcdInput.DigitsOrdered(null, Caller, Canary, "kim"), acd);
        Assert.That(journaled.Digits, Is.EqualTo(new string(FlowRun.Hidden, Canary.Length)), "how many they are is told");
        Assert.That(vault.TakeKeys(Caller), Is.EqualTo(Canary));
        Assert.That(vault.TakeKeys(Caller), Is.Null);

        vault.Hide(new AcdInput.DigitsOrdered(null, Caller, Canary, "kim"), acd);
        vault.Hide(new AcdInput.Tick(), acd);
        Assert.That(vault.TakeKeys(Caller), Is.Null, "an order that was refused leaves nothing behind");
    }
}
