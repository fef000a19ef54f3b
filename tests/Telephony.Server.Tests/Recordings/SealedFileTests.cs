using System.Security.Cryptography;
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
