using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Telephony.Core;

namespace Telephony.Server.Journal;

/// <summary>An append-only file of JSON lines. A line is handed to the kernel before <see cref="Append{T}(T)"/> returns, so it survives
/// the death of this process; <see cref="FlushToDisk"/> makes it survive the machine's. A torn last line is cut off when the file is opened.</summary>
public sealed class LineFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;
    private int _dirty;

    private LineFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        _handle = handle;
        Length = length;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true, Encoder = CoreJson.Options.Encoder });
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Opens or creates a file for appending.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static LineFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var length = EndOfLastLine(handle, RandomAccess.GetLength(handle));
            if (length < RandomAccess.GetLength(handle)) RandomAccess.SetLength(handle, length);
            return new LineFile(path, handle, length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The last line, read without those before it; null when there is none, or it cannot be read.</summary>
    public T? Last<T>()
        where T : class
    {
        if (Length == 0) return null;
        var start = EndOfLastLine(_handle, Length - 1);
        var line = new byte[Length - 1 - start];
        try
        {
            return JsonSerializer.Deserialize<T>(line.AsSpan(0, RandomAccess.Read(_handle, line, start)), CoreJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes one value as a line.</summary>
    /// <exception cref="IOException">The disk is full or gone; the file is as before.</exception>
    public void Append<T>(T value)
    {
        _buffer.ResetWrittenCount();
        AddLine(value);
        Write();
    }

    /// <summary>Writes values as lines, all in one go.</summary>
    /// <exception cref="IOException">The disk is full or gone; the file is as before.</exception>
    public void AppendAll<T>(IReadOnlyList<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _buffer.ResetWrittenCount();
        foreach (var value in values) AddLine(value);
        Write();
    }

    private void AddLine<T>(T value)
    {
        _json.Reset();
        if (value is not AcdInput input || !InputWriter.TryWrite(_json, input)) JsonSerializer.Serialize(_json, value, CoreJson.Options);
        _buffer.GetSpan(1)[0] = (byte)'\n';
        _buffer.Advance(1);
    }

    private void Write()
    {
        RandomAccess.Write(_handle, _buffer.WrittenSpan, Length);
        Length += _buffer.WrittenCount;
        Volatile.Write(ref _dirty, 1);
    }

    /// <summary>Waits until everything appended so far is on the disk. Safe to call from another thread.</summary>
    public void FlushToDisk()
    {
        if (Interlocked.Exchange(ref _dirty, 0) == 1) RandomAccess.FlushToDisk(_handle);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _json.Dispose();
        _handle.Dispose();
    }

    /// <summary>Reads the lines of a file; a torn last line is left out.</summary>
    /// <exception cref="InvalidDataException">A line in the middle cannot be read; the message says which.</exception>
    public static IEnumerable<T> Read<T>(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        using var reader = new StreamReader(stream);
        var number = 0;
        var line = reader.ReadLine();
        while (line is not null)
        {
            var next = reader.ReadLine();
            number++;
            T value;
            try
            {
                value = JsonSerializer.Deserialize<T>(line, CoreJson.Options)!;
            }
            catch (JsonException fault)
            {
                if (next is null) yield break;
                throw new InvalidDataException($"{path}:{number}: not readable: {fault.Message}", fault);
            }

            yield return value;
            line = next;
        }
    }

    private static long EndOfLastLine(SafeFileHandle handle, long end)
    {
        Span<byte> chunk = stackalloc byte[4096];
        while (end > 0)
        {
            var from = Math.Max(0, end - chunk.Length);
            var read = RandomAccess.Read(handle, chunk[..(int)(end - from)], from);
            var last = chunk[..read].LastIndexOf((byte)'\n');
            if (last >= 0) return from + last + 1;
            end = from;
        }

        return 0;
    }
}
