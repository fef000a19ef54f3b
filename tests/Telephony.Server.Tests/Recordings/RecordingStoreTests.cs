using System.Security.Cryptography;
using Telephony.Core;
using Telephony.Server.Asterisk;
using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Recordings;

/// <summary>Finished recordings, in the clear and encrypted.</summary>
public sealed class RecordingStoreTests
{
    private const string Where = "2026/03/04/sales/1.0-rec-1.wav";
    private const string Id = "1.0-rec-1";

    private static readonly RecordingKeys Keys = RecordingKeys.Parse(new string('a', 64), "keys");

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tel-store-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public void A_recording_is_kept_opened_and_drawn(bool encrypted)
    {
        var store = Store(encrypted);
        var (wav, bytes) = Made(seconds: 20);
        var kept = store.Keep(wav, Where, Id);
        Assert.That((kept.Path, kept.Key), Is.EqualTo(encrypted ? (Where + ".sealed", Keys.Newest!.Id) : (Where, null)));
        Assert.That(kept.Checksum, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(bytes))));
        Assert.That(File.Exists(wav), Is.False, "no copy in the clear is left");
        using (var audio = store.Open(kept.Path, Id)!)
        {
            var read = new byte[audio.Length];
            audio.ReadExactly(read);
            Assert.That(read, Is.EqualTo(bytes));
        }

        Assert.That(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).All(f => f.EndsWith(".sealed", StringComparison.Ordinal)), Is.EqualTo(encrypted));
        AssertDrawn(store.Draw(kept.Path, Id)!);
        foreach (var peaks in Directory.EnumerateFiles(Path.Combine(_folder, "2026"), "*.peaks*", SearchOption.AllDirectories)) File.Delete(peaks);
        AssertDrawn(store.Draw(kept.Path, Id)!);
    }

    [Test]
    public void What_is_gone_or_leads_out_of_the_folder_is_not_there()
    {
        var store = Store(encrypted: false);
        foreach (var path in new[] { Where, "", "../x.wav", "/etc/passwd" })
        {
            Assert.That(store.Open(path, Id), Is.Null, path);
            Assert.That(store.Draw(path, Id), Is.Null, path);
        }
    }

    [Test]
    public void Recordings_are_erased_when_their_days_are_over_unless_they_are_held()
    {
        var store = Store(encrypted: true);
        string Keep(string day, string queue, string id) => store.Keep(Made(1).Wav, $"{day}/{queue}/{id}.wav", id).Path;
        var (old, held, young, other) = (Keep("2026/03/01", "sales", "old"), Keep("2026/03/01", "sales", "held"), Keep("2026/03/09", "sales", "young"), Keep("2026/03/01", "support", "other"));
        store.Hold(held, held: true);
        var queues = new Dictionary<string, QueueRule> { ["sales"] = Rule(days: 7), ["support"] = Rule(days: 0) };
        Assert.That(RecordingRetention.Due(store, queues, new DateOnly(2026, 3, 8)), Is.Empty, "seven days have not passed yet");
        Assert.That(RecordingRetention.Due(store, queues, new DateOnly(2026, 3, 10)), Is.EqualTo(new[] { (old, 7) }));
        store.Erase(old);
        Assert.That((store.Open(old, "old"), store.Draw(old, "old")), Is.EqualTo(((Stream?)null, (Waveform?)null)));
        Assert.That(Directory.EnumerateFiles(_folder, "old*", SearchOption.AllDirectories), Is.Empty, "nor what belonged to it");
        store.Hold(held, held: false);
        Assert.That(RecordingRetention.Due(store, queues, new DateOnly(2026, 3, 10)), Is.EqualTo(new[] { (held, 7) }));
        using var stillThere = store.Open(young, "young");
        using var forEver = store.Open(other, "other");
        Assert.That(stillThere, Is.Not.Null, "too young");
        Assert.That(forEver, Is.Not.Null, "its queue keeps recordings for ever");
    }

    private static void AssertDrawn(Waveform drawn)
    {
        Assert.That((drawn.Channels, drawn.Count), Is.EqualTo((2, 2_000)));
        var (caller, agent) = (drawn.Drawn(0, 10), drawn.Drawn(1, 10));
        Assert.That(caller, Has.Length.EqualTo(20));
        Assert.That(caller[..10], Is.All.EqualTo(0), "the caller says nothing in the first half");
        Assert.That((caller[18], caller[19]), Is.EqualTo((-40, 39)), "and speaks in the second");
        Assert.That(agent, Is.All.EqualTo(0));
    }

    private RecordingStore Store(bool encrypted) => new(new RecorderFolders(_folder, _folder), encrypted ? Keys : RecordingKeys.None);

    /// <summary>Stereo: the left side is silent at first, then swings between ±10,000.</summary>
    private static (string Wav, byte[] Bytes) Made(int seconds)
    {
        var frames = seconds * PcmWav.SampleRate;
        var bytes = new byte[44 + (4 * frames)];
        PcmWav.Header(2, 4 * frames).CopyTo(bytes, 0);
        for (var i = frames / 2; i < frames; i++) BitConverter.TryWriteBytes(bytes.AsSpan(44 + (4 * i)), (short)(i % 2 == 0 ? 10_000 : -10_000));
        var wav = Path.Combine(Path.GetTempPath(), $"tel-made-{Guid.NewGuid():N}.wav");
        File.WriteAllBytes(wav, bytes);
        return (wav, bytes);
    }

    private static QueueRule Rule(int days) => new()
    {
        Label = new Label("", ""), Skills = SkillExpression.Anyone, RingTimeout = TimeSpan.FromSeconds(10), WrapUp = TimeSpan.Zero, MaxWait = TimeSpan.Zero,
        Overflow = CallTarget.HangUp, Music = "default", Record = true, Priority = 0, Recovery = new RecoveryRule(null, null, null, null), RecordDays = days,
    };
}
