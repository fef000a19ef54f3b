using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Recordings;

public sealed class RecordingSpaceTests
{
    [Test]
    public void Without_room_no_recording_begins_and_it_is_said_why()
    {
        var free = 100L << 20;
        using var space = new RecordingSpace(Path.GetTempPath(), 64L << 20, NullLogger.Instance, _ => Volatile.Read(ref free));
        Assert.That(space.WhyNot, Is.Null);
        Volatile.Write(ref free, 63L << 20);
        Assert.That(() => space.WhyNot, Is.EqualTo("63 MiB are free for recordings, 64 are wanted").After(10_000, 50), "without anybody asking");
        Volatile.Write(ref free, 64L << 20);
        space.Look();
        Assert.That(space.WhyNot, Is.Null);
    }

    [Test]
    public void Room_that_cannot_be_measured_stops_nothing()
    {
        using var space = new RecordingSpace("/", 1, NullLogger.Instance, _ => throw new IOException("gone"));
        Assert.That(space.WhyNot, Is.Null);
    }

    [Test]
    public void The_disk_is_asked()
    {
        using var space = new RecordingSpace(Path.GetTempPath(), long.MaxValue, NullLogger.Instance);
        Assert.That(space.WhyNot, Does.EndWith("are wanted"));
    }
}
