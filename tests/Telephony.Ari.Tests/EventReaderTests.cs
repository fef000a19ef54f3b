using System.Text;
using Telephony.Ari.Tests.Support;

namespace Telephony.Ari.Tests;

/// <summary>From Asterisk's JSON to an event.</summary>
public sealed class EventReaderTests
{
    private const string Channel = """
        {"id":"c1","name":"PJSIP/ann-1","state":"Up","protocol_id":"x@y","caller":{"name":"","number":"1001"},
         "connected":{"name":"","number":""},"accountcode":"","dialplan":{"context":"in","exten":"800","priority":2,"app_name":"Stasis","app_data":"acd"},
         "creationtime":"2026-09-01T12:00:00.123-0600","language":"en"}
        """;

    private CapturedLog _log = null!;

    [SetUp]
    public void StartAnEmptyLog() => _log = new CapturedLog();

    [Test]
    public void Values_are_read_as_what_they_are()
    {
        var gone = (ChannelDestroyed)Read($$"""
            {"type":"ChannelDestroyed","timestamp":"2026-09-01T12:00:01.500-0600","cause":17,"cause_txt":"User busy","tech_cause":486,
             "channel":{{Channel}},"asterisk_id":"02:00","application":"acd"}
            """);

        Assert.Multiple(() =>
        {
            Assert.That(gone.Cause, Is.EqualTo(17));
            Assert.That(gone.CauseTxt, Is.EqualTo("User busy"));
            Assert.That(gone.TechCause, Is.EqualTo(486));
            Assert.That(gone.Application, Is.EqualTo("acd"));
            Assert.That(gone.AsteriskId, Is.EqualTo("02:00"));
            Assert.That(gone.Timestamp, Is.EqualTo(new DateTimeOffset(2026, 9, 1, 18, 0, 1, 500, TimeSpan.Zero)));
            Assert.That(gone.Timestamp.Offset, Is.EqualTo(TimeSpan.FromHours(-6)));
            Assert.That(gone.Channel.State, Is.EqualTo(ChannelState.Up));
            Assert.That(gone.Channel.Dialplan, Is.EqualTo(new DialplanPosition("in", "800", 2, "Stasis", "acd")));
            Assert.That(gone.Channel.ChannelVars, Is.Null);
        });
    }

    [Test]
    public void Warming_up_reads_an_event_that_is_whole()
    {
        new EventReader(_log).WarmUp();

        Assert.That(_log.Errors, Is.Empty);
    }

    [Test]
    public void Type_need_not_come_first_and_what_is_new_is_ignored()
    {
        var end = Read($$"""
            {"new":{"deep":[1,{"type":"StasisStart"}]},"channel":{{Channel.Replace("\"language\"", "\"new\":null,\"language\"", StringComparison.Ordinal)}},
             "application":"acd","timestamp":"2026-09-01T12:00:00.000+0000","type":"StasisEnd"}
            """);

        Assert.That(end, Is.InstanceOf<StasisEnd>());
        Assert.That(_log.Errors, Is.Empty);
    }

