namespace Telephony.Core.Tests.Statistics;

public sealed class ServiceLevelTests
{
    /// <summary>A = 1000, A≤T = 860, B = 60, B≤T = 20, B≤a = 10.</summary>
    [TestCase(ServiceLevelVariant.AbandonsWithinAsServed, 83.0)]
    [TestCase(ServiceLevelVariant.OfAnswered, 86.0)]
    [TestCase(ServiceLevelVariant.OfAll, 81.1)]
    [TestCase(ServiceLevelVariant.WithoutAbandonsWithin, 82.7)]
    [TestCase(ServiceLevelVariant.ShortAbandonsAsServed, 82.1)]
    [TestCase(ServiceLevelVariant.WithoutShortAbandons, 81.9)]
    public void Each_variant_gives_its_own_figure_for_the_same_calls(ServiceLevelVariant variant, double percent) =>
        Assert.That(ServiceLevel.Percent(variant, answered: 1000, answeredWithin: 860, abandoned: 60, abandonedWithin: 20, abandonedShort: 10), Is.EqualTo(percent).Within(0.05));

    [Test]
    public void Without_calls_there_is_no_service_level()
    {
        foreach (var variant in Enum.GetValues<ServiceLevelVariant>()) Assert.That(ServiceLevel.Percent(variant, 0, 0, 0, 0, 0), Is.Null, variant.ToString());
    }
}
