using Telephony.Server.Statistics;

namespace Telephony.Server.Tests.Statistics;

public sealed class MetricTablesTests
{
    [Test]
    public void The_page_in_docs_is_what_the_code_computes() =>
        Assert.That(File.ReadAllText(Path.Combine(TestPaths.Root, "docs", "metrics.md")), Is.EqualTo(MetricTables.Print()),
            "print it anew: dotnet Telephony.Server.dll metrics > docs/metrics.md");
}
