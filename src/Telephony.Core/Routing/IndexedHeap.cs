namespace Telephony.Core;

/// <summary>Something that can stand in an <see cref="IndexedHeap{T}"/> and knows its place there.</summary>
internal interface IHeapItem<in T>
{
    /// <summary>The place in the heap; kept by the heap.</summary>
    int HeapIndex { get; set; }

    /// <summary>A total order: the first one never depends on the order of adding.</summary>
    bool ComesBefore(T other);
}

/// <summary>Finds the first of many at once, and adds or removes any of them in O(log n): each item knows its own place.</summary>
internal sealed class IndexedHeap<T> where T : class, IHeapItem<T>
{
    private T[] _items = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first one, or null.</summary>
    public T? First => Count == 0 ? null : _items[0];

    /// <summary>All, in no order.</summary>
    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    /// <summary>The first one that passes, or null. Looks below an item only when it does not pass: O(k) for k that do not, and stand before it.</summary>
    public T? FirstWhere<TAbout>(TAbout about, Func<T, TAbout, bool> passes, int at = 0)
    {
        if (at >= Count) return null;
        if (passes(_items[at], about)) return _items[at];
        var left = FirstWhere(about, passes, (2 * at) + 1);
        var right = FirstWhere(about, passes, (2 * at) + 2);
        return left is null || (right is not null && right.ComesBefore(left)) ? right : left;
    }

    /// <summary>Adds an item that is in no heap.</summary>
    public void Add(T item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Math.Max(4, Count * 2));
        Rise(item, Count++);
    }

    /// <summary>Removes an item that is in this heap.</summary>
    public void Remove(T item)
    {
        var at = item.HeapIndex;
        var last = _items[--Count];
        _items[Count] = null!;
        if (ReferenceEquals(last, item)) return;
        if (last.ComesBefore(item)) Rise(last, at);
        else Sink(last, at);
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        Array.Clear(_items, 0, Count);
        Count = 0;
    }

    private void Rise(T item, int at)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!item.ComesBefore(_items[parent])) break;
            Put(_items[parent], at);
            at = parent;
        }

        Put(item, at);
    }

    private void Sink(T item, int at)
    {
        while ((2 * at) + 1 < Count)
        {
            var child = (2 * at) + 1;
            if (child + 1 < Count && _items[child + 1].ComesBefore(_items[child])) child++;
            if (!_items[child].ComesBefore(item)) break;
            Put(_items[child], at);
            at = child;
        }

        Put(item, at);
    }

    private void Put(T item, int at)
    {
        _items[at] = item;
        item.HeapIndex = at;
    }
}
