using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Recordings;

public class RecordingPathsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Test]
    public void A_recording_lies_by_day_and_queue() =>
        Assert.That(RecordingPaths.Relative(Start, "sales", "1700000000.12-1"), Is.EqualTo("2026/03/04/sales/1700000000.12-1.wav"));

    [TestCase("../../etc/passwd")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("a\\b")]
    [TestCase("a\0b")]
    [TestCase("销售")]
    public void No_id_leads_out_of_its_folder(string id)
    {
        var path = RecordingPaths.Relative(Start, id, id);
        Assert.Multiple(() =>
        {
            Assert.That(path.Split('/'), Has.Length.EqualTo(5));
            Assert.That(path, Does.Match(@"\A2026/03/04/[A-Za-z0-9_-][A-Za-z0-9._-]*/[A-Za-z0-9_-][A-Za-z0-9._-]*\.wav\z"));
            Assert.That(RecordingPaths.Resolve("/data/recordings", path), Does.StartWith("/data/recordings/2026/03/04/"));
        });
    }

    [Test]
    public void Two_ids_never_become_one_file() =>
        Assert.That(RecordingPaths.Safe("a/b"), Is.Not.EqualTo(RecordingPaths.Safe("a_b")).And.Not.EqualTo(RecordingPaths.Safe("a\\b")));

    [TestCase("../secrets/agents.csv")]
    [TestCase("/etc/passwd")]
    [TestCase("2026/../../x.wav")]
    [TestCase("")]
    [TestCase(".")]
    [TestCase("a\0.wav")]
    public void A_stored_path_that_leads_elsewhere_is_not_followed(string path) =>
        Assert.That(RecordingPaths.Resolve("/data/recordings", path), Is.Null);
}
