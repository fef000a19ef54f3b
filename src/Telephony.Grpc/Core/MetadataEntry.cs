using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key and its value: text, or bytes when the key ends in <c>-bin</c>.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        /// <summary>A binary entry. The bytes are copied.</summary>
        /// <exception cref="ArgumentException">The key is not valid or does not end in <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = NormalizeKey(key);
            if (!IsBinaryKey(Key))
                throw new ArgumentException($"Key '{key}' of a binary metadata entry must end in '{BinaryHeaderSuffix}'.", nameof(key));
            _valueBytes = [.. valueBytes];
        }

        /// <summary>A text entry.</summary>
        /// <exception cref="ArgumentException">The key is not valid or ends in <c>-bin</c>, or the value is not printable ASCII.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = NormalizeKey(key);
            if (IsBinaryKey(Key))
                throw new ArgumentException($"Key '{key}' ends in '{BinaryHeaderSuffix}', so its value must be bytes.", nameof(key));
            if (!IsPrintableAscii(value))
                throw new ArgumentException($"Value of metadata key '{key}' must be printable ASCII; use a '{BinaryHeaderSuffix}' key for anything else.", nameof(value));
            _value = value;
        }

        private Entry(string key, string? value, byte[]? valueBytes)
        {
            Key = key;
            _value = value;
            _valueBytes = valueBytes;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>The value as bytes; ASCII of the text for a text entry. A copy.</summary>
        public byte[] ValueBytes => _valueBytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _valueBytes];

        /// <summary>The value as text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _value
            ?? throw new InvalidOperationException($"Metadata entry '{Key}' is binary; read {nameof(ValueBytes)}.");

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => _valueBytes is not null;

        /// <summary>The bytes themselves, not a copy; null for a text entry.</summary>
        internal byte[]? RawBytes => _valueBytes;

        public override string ToString() =>
            IsBinary ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_valueBytes!)}]" : $"[Entry: key={Key}, value={_value}]";

        /// <summary>An entry as received; key and value are the peer's, so the value may hold any character.</summary>
        internal static Entry Received(string lowerCaseKey, string value) => new(lowerCaseKey, value, null);

        /// <summary>A binary entry as received; takes ownership of the bytes.</summary>
        internal static Entry Received(string lowerCaseKey, byte[] valueBytes) => new(lowerCaseKey, null, valueBytes);

        internal static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        internal static bool IsValidKey(ReadOnlySpan<char> lowerCaseKey) => !lowerCaseKey.IsEmpty && !lowerCaseKey.ContainsAnyExcept(KeyCharacters);

        internal static bool IsPrintableAscii(ReadOnlySpan<char> value) => !value.ContainsAnyExceptInRange(' ', '~');

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string NormalizeKey(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            var lower = key.ToLowerInvariant();
            if (!IsValidKey(lower))
                throw new ArgumentException($"Metadata key '{key}' may contain only letters, digits, '-', '_' and '.'.", nameof(key));
            return lower;
        }
    }
}
