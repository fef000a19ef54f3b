using System.Security.Cryptography;
using Telephony.Server.Asterisk;
using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Recordings;

public sealed class SealedFileTests
{
    private const string Name = "1.0-rec-1";

    private static readonly RecordingKeys Keys = RecordingKeys.Parse(new string('a', 64) + "\n" + new string('b', 64), "keys");

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tel-sealed-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(SealedFile.ChunkBytes - 1)]
    [TestCase(SealedFile.ChunkBytes)]
    [TestCase(SealedFile.ChunkBytes + 1)]
    [TestCase((3 * SealedFile.ChunkBytes) + 77)]
    public void What_was_encrypted_comes_back_whole_and_from_any_place(int bytes)
    {
        var (path, plain) = Sealed(bytes);
        if (bytes >= 64) Assert.That(File.ReadAllBytes(path).AsSpan().IndexOf(plain.AsSpan(0, 64)), Is.EqualTo(-1), "nothing of it is in the clear"); // a single byte is in any file
        using var stream = new SealedStream(path, Name, Keys);
        Assert.That(stream.Length, Is.EqualTo(bytes));
        using var all = new MemoryStream();
        stream.CopyTo(all);
        Assert.That(all.ToArray(), Is.EqualTo(plain));
        var dice = new Random(bytes);
        for (var i = 0; i < 20; i++)
        {
            var (from, count) = (dice.Next(bytes + 1), dice.Next(SealedFile.ChunkBytes * 2));
            stream.Seek(from, SeekOrigin.Begin);
            var part = new byte[count];
            var read = stream.ReadAtLeast(part, count, throwOnEndOfStream: false);
            Assert.That(part.AsSpan(0, read).SequenceEqual(plain.AsSpan(from, Math.Min(count, bytes - from))), $"{count} from {from}");
        }
    }

    [Test]
    public void Ten_thousand_bit_flips_are_all_found()
    {
        var (path, _) = Sealed((2 * SealedFile.ChunkBytes) + 500);
        var good = File.ReadAllBytes(path);
        var dice = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var at = i < SealedFile.HeaderBytes * 8 ? i / 8 : dice.Next(good.Length);
            var bit = (byte)(1 << (i % 8));
            good[at] ^= bit;
            // One byte is written over and put back: writing the whole file ten thousand times would take long.
            Poke(path, at, good[at]);
            Assert.That(IsRefused(path), $"bit {i % 8} of byte {at}");
            good[at] ^= bit;
            Poke(path, at, good[at]);
        }

        Assert.That(IsRefused(path), Is.False, "as it was");
    }

    [Test]
    public void Swapped_repeated_and_missing_chunks_and_every_cut_are_found()
    {
        var (path, _) = Sealed((3 * SealedFile.ChunkBytes) + 10);
        var good = File.ReadAllBytes(path);
        var (head, chunk) = (SealedFile.HeaderBytes, SealedFile.ChunkBytes + SealedFile.TagBytes);
        byte[] Part(int number) => good[(head + (number * chunk))..Math.Min(good.Length, head + ((number + 1) * chunk))];
        byte[] header = good[..head];
        byte[][] changed =
        [
            [.. header, .. Part(1), .. Part(0), .. Part(2), .. Part(3)], [.. header, .. Part(0), .. Part(0), .. Part(2), .. Part(3)],
            [.. header, .. Part(0), .. Part(2), .. Part(3)], [.. header, .. Part(0), .. Part(1), .. Part(2)], [.. good, 0], [.. header, .. Part(3)], header, [],
        ];
        foreach (var bytes in changed) AssertRefused(path, bytes, $"{bytes.Length} bytes");
        for (var length = 0; length < good.Length; length += 997) AssertRefused(path, good[..length], $"cut at {length}");
    }

    [Test]
    public void A_file_under_another_name_or_without_its_key_is_refused_and_an_older_key_still_opens()
    {
        var (path, plain) = Sealed(1_000);
        Assert.Throws<InvalidDataException>(() => new SealedStream(path, "2.0-rec-1", Keys).Dispose());
        var newer = RecordingKeys.Parse(new string('c', 64), "keys");
        Assert.That(Assert.Throws<InvalidDataException>(() => new SealedStream(path, Name, newer).Dispose())!.Message, Does.Contain($"the key {Keys.Newest!.Id} is not there"));
        using var stream = new SealedStream(path, Name, RecordingKeys.Parse(new string('c', 64) + "\n" + new string('a', 64), "keys"));
        var read = new byte[1_000];
        stream.ReadExactly(read);
        Assert.That(read, Is.EqualTo(plain));
    }

    [Test]
    public void A_new_key_takes_the_place_of_the_old_one_without_what_is_encrypted_being_touched()
    {
        var (path, plain) = Sealed((2 * SealedFile.ChunkBytes) + 5);
        var before = File.ReadAllBytes(path);
        var both = RecordingKeys.Parse(new string('c', 64) + "\n" + new string('a', 64), "keys");
        Assert.That(SealedFile.Rewrap(path, Name, both), Is.True);
        Assert.That(SealedFile.Rewrap(path, Name, both), Is.False, "nothing more to do");
        Assert.That(File.ReadAllBytes(path).AsSpan(SealedFile.HeaderBytes).SequenceEqual(before.AsSpan(SealedFile.HeaderBytes)), "the chunks are as they were");
        Assert.That(Opened(path, RecordingKeys.Parse(new string('c', 64), "keys")), Is.EqualTo(plain), "the new key alone opens it");
        Assert.That(IsRefused(path), "the old keys do not");
        Assert.Throws<InvalidDataException>(() => SealedFile.Rewrap(path, Name, Keys), "whose key is not there stays as it is");
    }

    [Test]
    public void All_recordings_get_the_new_key_and_those_that_cannot_are_named()
    {
        var store = new RecordingStore(new RecorderFolders(_folder, _folder), Keys);
        foreach (var id in new[] { "1.0-rec-1", "2.0-rec-1", "3.0-rec-1" })
        {
            var wav = Path.Combine(_folder, $"{id}.made");
            File.WriteAllBytes(wav, [.. PcmWav.Header(2, 400), .. new byte[400]]);
            store.Keep(wav, $"2026/03/04/sales/{id}.wav", id);
        }

        var damaged = Path.Combine(_folder, "2026/03/04/sales/2.0-rec-1.wav.sealed");
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..50]);
        var newest = RecordingKeys.Parse(new string('c', 64) + "\n" + new string('a', 64), "keys");
        var result = RecordingRewrap.Run(_folder, newest);
        Assert.That((result.Changed, result.Same), Is.EqualTo((5, 0)), "two recordings, three waveforms");
        Assert.That(result.Failures.Single(), Does.StartWith("2026/03/04/sales/2.0-rec-1.wav.sealed: "));
        var alone = new RecordingStore(new RecorderFolders(_folder, _folder), RecordingKeys.Parse(new string('c', 64), "keys"));
        using (var audio = alone.Open("2026/03/04/sales/1.0-rec-1.wav.sealed", "1.0-rec-1")!) Assert.That(audio.Length, Is.EqualTo(444));
        Assert.That(alone.Draw("2026/03/04/sales/3.0-rec-1.wav.sealed", "3.0-rec-1"), Is.Not.Null);
        Assert.That(RecordingRewrap.Run(_folder, newest).Same, Is.EqualTo(5), "once more finds nothing to do");
    }

    /// <summary>As files were written at first: the chunks bound to all of the header.</summary>
    [Test]
    public void A_file_of_the_first_version_is_opened_and_becomes_one_of_the_second_with_a_new_key()
    {
        var path = Path.Combine(_folder, "first.sealed");
        File.WriteAllBytes(path, OfFirstVersion("hello"u8.ToArray(), Keys.Newest!));
        Assert.That(Opened(path, Keys), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(SealedFile.Rewrap(path, Name, RecordingKeys.Parse(new string('c', 64) + "\n" + new string('a', 64), "keys")), Is.True);
        Assert.That(Opened(path, RecordingKeys.Parse(new string('c', 64), "keys")), Is.EqualTo("hello"u8.ToArray()));
    }

    private static byte[] OfFirstVersion(byte[] plain, RecordingKey key)
    {
        byte[] head = [.. "TELREC1\n"u8, .. System.Text.Encoding.ASCII.GetBytes(key.Id)], name = System.Text.Encoding.UTF8.GetBytes(Name);
        var (own, nonce, prefix) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(12), RandomNumberGenerator.GetBytes(7));
        var (sealedKey, tag, chunk, chunkTag) = (new byte[32], new byte[16], new byte[plain.Length], new byte[16]);
        byte[] said = [.. head, .. name];
        using (var wrapping = new AesGcm(key.Secret, 16)) wrapping.Encrypt(nonce, own, sealedKey, tag, said);
        byte[] header = [.. head, .. nonce, .. sealedKey, .. tag, .. prefix];
        byte[] first = [.. prefix, 0, 0, 0, 0, 1], told = SHA256.HashData([.. header, .. name]);
        using (var cipher = new AesGcm(own, 16)) cipher.Encrypt(first, plain, chunk, chunkTag, told);
        return [.. header, .. chunk, .. chunkTag];
    }

    private static byte[] Opened(string path, RecordingKeys keys)
    {
        using var stream = new SealedStream(path, Name, keys);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    [Test]
    public void Two_files_of_the_same_have_nothing_in_common()
    {
        var plain = new byte[100];
        foreach (var name in new[] { "a", "b" }) SealedFile.Write(new MemoryStream(plain), Path.Combine(_folder, name), Name, Keys.Newest!);
        var (a, b) = (File.ReadAllBytes(Path.Combine(_folder, "a")), File.ReadAllBytes(Path.Combine(_folder, "b")));
        Assert.That(a[24..].Zip(b[24..]).Count(pair => pair.First == pair.Second), Is.LessThan(12), "but what comes by chance");
    }

    private (string Path, byte[] Plain) Sealed(int bytes)
    {
        var (path, plain) = (System.IO.Path.Combine(_folder, "x.sealed"), RandomNumberGenerator.GetBytes(bytes));
        SealedFile.Write(new MemoryStream(plain), path, Name, Keys.Newest!);
        return (path, plain);
    }

    private static void AssertRefused(string path, byte[] bytes, string what)
    {
        File.WriteAllBytes(path, bytes);
        Assert.That(IsRefused(path), what);
    }

    private static void Poke(string path, int at, byte value)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, [value], at);
    }

    private static bool IsRefused(string path)
    {
        try
        {
            using var stream = new SealedStream(path, Name, Keys);
            stream.CopyTo(Stream.Null);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
