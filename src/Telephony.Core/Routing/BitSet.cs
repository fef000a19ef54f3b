using System.Numerics;

namespace Telephony.Core;

/// <summary>A set of small numbers, 64 to a word.</summary>
internal readonly struct BitSet(int size)
{
    private readonly ulong[] _words = new ulong[(size + 63) / 64];

    public static BitSet Of(int size, IEnumerable<int> members)
    {
        var set = new BitSet(size);
        foreach (var member in members) set.Set(member);
        return set;
    }

    public IEnumerable<int> Members()
    {
        for (var member = Next(0); member >= 0; member = Next(member + 1)) yield return member;
    }

    /// <summary>Takes in all of another set of the same size.</summary>
    public void Add(BitSet other)
    {
        for (var word = 0; word < _words.Length; word++) _words[word] |= other._words[word];
    }

    public bool Has(int number) => (_words[number >> 6] & (1UL << (number & 63))) != 0;

    public void Set(int number) => _words[number >> 6] |= 1UL << (number & 63);

    public void Unset(int number) => _words[number >> 6] &= ~(1UL << (number & 63));

    /// <summary>The least member that is not below <paramref name="from"/>, or -1.</summary>
    public int Next(int from)
    {
        for (var word = from >> 6; word < _words.Length; word++)
        {
            var bits = _words[word];
            if (word == from >> 6) bits &= ulong.MaxValue << (from & 63);
            if (bits != 0) return (word << 6) + BitOperations.TrailingZeroCount(bits);
        }

        return -1;
    }

    /// <summary>The member with this many members below it.</summary>
    public int At(int index)
    {
        for (var word = 0; ; word++)
        {
            var bits = _words[word];
            var count = BitOperations.PopCount(bits);
            if (index >= count)
            {
                index -= count;
                continue;
            }

            while (index-- > 0) bits &= bits - 1;
            return (word << 6) + BitOperations.TrailingZeroCount(bits);
        }
    }

    /// <summary>The members common to two sets of one size, in order.</summary>
    public static Common Both(BitSet a, BitSet b) => new(a._words, b._words);

    /// <summary>Walks what two sets have in common; allocates nothing.</summary>
    internal ref struct Common(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        private readonly ReadOnlySpan<ulong> _a = a;
        private readonly ReadOnlySpan<ulong> _b = b;
        private int _word = -1;
        private ulong _bits;

        public int Current { get; private set; }

        public readonly Common GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_bits == 0)
            {
                if (++_word >= _a.Length) return false;
                _bits = _a[_word] & _b[_word];
            }

            Current = (_word << 6) + BitOperations.TrailingZeroCount(_bits);
            _bits &= _bits - 1;
            return true;
        }
    }
}