    [Test]
    public void Milliseconds_and_seconds_become_durations()
    {
        var key = (ChannelDtmfReceived)Read(
            $$"""{"type":"ChannelDtmfReceived","digit":"#","duration_ms":120,"channel":{{Channel}},"application":"a","timestamp":"2026-09-01T12:00:00.000+0000"}""");
        var recorded = (RecordingFinished)Read("""
            {"type":"RecordingFinished","recording":{"name":"r","format":"wav","target_uri":"channel:c1","state":"done","duration":7},
             "application":"a","timestamp":"2026-09-01T12:00:00.000+0000"}
            """);

        Assert.That(key.Duration, Is.EqualTo(TimeSpan.FromMilliseconds(120)));
        Assert.That(recorded.Recording.Duration, Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(recorded.Recording.SilenceDuration, Is.Null);
    }

    [Test]
    public void State_that_is_new_is_kept_as_it_is()
    {
        var change = (ChannelStateChange)Read($$"""
            {"type":"ChannelStateChange","channel":{{Channel.Replace("\"Up\"", "\"Dreaming\"", StringComparison.Ordinal)}},
             "application":"a","timestamp":"2026-09-01T12:00:00.000+0000"}
            """);

        Assert.That(change.Channel.State, Is.EqualTo(new ChannelState("Dreaming")));
    }

    [TestCase("""{"type":"StasisEnd","application":"acd","timestamp":"2026-09-01T12:00:00.000+0000"}""", "channel")]
    [TestCase("""{"type":"StasisEnd","application":"acd","timestamp":"2026-09-01T12:00:00.000+0000","channel":null}""", "hannel")]
    [TestCase("""{"type":"StasisEnd","application":"acd","timestamp":"2026-09-01T12:00:00.000+0000","channel":{"id":"c1"}}""", "name")]
    [TestCase("""{"type":"StasisEnd","application":"acd","timestamp":"2026-09-01T12:00:00.000+0000","channel":7}""", "channel")]
    public void Event_without_what_it_must_have_is_reported_and_passed_on_raw(string json, string names)
    {
        var unknown = (UnknownEvent)Read(json);

        Assert.Multiple(() =>
        {
            Assert.That(unknown.Type, Is.EqualTo("StasisEnd"));
            Assert.That(unknown.Json, Is.EqualTo(json));
            Assert.That(unknown.Error, Does.Contain(names));
            Assert.That(unknown.Application, Is.EqualTo("acd"));
            Assert.That(_log.Errors, Has.Count.EqualTo(1));
        });
    }

    [TestCase("2026-09-01T12:00:00.123-0600", "2026-09-01T18:00:00.1230000+00:00")]
    [TestCase("2026-09-01T12:00:00.123+0545", "2026-09-01T06:15:00.1230000+00:00")]
    [TestCase("2026-09-01T12:00:00.123+05:45", "2026-09-01T06:15:00.1230000+00:00")]
    [TestCase("2026-09-01T12:00:00.000+0000", "2026-09-01T12:00:00.0000000+00:00")]
    [TestCase("2026-09-01T12:00:00Z", "2026-09-01T12:00:00.0000000+00:00")]
    [TestCase("2026-09-01T12:00:00.123456789Z", "2026-09-01T12:00:00.1234567+00:00")]
    [TestCase("2024-02-29T23:59:59.999-1200", "2024-03-01T11:59:59.9990000+00:00")]
    public void Timestamp_is_read(string text, string utc)
    {
        Assert.That(AriTimestampConverter.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.That(value.ToUniversalTime().ToString("O"), Is.EqualTo(utc));
    }

    [TestCase("")]
    [TestCase("2026-09-01")]
    [TestCase("2026-09-01T12:00:00")]
    [TestCase("2026-09-01T12:00:00.")]
    [TestCase("2026-09-01T12:00:00.Z")]
    [TestCase("2026-09-01T12:00:00.123-06")]
    [TestCase("2026-09-01T12:00:00.123-06000")]
    [TestCase("2026-09-01T12:00:00.123-9900")]
    [TestCase("2026-09-01T12:00:00.123 0600")]
    [TestCase("2026-13-01T12:00:00.123-0600")]
    [TestCase("2026-02-29T12:00:00.123-0600")]
    [TestCase("2026-09-01T24:00:00.123-0600")]
    [TestCase("2026-09-01T12:00:60.123-0600")]
    [TestCase("0000-09-01T12:00:00.123-0600")]
    [TestCase("0001-01-01T00:00:00.000+1400")]
    [TestCase("+026-09-01T12:00:00.123-0600")]
    public void What_is_no_timestamp_is_refused(string text) =>
        Assert.That(AriTimestampConverter.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False);

    [Test]
    public void Anything_at_all_becomes_an_event()
    {
        var random = new Random(20260901);
        var good = Encoding.UTF8.GetBytes(
            $$"""{"type":"StasisStart","args":["a"],"channel":{{Channel}},"application":"a","timestamp":"2026-09-01T12:00:00.000+0000"}""");
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = good.AsSpan(0, random.Next(good.Length + 1)).ToArray();
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.That(() => new EventReader(_log).Read(bytes), Throws.Nothing, () => Convert.ToHexString(bytes));
        }
    }

    private AriEvent Read(string json) => new EventReader(_log).Read(Encoding.UTF8.GetBytes(json));
}
