namespace Acetate.Storage.Ranges;

/// <summary>Some bytes of a stored file.</summary>
/// <param name="Offset">The first, counted from 0.</param>
/// <param name="Length">How many.</param>
public readonly record struct StoredRange(long Offset, long Length)
{
    /// <summary>The byte after the last.</summary>
    public long End => Offset + Length;
}

/// <summary>Which bytes of a file are there: ranges that neither touch nor overlap, in order.</summary>
public sealed class RangeSet
{
    private readonly SortedList<long, long> ends = [];

    /// <summary>Bytes of all.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a range; what touches becomes one.</summary>
    public void Add(StoredRange range)
    {
        if (range.Length <= 0) return;
        var (from, to) = (range.Offset, range.End);
        var at = FirstEndingAtOrAfter(from);
        while (at < ends.Count && ends.Keys[at] <= to)
        {
            (from, to) = (Math.Min(from, ends.Keys[at]), Math.Max(to, ends.Values[at]));
            Length -= ends.Values[at] - ends.Keys[at];
            ends.RemoveAt(at);
        }

        ends.Add(from, to);
        Length += to - from;
    }

    /// <summary>What of a range is not there, in order.</summary>
    public IEnumerable<StoredRange> Missing(StoredRange range)
    {
        var from = range.Offset;
        for (var at = FirstEndingAtOrAfter(from); at < ends.Count && ends.Keys[at] < range.End; at++)
        {
            if (ends.Keys[at] > from) yield return new(from, ends.Keys[at] - from);
            from = Math.Max(from, ends.Values[at]);
        }

        if (from < range.End) yield return new(from, range.End - from);
    }

    /// <summary>Whether every byte of a range is there.</summary>
    public bool Covers(StoredRange range) => !Missing(range).Any();

    private int FirstEndingAtOrAfter(long place)
    {
        var (low, high) = (0, ends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ends.Values[middle] < place) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
