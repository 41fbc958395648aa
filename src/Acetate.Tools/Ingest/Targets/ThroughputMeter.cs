namespace Acetate.Tools.Ingest.Targets;

/// <summary>Turns reports of bytes into a rate, a stable estimate and the name of what limits it.</summary>
/// <remarks>
/// The rate follows the last half minute; the estimate leans on the average of the whole transfer and is only moved when it is
/// more than a tenth off, so that it stands still for the reader. Times come with the samples: no clock is read here.
/// </remarks>
public sealed class ThroughputMeter(long totalBytes)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly Queue<(DateTimeOffset At, long Bytes)> window = new();
    private readonly Dictionary<string, double> limits = new(StringComparer.Ordinal);
    private (DateTimeOffset At, long Bytes)? first;
    private (DateTimeOffset At, long Bytes) last;
    private DateTimeOffset? shownEnd;

    /// <summary>Takes in how far the transfer is.</summary>
    /// <param name="at">When.</param>
    /// <param name="bytes">Bytes done since the start, those of an earlier run included.</param>
    /// <param name="limitedBy">What limits it now, if the copier can say: <c>card</c>, <c>disk</c>, <c>network</c>, <c>hash</c>.</param>
    public void Add(DateTimeOffset at, long bytes, string limitedBy = "")
    {
        // A clock that jumps back, or a count that does, starts the window anew rather than giving a negative rate.
        if (first is null || at < last.At || bytes < last.Bytes)
        {
            window.Clear();
            first = (at, bytes);
            shownEnd = null;
        }
        else if (limitedBy.Length > 0)
        {
            foreach (var key in limits.Keys.ToList()) limits[key] *= 0.9;
            limits[limitedBy] = limits.GetValueOrDefault(limitedBy) + (at - last.At).TotalSeconds;
        }

        last = (at, bytes);
        window.Enqueue(last);
        while (window.Count > 2 && at - window.Peek().At > Memory) window.Dequeue();
    }

    /// <summary>How things stand after the last sample.</summary>
    public Throughput Now
    {
        get
        {
            if (first is not { } start || window.Count < 2) return new Throughput(last.Bytes, totalBytes, 0, null, null, "");
            var oldest = window.Peek();
            var recent = Rate(oldest, last);
            var whole = Rate(start, last);
            var pace = last.At - start.At < Memory ? whole : whole * 0.7 + recent * 0.3;
            TimeSpan? remaining = pace > 0 ? TimeSpan.FromSeconds(Math.Max(0, totalBytes - last.Bytes) / pace) : null;
            return new Throughput(last.Bytes, totalBytes, recent, Steady(remaining), Spread(recent, whole), limits.Count == 0 ? "" : limits.MaxBy(l => l.Value).Key);
        }
    }

    private TimeSpan? Steady(TimeSpan? remaining)
    {
        if (remaining is not { } left) return null;
        var end = last.At + left;
        if (shownEnd is { } shown && shown > last.At && Math.Abs((shown - end).TotalSeconds) <= left.TotalSeconds * 0.1) end = shown;
        shownEnd = end;
        return end - last.At;
    }

    /// <summary>How far the estimate may be off, as a part of it: recent and average pace apart from each other.</summary>
    private static double? Spread(double recent, double whole) => whole > 0 ? Math.Min(1, Math.Abs(recent - whole) / whole) : null;

    private static double Rate((DateTimeOffset At, long Bytes) from, (DateTimeOffset At, long Bytes) to)
    {
        var seconds = (to.At - from.At).TotalSeconds;
        return seconds > 0 ? (to.Bytes - from.Bytes) / seconds : 0;
    }
}

/// <summary>A transfer at one moment.</summary>
/// <param name="DoneBytes">Bytes done.</param>
/// <param name="TotalBytes">Bytes in all.</param>
/// <param name="BytesPerSecond">The rate of the last half minute.</param>
/// <param name="Remaining">The steady estimate; null while nothing can be said.</param>
/// <param name="Uncertainty">How far the estimate may be off, as a part of it; null while nothing can be said.</param>
/// <param name="LimitedBy">What limits it; empty when not known.</param>
public sealed record Throughput(long DoneBytes, long TotalBytes, double BytesPerSecond, TimeSpan? Remaining, double? Uncertainty, string LimitedBy);
