namespace Acetate.Storage.Ranges;

/// <summary>Decides which requests bring ranges: neighbours in one, long ones in several that run at the same time.</summary>
public static class ReadPlan
{
    /// <summary>Bytes of the longest request.</summary>
    public const long Longest = 8 << 20;

    /// <summary>Of what is wanted, one byte in this many may be fetched besides, to save requests.</summary>
    private const int MostBesides = 20;

    /// <summary>The requests, in order.</summary>
    /// <param name="wanted">What is not there yet.</param>
    /// <param name="gap">Bytes between two ranges that cost less time than a request of its own.</param>
    public static List<StoredRange> Of(IEnumerable<StoredRange> wanted, long gap)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var set = new RangeSet();
        foreach (var range in wanted) set.Add(range);
        var sorted = new List<StoredRange>();
        foreach (var range in wanted.Where(range => range.Length > 0).OrderBy(range => range.Offset))
        {
            if (sorted.Count > 0 && range.Offset <= sorted[^1].End) sorted[^1] = new(sorted[^1].Offset, Math.Max(sorted[^1].End, range.End) - sorted[^1].Offset);
            else sorted.Add(range);
        }

        // The smallest gaps save as many requests as any, for the fewest bytes.
        var besides = set.Length / MostBesides;
        var closed = new HashSet<long>();
        foreach (var (end, length) in sorted.Zip(sorted.Skip(1), (one, next) => (one.End, Length: next.Offset - one.End)).Where(between => between.Length <= gap).OrderBy(between => between.Length))
        {
            if ((besides -= length) < 0) break;
            closed.Add(end);
        }

        var requests = new List<StoredRange>();
        foreach (var range in sorted)
        {
            if (requests.Count > 0 && closed.Contains(requests[^1].End)) requests[^1] = new(requests[^1].Offset, range.End - requests[^1].Offset);
            else requests.Add(range);
        }

        return [.. requests.SelectMany(Pieces)];
    }

    private static IEnumerable<StoredRange> Pieces(StoredRange range)
    {
        var count = (range.Length + Longest - 1) / Longest;
        var each = (range.Length + count - 1) / count;
        for (var at = range.Offset; at < range.End; at += each) yield return new(at, Math.Min(each, range.End - at));
    }
}

/// <summary>What a store's answers were like: how long the first byte took, and how many came in a second.</summary>
public sealed class LinkPace
{
    private const long LeastGap = 16 << 10, MostGap = 2 << 20;

    private readonly Lock gate = new();
    private double wait = 0.002, rate = 32 << 20;

    /// <summary>Bytes that come in the time in which a request waits for its first.</summary>
    public long Gap
    {
        get
        {
            lock (gate) return (long)Math.Clamp(wait * rate, LeastGap, MostGap);
        }
    }

    /// <summary>Takes note of an answer; later ones count for more.</summary>
    /// <param name="first">Until the first byte.</param>
    /// <param name="all">Until the last.</param>
    /// <param name="bytes">How many.</param>
    public void Note(TimeSpan first, TimeSpan all, long bytes)
    {
        lock (gate)
        {
            wait += (first.TotalSeconds - wait) / 4;
            if (bytes >= 64 << 10 && (all - first).TotalSeconds is > 0.0001 and var seconds) rate += (bytes / seconds - rate) / 4;
        }
    }
}
