using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Recordings;

/// <summary>The form of an encrypted file. A header: magic, id of the key, the file's own key encrypted with that, a nonce prefix. Then chunks of
/// 64 KiB, each AES-256-GCM with a tag of its own; their nonces count, and the last says that it is the last, so that nothing can be changed,
/// swapped, taken out or cut off unseen. Everything is bound to the file's name, and the chunks to the nonce prefix: what the file's own key is encrypted with
/// may change. In the first version, which is still read, they were bound to all of the header.</summary>
internal static class SealedFile
{
    public const int ChunkBytes = 64 << 10;
    public const int TagBytes = 16;
    public const int HeaderBytes = 8 + RecordingKey.IdLength + NonceBytes + KeyBytes + TagBytes + PrefixBytes;

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int PrefixBytes = 7;

    private static ReadOnlySpan<byte> Magic => "TELREC2\n"u8;

    private static ReadOnlySpan<byte> FirstMagic => "TELREC1\n"u8;

    /// <summary>Encrypts a stream into a file, which appears under its name only when it is whole and on the disk.</summary>
    /// <param name="plain">What is encrypted, from where it stands.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="name">What it is: opened under another name it is refused.</param>
    /// <param name="key">The key that its own key is encrypted with.</param>
    public static void Write(Stream plain, string path, string name, RecordingKey key)
    {
        Replace(path, file =>
        {
            var own = RandomNumberGenerator.GetBytes(KeyBytes);
            var header = HeaderOf(own, name, key, RandomNumberGenerator.GetBytes(PrefixBytes));
            file.Write(header);
            using var cipher = new AesGcm(own, TagBytes);
            Write(plain, file, cipher, header, name);
            CryptographicOperations.ZeroMemory(own);
        });
    }

    /// <summary>Encrypts a file's own key with the newest key; what it holds is not decrypted for it, unless it is of the first version.</summary>
    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="InvalidDataException">It was changed, or its key is not there.</exception>
    public static bool Rewrap(string path, string name, RecordingKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var newest = keys.Newest ?? throw new InvalidDataException("there is no key");
        var header = new byte[HeaderBytes];
        using var old = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var id = KeyOf(header.AsSpan(0, old.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false)));
        if (id == newest.Id) return false;
        if (IsFirst(header))
        {
            using var plain = new SealedStream(path, name, keys);
            Write(plain, path, name, newest);
            return true;
        }

        var own = Unwrap(header, name, keys.Find(id) ?? throw new InvalidDataException($"the key {id} is not there"));
        Replace(path, file =>
        {
            file.Write(HeaderOf(own, name, newest, header[^PrefixBytes..]));
            old.CopyTo(file);
        });
        CryptographicOperations.ZeroMemory(own);
        return true;
    }

    private static bool IsFirst(ReadOnlySpan<byte> header) => header[..8].SequenceEqual(FirstMagic);

    /// <summary>A file appears under its name only when it is whole and on the disk.</summary>
    private static void Replace(string path, Action<FileStream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The id of the key that a file's own key is encrypted with.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static string KeyOf(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes || !(header[..8].SequenceEqual(Magic) || IsFirst(header))) throw new InvalidDataException("not an encrypted recording");
        return Encoding.ASCII.GetString(header.Slice(8, RecordingKey.IdLength));
    }

    /// <summary>What the file is encrypted with.</summary>
    /// <exception cref="InvalidDataException">The header was changed, or the file has another name.</exception>
    public static AesGcm Open(ReadOnlySpan<byte> header, string name, RecordingKey key)
    {
        var own = Unwrap(header, name, key);
        try
        {
            return new AesGcm(own, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(own);
        }
    }

    private static byte[] Unwrap(ReadOnlySpan<byte> header, string name, RecordingKey key)
    {
        var at = 8 + RecordingKey.IdLength;
        var own = new byte[KeyBytes];
        try
        {
            using var wrapping = new AesGcm(key.Secret, TagBytes);
            byte[] bound = [.. header[..at], .. Encoding.UTF8.GetBytes(name)];
            wrapping.Decrypt(header.Slice(at, NonceBytes), header.Slice(at + NonceBytes, KeyBytes), header.Slice(at + NonceBytes + KeyBytes, TagBytes), own, bound);
            return own;
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw new InvalidDataException("the header was changed, or it belongs to another recording", fault);
        }
    }

    public static void NonceOf(ReadOnlySpan<byte> header, uint chunk, bool isLast, Span<byte> nonce)
    {
        header[^PrefixBytes..].CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[PrefixBytes..], chunk);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
    }

    /// <summary>What each chunk is bound to.</summary>
    public static byte[] BoundTo(ReadOnlySpan<byte> header, string name) => IsFirst(header)
        ? SHA256.HashData([.. header[..HeaderBytes], .. Encoding.UTF8.GetBytes(name)])
        : SHA256.HashData([.. Magic, .. header[(HeaderBytes - PrefixBytes)..HeaderBytes], .. Encoding.UTF8.GetBytes(name)]);

    private static byte[] HeaderOf(byte[] own, string name, RecordingKey key, byte[] prefix)
    {
        byte[] head = [.. Magic, .. Encoding.ASCII.GetBytes(key.Id)];
        var (nonce, sealedKey, tag) = (RandomNumberGenerator.GetBytes(NonceBytes), new byte[KeyBytes], new byte[TagBytes]);
        using var wrapping = new AesGcm(key.Secret, TagBytes);
        byte[] bound = [.. head, .. Encoding.UTF8.GetBytes(name)];
        wrapping.Encrypt(nonce, own, sealedKey, tag, bound);
        return [.. head, .. nonce, .. sealedKey, .. tag, .. prefix];
    }

    private static void Write(Stream plain, FileStream file, AesGcm cipher, byte[] header, string name)
    {
        var bound = BoundTo(header, name);
        var (current, next, output) = (new byte[ChunkBytes], new byte[ChunkBytes], new byte[ChunkBytes + TagBytes]);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        var length = plain.ReadAtLeast(current, ChunkBytes, throwOnEndOfStream: false);
        for (uint chunk = 0; ; chunk++)
        {
            var following = length < ChunkBytes ? 0 : plain.ReadAtLeast(next, ChunkBytes, throwOnEndOfStream: false);
            NonceOf(header, chunk, isLast: following == 0, nonce);
            cipher.Encrypt(nonce, current.AsSpan(0, length), output.AsSpan(0, length), output.AsSpan(length, TagBytes), bound);
            file.Write(output, 0, length + TagBytes);
            if (following == 0) return;
            (current, next, length) = (next, current, following);
        }
    }
}
