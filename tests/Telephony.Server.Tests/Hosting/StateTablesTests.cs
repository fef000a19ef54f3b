using Telephony.Server.Hosting;

namespace Telephony.Server.Tests.Hosting;

public sealed class StateTablesTests
{
    [Test]
    public void The_page_in_docs_is_what_the_code_decides() =>
        Assert.That(File.ReadAllText(Path.Combine(TestPaths.Root, "docs", "call-states.md")), Is.EqualTo(StateTables.Print()),
            "print it anew: dotnet Telephony.Server.dll states > docs/call-states.md");
}
